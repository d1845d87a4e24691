"""What is written into the history of a run and of a place, beside what the admin's own forms write.

Only what somebody did for others: what people do with their own place – a pause, leaving – is theirs, and stands in no log.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

from courses.kinds import RunState
from courses.models import CourseRun, Enrolment
from lms.people.admin_history import note
from lms.people.models import User

SET_UP = "wagtail.create"
OPENED, CLOSED, CANCELLED = "courses.opened", "courses.closed", "courses.cancelled"
TIMES, LEADERS, ASSOCIATIONS = "courses.times", "courses.leaders", "courses.associations"
INVITED, CONFIRMED, WITHDRAWN = "courses.invited", "courses.confirmed", "courses.withdrawn"

WORDS = {
    OPENED: _("The course was opened"),
    CLOSED: _("The course was closed"),
    CANCELLED: _("The course was cancelled"),
    TIMES: _("Times and places were changed"),
    LEADERS: _("Those who lead were changed"),
    ASSOCIATIONS: _("Participating associations were changed"),
    INVITED: _("The invitation was sent"),
    CONFIRMED: _("The place was confirmed for the person"),
    WITHDRAWN: _("The place was withdrawn"),
}


MOVES = {RunState.OPEN: OPENED, RunState.CLOSED: CLOSED, RunState.CANCELLED: CANCELLED}


def note_run(course_run: CourseRun, action: str, *, by: User | None) -> None:
    """One line in the history of a run. What the system itself plans leaves none."""
    if by is not None:
        note(course_run, action, by=by)


def note_place(enrolment: Enrolment, action: str, *, by: User | None) -> None:
    """One line in the history of a place, when somebody else than its person did it."""
    if by is not None and by.pk != enrolment.person_id:
        note(enrolment, action, by=by)


def say_what_was_done(actions: LogActionRegistry) -> None:
    """Registers the lines with their words."""
    for action, words in WORDS.items():
        actions.register_action(action, words, words)
