"""The numbers of a run, for whoever gives grants: course days, hours, and how many took part, by association.

Counted is what was held and attended, so a run that was cancelled half-way keeps its true days (edge case 12). Numbers below
five are not told across associations, and neither is the one that could be worked out from the others (edge case 18).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.models import CourseRun
from courses.run_numbers import Day, Share, days_of, hours, shares_of
from lms.people.dates import date_words
from lms.people.kept_for import ATTENDANCE_NUMBERS_MONTHS, months_later
from lms.people.models import User

#: The smallest number told across associations.
FEWEST = 5


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
    numbers_gone: bool = False

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
        if self.numbers_gone:
            return _("The numbers are not told any more: they are deleted five years after a course.")
        return names_gone_words() if self.names_gone else ""

    @property
    def withholds(self) -> bool:
        """Whether something is too small to be told."""
        return any(share.completed is None for share in self.shares)


def report_for(viewer: User, course_run: CourseRun) -> RunReport:
    """The numbers as this viewer may have them. Three queries.

    A representative gets their own association's, and the days. Who leads a joint run gets the numbers of all together;
    its secretariat also each association's, with what is small left out. Where names have become numbers, nobody knows any
    longer how many people it was, or who came from where: the hours of all together are told. In the end they go too.
    """
    runs = CourseRun.objects.filter(pk=course_run.pk)
    days = days_of(runs).get(course_run.pk, [])
    shares = shares_of(runs).get(course_run.pk, [])
    if not days and timezone.localdate() >= months_later(course_run.ends_on, ATTENDANCE_NUMBERS_MONTHS):
        return RunReport([], [], None, None, None, names_gone=True, numbers_gone=True)
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
    ]
    if report.numbers_gone:
        return [*rows, [report.names_gone_words]]
    rows += [
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
        rows.append([report.names_gone_words])
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
