"""What participants want those who lead the course to know: what they need to take part, and what they want to ask.

Only these two lists, only the lines meant for it, and only while the run is not over. Never why, never anything else.
"""

from __future__ import annotations

from dataclasses import dataclass

from courses.activities.checklist.answers import lines_shown_to_leader
from courses.activities.checklist.models import ChecklistPurpose, ChecklistResponse
from courses.kinds import ON_THE_LIST_STATES, RunState
from courses.models import CourseRun

OVER = (RunState.CLOSED, RunState.CANCELLED)


@dataclass(frozen=True)
class ToldToLeaders:
    """The lines, by enrolment."""

    needs: dict[int, list[str]]
    questions: dict[int, list[str]]


def told_to_leaders(course_run: CourseRun) -> ToldToLeaders:
    """What everybody in the run told. One query. Whoever asks must lead the run or be its secretariat."""
    told = ToldToLeaders({}, {})
    if course_run.state in OVER:
        return told
    by_purpose = {ChecklistPurpose.NEEDS: told.needs, ChecklistPurpose.QUESTIONS: told.questions}
    rows = ChecklistResponse.objects.non_polymorphic().filter(
        enrolment__course_run=course_run,
        enrolment__state__in=ON_THE_LIST_STATES,
        page__checklistpage__purpose__in=list(by_purpose),
    )
    for row in rows.select_related("page__checklistpage").order_by("pk"):
        page = row.page.checklistpage
        if lines := lines_shown_to_leader(page, row):
            by_purpose[ChecklistPurpose(page.purpose)][row.enrolment_id] = lines
    return told
