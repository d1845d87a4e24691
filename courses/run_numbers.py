"""What is counted of runs: the days that were held, and each association's people, completions and hours.

Of what was attended alone. What of it may be told is decided in `courses.run_report` and `courses.year_report`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import pgettext

from courses.completion import MINUTES_IN_AN_HOUR
from courses.kinds import EnrolmentState, GatheringKind
from courses.models import Attendance, CourseRun, Enrolment, Gathering

#: A teaching hour, and how many of them make a day a course day.
UNIT = 45
UNITS_OF_A_COURSE_DAY = 2
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
    """By run, each association with how many were at something, how many completed, and their minutes, of each
    gathering no more than it lasts. Two queries.
    """
    there = Attendance.objects.filter(
        minutes__gt=0,
        gathering__course_run=F("enrolment__course_run"),
        gathering__kind=GatheringKind.COMMON,
    )
    by_run_and_association = (
        there.filter(enrolment__course_run__in=runs)
        .order_by()
        .values_list("enrolment__course_run", "enrolment__organisation")
        .annotate(minutes=Sum(Least("minutes", "gathering__minutes")))
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
