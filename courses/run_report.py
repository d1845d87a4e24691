"""The numbers of a run, for whoever gives grants: course days, hours, and how many took part, by association.

Counted is what was held and attended, so a run that was cancelled half-way keeps its true days (edge case 12). Numbers below
five are not told across associations, and neither is the one that could be worked out from the others (edge case 18).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.completion import MINUTES_IN_AN_HOUR
from courses.kinds import EnrolmentState, GatheringKind
from courses.models import Attendance, CourseRun, Enrolment, Gathering
from lms.people.dates import date_words
from lms.people.models import User

#: A teaching hour, and how many of them make a day a course day.
UNIT = 45
UNITS_OF_A_COURSE_DAY = 2
#: The smallest number told across associations.
FEWEST = 5
ONE_DECIMAL = Decimal("0.1")


def hours(minutes: int) -> Decimal:
    """Clock hours with one decimal."""
    return (Decimal(minutes) / MINUTES_IN_AN_HOUR).quantize(ONE_DECIMAL, ROUND_HALF_UP)


def units(minutes: int) -> int:
    """Whole teaching hours of 45 minutes."""
    return minutes // UNIT


@dataclass(frozen=True)
class Day:
    """A day on which gatherings were held."""

    date: datetime.date
    minutes: int
    people: int
    #: The minutes of everybody together at gatherings whose names have gone; None while the names are there.
    nameless_minutes: int | None = None

    @property
    def is_course_day(self) -> bool:
        """Whether it had at least two teaching hours."""
        return units(self.minutes) >= UNITS_OF_A_COURSE_DAY

    @property
    def units(self) -> int:
        """Teaching hours."""
        return units(self.minutes)


@dataclass(frozen=True)
class Share:
    """An association's part: None where a number is too small to be told."""

    organisation_id: int
    name: str
    people: int | None
    completed: int | None
    minutes: int | None

    @property
    def is_told(self) -> bool:
        """Whether its numbers may be told."""
        return self.people is not None

    @property
    def people_words(self) -> str:
        """The number, or that it is small."""
        return too_few() if self.people is None else str(self.people)

    @property
    def completed_words(self) -> str:
        """How many completed, or nothing where that is not told."""
        return too_few() if self.completed is None else str(self.completed)

    @property
    def hours_words(self) -> str:
        """Their hours together, or nothing where that is not told."""
        return too_few() if self.minutes is None else number_format(hours(self.minutes))


def too_few() -> str:
    """What stands instead of a small number."""
    return pgettext("number", "not told")


@dataclass(frozen=True)
class RunReport:
    """The numbers. `people`, `completed` and `minutes` are None where the viewer stands for one association, and `people`
    once names have become numbers.
    """

    days: list[Day]
    shares: list[Share]
    people: int | None
    completed: int | None
    minutes: int | None
    names_gone: bool = False

    @property
    def course_days(self) -> int:
        """How many days had at least two teaching hours."""
        return sum(day.is_course_day for day in self.days)

    @property
    def held_minutes(self) -> int:
        """The minutes of the gatherings that were held."""
        return sum(day.minutes for day in self.days)

    @property
    def held_hours(self) -> Decimal:
        """The same in clock hours."""
        return hours(self.held_minutes)

    @property
    def held_units(self) -> int:
        """The same in teaching hours, day by day."""
        return sum(day.units for day in self.days)

    @property
    def participant_hours(self) -> Decimal | None:
        """Everybody's hours together."""
        return None if self.minutes is None else hours(self.minutes)

    @property
    def names_gone_words(self) -> str:
        """What is not told any more; empty while the names are there."""
        return names_gone_words() if self.names_gone else ""

    @property
    def withholds(self) -> bool:
        """Whether something is too small to be told."""
        return any(share.completed is None for share in self.shares)


def report_for(viewer: User, course_run: CourseRun) -> RunReport:
    """The numbers as this viewer may have them. Three queries.

    A representative gets their own association's, and the days. Who leads a joint run gets the numbers of all together;
    its secretariat also each association's, with what is small left out. Where names have become numbers, nobody knows any
    longer how many people it was, or who came from where: the hours of all together are told.
    """
    runs = CourseRun.objects.filter(pk=course_run.pk)
    days = days_of(runs).get(course_run.pk, [])
    shares = shares_of(runs).get(course_run.pk, [])
    kept = [day.nameless_minutes for day in days if day.nameless_minutes is not None]
    if not (course_run.viewer_leads or course_run.viewer_administers):
        if kept:
            return RunReport(_without_people(days), [], None, None, None, names_gone=True)
        own = course_run.run_organisations.held_by(viewer).values_list("organisation", flat=True)
        return RunReport(_without_people(days), _only(shares, set(own)), None, None, None)
    apart = course_run.viewer_administers or not course_run.joint
    return RunReport(
        days,
        withheld(shares) if apart and not kept else [],
        None if kept else sum(share.people or 0 for share in shares),
        sum(share.completed or 0 for share in shares),
        sum(share.minutes or 0 for share in shares) + sum(kept),
        names_gone=bool(kept),
    )


def _only(shares: Iterable[Share], organisations: set[int]) -> list[Share]:
    return [share for share in shares if share.organisation_id in organisations]


def _without_people(days: Iterable[Day]) -> list[Day]:
    """How many came is a number across associations."""
    return [replace(day, people=0, nameless_minutes=None) for day in days]


