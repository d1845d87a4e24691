"""Moving somebody to another run: the old place ends, the new one begins, and what was done is there at once.

For a run that was cancelled half-way, days that do not suit, or two who should not be in one room. No reason is asked
(edge cases 12 and 42).
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses import inviting
from courses.enrolling import confirm, locked_place, withdraw
from courses.errors import CourseError
from courses.kinds import TAKING_PART_STATES, UNDER_WAY_RUN_STATES, EnrolmentState
from courses.models import CoursePage, CourseRun, Enrolment
from courses.models.runs import CourseRunQuerySet
from courses.prerequisites import come_along
from lms.people.access import is_administrator
from lms.people.models import User


def runs_of_same_course(course_run: CourseRun) -> CourseRunQuerySet:
    """The other runs of the same course, or an edition of it of the same sort, that go on or are to come. No query yet."""
    course = course_run.course
    same = CoursePage.objects.filter(lineage=course.lineage) | CoursePage.objects.filter(
        translation_key=course.translation_key
    )
    found = CourseRun.objects.filter(
        state__in=UNDER_WAY_RUN_STATES, course__in=same.filter(kind=course.kind).values("pk")
    )
    return found.exclude(pk=course_run.pk)


def runs_to_move_to(enrolment: Enrolment, by: User) -> QuerySet[CourseRun]:
    """The runs of the same course, or an edition of it of the same sort, to which `by` can move this place. One query."""
    return (
        runs_of_same_course(enrolment.course_run)
        .administered_by(by)
        .filter(run_organisations__organisation=enrolment.organisation_id)
        .exclude(enrolments__in=_standing_places(enrolment))
        .order_by("starts_on", "pk")
    )


def moved_already(enrolment: Enrolment, run_id: str, by: User) -> Enrolment | None:
    """The place somebody has been moved to in this run, when `by` sees to it: the second of two clicks. One query."""
    if (
        enrolment.state not in (EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED)
        or not run_id.isdecimal()
    ):
        return None
    there = runs_of_same_course(enrolment.course_run).administered_by(by).filter(pk=run_id)
    return _standing_places(enrolment).filter(course_run__in=there).first()


def _standing_places(enrolment: Enrolment) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(person=enrolment.person_id).exclude(state=EnrolmentState.WITHDRAWN)


@transaction.atomic
def move_place(
    *, enrolment: Enrolment, to: CourseRun, by: User, at: datetime.datetime | None = None
) -> Enrolment:
    """End the place and give the person one in another run of the course, with what was done standing as done before.

    They get the usual invitation, with the new days. Who had confirmed is confirmed there at once, as agreed with them; who
    had not answers the new one instead. A pause goes on there. Attendance and certificates stay where they are. Moving
    twice gives the same place. Raises CourseError, or SeatsTaken when the association has no seat there.
    """
    # Before the place, as whoever closes that course takes the two.
    CourseRun.objects.select_for_update(no_key=True).only("pk").get(pk=to.pk)
    place = locked_place(enrolment)
    if not is_administrator(by, place.course_run.organiser):
        raise CourseError(_("Only the secretariat of the association that arranges the course can do this."))
    moved = Enrolment.objects.filter(course_run=to, person=place.person_id)
    if already := moved.exclude(state=EnrolmentState.WITHDRAWN).first():
        return already
    if not place.can_be_moved:
        raise CourseError(_("There is no place to move: it is completed, or ended."))
    if not runs_to_move_to(place, by).filter(pk=to.pk).exists():
        raise CourseError(_("This place cannot be moved to that course."))
    had_confirmed = place.state != EnrolmentState.INVITED
    paused_at = place.paused_at if place.state == EnrolmentState.PAUSED else None
    if place.state != EnrolmentState.NOT_COMPLETED:
        withdraw(enrolment=place, by=by, at=at)
    new = inviting.invite(course_run=to, person=place.person, organisation=place.organisation, by=by, at=at)
    come_along(place=place, to=new)
    if had_confirmed:
        confirm(enrolment=new, by=by, at=at)
    if paused_at and new.state in TAKING_PART_STATES:
        new.state, new.paused_at = EnrolmentState.PAUSED, paused_at
        new.save(update_fields=["state", "paused_at"])
    return new
