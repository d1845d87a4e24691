"""Who may mark an activity as done for somebody else: at a gathering, from paper, or by agreement."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.access import represents, works_as_leader
from courses.activities.base import ActivityPage
from courses.errors import CourseError
from courses.kinds import MarkedBy
from courses.models import Enrolment, Gathering, MakeUp, RunOrganisation
from lms.people.access import is_administrator
from lms.people.models import User


def stands_for_association(by: User, enrolment: Enrolment, led_on: datetime.date | None = None) -> bool:
    """Whether `by` acts for the participant's own association: its representative in the run, or its secretariat.

    Where the association has named no representative, those who lead the run stand for it.
    """
    run = enrolment.course_run
    if represents(by, run, enrolment.organisation_id) or is_administrator(by, enrolment.organisation):
        return True
    named = RunOrganisation.objects.filter(
        course_run=run, organisation=enrolment.organisation_id, representative__isnull=False
    )
    return not run.joint and not named.exists() and works_as_leader(by, run, led_on)


def refuse_unless_may_mark(
    by: User, enrolment: Enrolment, page: ActivityPage, led_on: datetime.date | None = None
) -> None:
    """Raises CourseError unless `by` may mark `page` as done for this participant. Nobody marks for themselves.

    Own time belongs to the association: what its representative marks, the course leader does not (R51, R53). Who comes
    to a gathering of another course as a guest is marked by those who lead there, for that gathering alone. Who leads is asked of
    today, or of the day `led_on`.
    """
    if by.pk == enrolment.person_id:
        raise CourseError(_("Somebody else has to mark this for you."))
    if page.marked_by == MarkedBy.REPRESENTATIVE:
        if not stands_for_association(by, enrolment, led_on) and not _is_host(by, enrolment, page, led_on):
            raise CourseError(
                _("Only the association's own representative or its secretariat can mark this.")
            )
    elif not (
        works_as_leader(by, enrolment.course_run, led_on)
        or stands_for_association(by, enrolment, led_on)
        or _is_host(by, enrolment, page, led_on)
    ):
        raise CourseError(_("Only those who lead the course can mark this."))


def _is_host(by: User, enrolment: Enrolment, page: ActivityPage, led_on: datetime.date | None) -> bool:
    """Whether the person is a guest at a gathering that `by` records, and the activity is that gathering or held in it."""
    hosted = Gathering.objects.recordable_by(by, led_on).filter(
        Q(activity_key=page.translation_key) | Q(code=page.in_gathering)
    )
    guests = MakeUp.objects.standing().filter(enrolment=enrolment, substitute__in=hosted.values("pk"))
    return guests.exists()