def withheld(shares: list[Share]) -> list[Share]:
    """The shares with small numbers left out. A small association tells nothing, a larger one not how few completed."""
    small = _hidden(shares, lambda share: share.people or 0)
    few = small | _hidden(shares, lambda share: share.completed or 0)
    return [
        replace(
            share,
            people=None if share.organisation_id in small else share.people,
            completed=None if share.organisation_id in few else share.completed,
            minutes=None if share.organisation_id in small else share.minutes,
        )
        for share in shares
    ]


def _hidden(shares: Collection[Share], number: Callable[[Share], int]) -> set[int]:
    """Whose number is too small to be told; where it is one alone the next smallest too, or it could be worked out.

    What is left out adds up to the sum less what is told: so the next goes too as long as that is a small number itself,
    of which two single people could be known.
    """
    in_order = sorted(shares, key=lambda share: (number(share) == 0, number(share), share.name))
    small = sum(0 < number(share) < FEWEST for share in shares)
    if len(shares) == 1 or not small:
        return set()
    hidden = max(small, 2)
    while hidden < len(shares) and sum(number(share) for share in in_order[:hidden]) < FEWEST:
        hidden += 1
    return {share.organisation_id for share in in_order[:hidden]}


def days_of(runs: QuerySet[CourseRun]) -> dict[int, list[Day]]:
    """By run, the days with a common gathering somebody was at. Own time lies within one of them. One query."""
    own = Q(attendances__minutes__gt=0, attendances__enrolment__course_run=F("course_run"))
    gatherings: QuerySet[Gathering] = (
        Gathering.objects.filter(course_run__in=runs, kind=GatheringKind.COMMON)
        .select_related("numbers")
        .annotate(here=Count("attendances", filter=own))
        .order_by("starts_at", "pk")
    )
    days: dict[int, dict[datetime.date, Day]] = defaultdict(dict)
    for gathering in gatherings:
        numbers = getattr(gathering, "numbers", None)
        people = gathering.here or (numbers.people if numbers else 0)
        if not people:
            continue
        date = timezone.localdate(gathering.starts_at)
        day = days[gathering.course_run_id].get(date, Day(date, 0, 0))
        days[gathering.course_run_id][date] = Day(
            date,
            day.minutes + gathering.minutes,
            max(day.people, people),
            (day.nameless_minutes or 0) + numbers.minutes if numbers else day.nameless_minutes,
        )
    return {run: list(found.values()) for run, found in days.items()}


def shares_of(runs: QuerySet[CourseRun]) -> dict[int, list[Share]]:
    """By run, each association with how many were at something, how many completed, and their minutes. Two queries."""
    there = Attendance.objects.filter(
        minutes__gt=0,
        gathering__course_run=F("enrolment__course_run"),
        gathering__kind=GatheringKind.COMMON,
    )
    by_run_and_association = (
        there.filter(enrolment__course_run__in=runs)
        .order_by()
        .values_list("enrolment__course_run", "enrolment__organisation")
        .annotate(minutes=Sum("minutes"))
    )
    minutes = {(run, organisation): added for run, organisation, added in by_run_and_association}
    places = Enrolment.objects.filter(course_run__in=runs).annotate(
        came=Exists(there.filter(enrolment=OuterRef("pk")))
    )
    rows = (
        places.order_by("organisation__name")
        .values_list("course_run", "organisation", "organisation__short_name")
        .annotate(
            people=Count("pk", filter=Q(came=True)),
            completed=Count("pk", filter=Q(state=EnrolmentState.COMPLETED)),
        )
    )
    shares: dict[int, list[Share]] = defaultdict(list)
    for run, organisation, name, people, completed in rows:
        share = Share(organisation, name, people, completed, minutes.get((run, organisation), 0))
        shares[run].append(share)
    return dict(shares)


def names_gone_words() -> str:
    """What is not told any more, and why."""
    return _(
        "How many people took part, and from which association, is not told any more: the names were deleted three years "
        "after the course."
    )


def sheet(course_run: CourseRun, report: RunReport) -> list[list[str | int]]:
    """The report as rows for a spreadsheet, decimals as the reader's language writes them."""
    rows: list[list[str | int]] = [
        [_("Course"), course_run.title],
        [_("Organiser"), course_run.organiser.name],
        [_("Course days of at least 2 × 45 minutes"), report.course_days],
        [_("Teaching hours of 45 minutes"), report.held_units],
        [_("Clock hours"), number_format(report.held_hours)],
    ]
    if report.people is not None:
        rows.append([_("Participants"), report.people])
    if report.minutes is not None:
        rows += [
            [_("Completed"), report.completed or 0],
            [_("Participants' hours together"), number_format(report.participant_hours or Decimal(0))],
        ]
    if report.names_gone:
        rows.append([names_gone_words()])
    rows += [[], [_("Day"), _("Teaching hours of 45 minutes"), _("Course day")]]
    rows += [
        [date_words(day.date, year=True), day.units, _("yes") if day.is_course_day else _("no")]
        for day in report.days
    ]
    if report.names_gone:
        return rows
    rows += [[], [_("Association"), _("Participants"), _("Completed"), _("Hours together")]]
    rows += [
        [share.name, share.people_words, share.completed_words, share.hours_words] for share in report.shares
    ]
    return rows
