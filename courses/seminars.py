"""Who has been at a peer supporter seminar, and when last (R72). Presence alone; asked by the room of approvals."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Max
from django.utils import timezone

from courses.kinds import CourseKind
from courses.models import Attendance


def last_seminar_days(
    organisation_ids: Collection[int], *, since: datetime.datetime
) -> dict[tuple[int, int], datetime.date]:
    """The last day each person was at a seminar for one of these associations after `since`, by person and association.

    Also at a seminar that others arranged, when it was this association they came from. One query.
    """
    there = Attendance.objects.filter(
        minutes__gt=0,
        gathering__starts_at__gte=since,
        enrolment__course_run__course__kind=CourseKind.SEMINAR,
        enrolment__organisation__in=organisation_ids,
    ).order_by()
    rows = there.values_list("enrolment__person", "enrolment__organisation").annotate(
        last=Max("gathering__starts_at")
    )
    return {(person, organisation): timezone.localdate(last) for person, organisation, last in rows}
