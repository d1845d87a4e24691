"""Who may mark an activity as done for somebody else: at a gathering, from paper, or by agreement."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courses.activities.base import ActivityPage
from courses.errors import CourseError
from courses.kinds import MarkedBy
from courses.models import CourseRun, Enrolment, RunOrganisation
from lms.people.access import is_administrator
from lms.people.models import User


def leads(by: User, enrolment: Enrolment) -> bool:
    """Whether `by` leads the run today, or works in the secretariat of its organiser. Two queries at most."""
    run = CourseRun.objects.filter(pk=enrolment.course_run_id)
    return run.led_by(by).exists() or run.administered_by(by).exists()


def represents(by: User, enrolment: Enrolment) -> bool:
    """Whether `by` stands for the participant's own association here: its representative or its secretariat.

    Where a course is one association's own and has no representative, those who lead it stand for it. On a joint
    course nobody does: own time stays open until there is a representative (R53).
    """
    own = RunOrganisation.objects.filter(
        course_run=enrolment.course_run_id, organisation=enrolment.organisation_id
    ).first()
    if own is not None and own.representative_id is not None and own.representative_id == by.pk:
        return True
    if is_administrator(by, enrolment.organisation):
        return True
    nobody_named = own is None or own.representative_id is None
    return nobody_named and not enrolment.course_run.joint and leads(by, enrolment)


def refuse_unless_may_mark(by: User, enrolment: Enrolment, page: ActivityPage) -> None:
    """Raises CourseError unless `by` may mark `page` as done for this participant. Nobody marks for themselves.

    Own time belongs to the association: what its representative marks, the course leader does not (R51, R53).
    """
    if by.pk == enrolment.person_id:
        raise CourseError(_("Somebody else has to mark this for you."))
    if page.marked_by == MarkedBy.REPRESENTATIVE:
        if not represents(by, enrolment):
            raise CourseError(_("Only the association's own representative or its secretariat can mark this."))
    elif not leads(by, enrolment) and not represents(by, enrolment):
        raise CourseError(_("Only those who lead the course can mark this."))
