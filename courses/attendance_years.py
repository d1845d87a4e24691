"""How long it is known who was at a gathering: names for three years, numbers for five (the table of privacy.md).

Whoever gives grants may ask how many came to what until then. Called by `run_due`; safe to call again and beside itself.
Why, and what is not deleted by date: docs/decisions/0025-when-attendance-loses-its-names.md.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from courses.models import Attendance, AttendanceNumbers, CaseNotice, Gathering, MakeUp, PrintedList
from lms.people.kept_for import ATTENDANCE_NAMES_MONTHS, ATTENDANCE_NUMBERS_MONTHS, months_later


def names_become_numbers(*, today: datetime.date | None = None) -> int:
    """Write down how many were at each gathering of runs that ended three years ago, and delete who it was.

    Corrections go with it, and what was made up. Waits for whoever has an open case from that run: the committee is told
    the hours. Returns how many gatherings it was.
    """
    asked_about = CaseNotice.objects.filter(
        enrolment__course_run=OuterRef("course_run"), closed_at__isnull=True
    )
    known = Q(attendances__isnull=False) | Q(make_ups__isnull=False)
    recorded = Gathering.objects.filter(known).exclude(Exists(asked_about)).distinct()
    due = _of_runs_over(recorded, ATTENDANCE_NAMES_MONTHS, today)
    return sum(_only_numbers(gathering.pk) for gathering in due)


def delete_numbers(*, today: datetime.date | None = None) -> int:
    """Delete the numbers too, five years after the run. Returns how many gatherings it was."""
    due = _of_runs_over(Gathering.objects.filter(numbers__isnull=False), ATTENDANCE_NUMBERS_MONTHS, today)
    return AttendanceNumbers.objects.filter(gathering__in=[gathering.pk for gathering in due]).delete()[0]


def _of_runs_over(
    gatherings: QuerySet[Gathering], months: int, today: datetime.date | None
) -> list[Gathering]:
    """Those whose run had its last day so many months ago. Moved later than that day, a gathering counts from its own."""
    today = today or timezone.localdate()
    return [
        gathering
        for gathering in gatherings.select_related("course_run").order_by("pk")
        if months_later(max(gathering.course_run.ends_on, timezone.localdate(gathering.starts_at)), months)
        <= today
    ]


@transaction.atomic
def _only_numbers(gathering_id: int) -> int:
    """One gathering. 1 when there was anything left to do."""
    Gathering.objects.select_for_update().get(pk=gathering_id)
    MakeUp.objects.filter(gathering=gathering_id).delete()
    rows = Attendance.objects.filter(gathering=gathering_id)
    own = Q(enrolment__course_run=F("gathering__course_run"))  # a guest's hours are told by their own course
    found = rows.aggregate(
        people=Count("pk", filter=own & Q(minutes__gt=0)),
        minutes=Coalesce(Sum(Least("minutes", "gathering__minutes"), filter=own), 0),
        rows=Count("pk"),
    )
    if not found.pop("rows"):
        return 0
    AttendanceNumbers.objects.update_or_create(gathering_id=gathering_id, defaults=found)
    rows.delete()
    PrintedList.objects.filter(gathering=gathering_id).delete()
    return 1
