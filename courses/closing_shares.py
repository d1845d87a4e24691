"""A text that its activity no longer lets others read is shared with nobody from then on (decision 21).

When an editor lowers how far an activity may be shared, others stop reading at once, because every page asks the rule
(`courses.activities.sharing`). Here the author's choice is taken back too: raised again, the ceiling opens nothing old.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.db.models import F

from courses.activities.base import ActivityPage, Response
from courses.activities.kinds import KINDS
from courses.kinds import Sharing
from courses.models import CoursePage


@transaction.atomic
def close_shares(*, activity_key: UUID | None = None) -> int:
    """Take back each share that its activity does not allow now, of one activity or of all. Returns how many.

    Calling it again changes nothing. Two queries for each course in which something is shared.
    """
    shared = Response.objects.non_polymorphic().exclude(sharing=Sharing.PRIVATE)
    if activity_key is not None:
        shared = shared.filter(activity_key=activity_key)
    rows = shared.values_list("pk", "activity_key", "sharing", "enrolment__course_run__course")
    by_course: dict[int, list[tuple[int, UUID, str]]] = defaultdict(list)
    for row_id, key, sharing, course_id in rows:
        by_course[course_id].append((row_id, key, sharing))
    courses = CoursePage.objects.in_bulk(by_course)
    closed = [
        row_id for course_id, found in by_course.items() for row_id in _too_far(courses[course_id], found)
    ]
    return shared.filter(pk__in=closed).update(sharing=Sharing.PRIVATE, version=F("version") + 1)


def _too_far(course: CoursePage, rows: list[tuple[int, UUID, str]]) -> list[int]:
    """The rows whose author chose a reach that the course itself does not allow; its translations have no say."""
    keys = {key for _row_id, key, _sharing in rows}
    pages = ActivityPage.objects.descendant_of(course).filter(translation_key__in=keys).specific()
    allowed = {page.translation_key: KINDS[page.kind].sharing_choices(page) for page in pages}
    return [row_id for row_id, key, sharing in rows if key in allowed and sharing not in allowed[key]]
