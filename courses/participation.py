"""A confirmation of participation for who did not complete a course: the days, and the hours (edge case 12).

It is no certificate: it has no number and no code, nobody is approved by it, and it says so itself. It is made from the
attendance each time it is opened, so a correction reaches the next print.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404
from django.utils import timezone

from courses.kinds import EnrolmentState, GatheringKind
from courses.models import Attendance, Enrolment
from courses.run_report import hours


@dataclass(frozen=True)
class Attended:
    """A gathering somebody was at."""

    title: str
    date: datetime.date
    minutes: int


@dataclass(frozen=True)
class Participation:
    """What the sheet says."""

    gatherings: list[Attended]
    leaders: list[str]

    @property
    def hours(self) -> Decimal:
        """Clock hours together, with one decimal."""
        return hours(sum(gathering.minutes for gathering in self.gatherings))


def participation_of(enrolment: Enrolment) -> Participation:
    """The common gatherings of the run somebody was at, with the minutes: own time lies within one. Two queries.

    Raises Http404 for who was at nothing, and for who has completed: they have a certificate.
    """
    rows = (
        Attendance.objects.filter(
            enrolment=enrolment,
            minutes__gt=0,
            gathering__course_run=enrolment.course_run_id,
            gathering__kind=GatheringKind.COMMON,
        )
        .select_related("gathering")
        .order_by("gathering__starts_at", "pk")
    )
    found = [
        Attended(row.gathering.title, timezone.localdate(row.gathering.starts_at), row.minutes)
        for row in rows
    ]
    if not found or enrolment.state == EnrolmentState.COMPLETED:
        raise Http404
    leaders = enrolment.course_run.leaders.order_by("since", "pk")
    return Participation(found, list(leaders.values_list("person__name", flat=True)))
