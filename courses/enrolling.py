"""A place in a run: confirmed, on a pause and back, withdrawn and taken up again. How it begins: `courses.inviting`."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import access, run_history
from courses.activities.base import Response
from courses.coming_again import bring_along
from courses.completion import look_again
from courses.errors import CourseError
from courses.kinds import (
    ANSWERING_STATES,
    TAKING_PART_STATES,
    UNDER_WAY_RUN_STATES,
    EnrolmentState,
    RunState,
)
from courses.models import CourseRun, Enrolment
from courses.prerequisites import refuse_who_lacks
from courses.retention import is_over
from courses.seats import free_seats
from lms.people.messaging import send
from lms.people.models import User


@transaction.atomic
def confirm(
    *,
    enrolment: Enrolment,
    by: User | None,
    at: datetime.datetime | None = None,
    in_the_room: bool = False,
) -> Enrolment:
    """Confirm the place: by the person, or on their behalf by leader or secretariat (paper, phone).

    What the course asks for beforehand is asked now, but not of who stands `in_the_room` already. Confirming twice
    changes nothing. Raises CourseError.
    """
    place = locked_place(enrolment)
    if by is not None and by.pk != place.person_id and not access.works_as_leader(by, place.course_run):
        raise CourseError(
            _("Only the participant, the course leader or the secretariat can confirm the place.")
        )
    if place.state in ANSWERING_STATES:
        return _copy(place, enrolment)
    if place.state != EnrolmentState.INVITED:
        raise CourseError(_("This place is no longer open. Call us, and we will find out of it together."))
    if place.course_run.state not in UNDER_WAY_RUN_STATES:
        raise CourseError(_("This course is closed or cancelled, so the place cannot be confirmed."))
    if not in_the_room:
        refuse_who_lacks(place, by)
    place.state = EnrolmentState.CONFIRMED
    place.confirmed_at = at or timezone.now()
    place.confirmed_by = by
    place.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    run_history.note_place(place, run_history.CONFIRMED, by=by)
    if bring_along(enrolment=place, at=at):
        place.refresh_from_db(fields=["state"])
    return _copy(place, enrolment)


@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: User | None, at: datetime.datetime | None = None) -> Enrolment:
    """End the place, by the person's own wish or by leader or secretariat. No reason is asked for.

    What was done stays. Withdrawing twice changes nothing; a completed course stays completed, and one that is over stays
    as it ended. Raises CourseError.
    """
    place = locked_place(enrolment)
    _refuse_others(place, by)
    if place.state == EnrolmentState.COMPLETED:
        raise CourseError(_("The course is completed, and that stands."))
    if place.state == EnrolmentState.NOT_COMPLETED:
        raise CourseError(_("The course is over, so there is no place to leave."))
    if place.state != EnrolmentState.WITHDRAWN:
        place.state = EnrolmentState.WITHDRAWN
        place.ended_at = at or timezone.now()
        place.ended_by = by
        place.paused_at = None
        place.save(update_fields=["state", "ended_at", "ended_by", "paused_at"])
        run_history.note_place(place, run_history.WITHDRAWN, by=by)
    return _copy(place, enrolment)


@transaction.atomic
def come_back(*, enrolment: Enrolment, by: User, at: datetime.datetime | None = None) -> Enrolment:
    """Take a place up again that was ended, as it was. Who is on the list already stays there. It is a sign of the person,
    from which a quiet time counts anew.

    The person may undo their own leaving while the course takes people; what others ended, leader or secretariat gives
    back. Raises CourseError.
    """
    # The run first: two who come back, or one who is invited, may want the same last seat.
    CourseRun.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment.course_run_id)
    place = locked_place(enrolment)
    _refuse_others(place, by)
    if place.state != EnrolmentState.WITHDRAWN:
        return _copy(place, enrolment)
    is_anothers_decision = by.pk == place.person_id and place.ended_by_id != by.pk
    if (
        is_anothers_decision
        or not may_come_back(place)
        or not free_seats(place.course_run, place.organisation)
    ):
        raise CourseError(_("This place is no longer open. Call us, and we will find out of it together."))
    if place.confirmed_at is None:
        refuse_who_lacks(place, by)
    has_begun = Response.objects.non_polymorphic().filter(enrolment=place).exists()
    place.state = EnrolmentState.ACTIVE if has_begun else EnrolmentState.CONFIRMED
    place.ended_at = place.ended_by = None
    place.resumed_at = at or timezone.now()  # a quiet time begins anew from here
    place.confirmed_at = place.confirmed_at or place.resumed_at
    place.save(update_fields=["state", "ended_at", "ended_by", "confirmed_at", "resumed_at"])
    bring_along(enrolment=place, at=at)
    if look_again(place.pk, at=at):
        place.refresh_from_db(fields=["state"])
    return _copy(place, enrolment)


def may_come_back(place: Enrolment) -> bool:
    """Whether an ended place can be taken up again: the course still takes people, and the words are not deleted."""
    return place.course_run.state in UNDER_WAY_RUN_STATES and not is_over(place)


@transaction.atomic
def pause(*, enrolment: Enrolment, by: User | None, at: datetime.datetime | None = None) -> Enrolment:
    """Take a pause. Access stays, nothing has to be explained. Pausing twice changes nothing. Raises CourseError."""
    place = locked_place(enrolment)
    _refuse_others(place, by)
    if place.state == EnrolmentState.PAUSED:
        return _copy(place, enrolment)
    if place.state not in TAKING_PART_STATES:
        raise CourseError(_("There is nothing to take a pause from: the course is not under way."))
    place.state = EnrolmentState.PAUSED
    place.paused_at = at or timezone.now()
    place.save(update_fields=["state", "paused_at"])
    once = f"pause_confirmed:{place.pk}:{place.paused_at.isoformat()}"
    send(place.person, "pause_confirmed", once=once, context={}, organisation=place.organisation)
    return _copy(place, enrolment)


@transaction.atomic
def resume(*, enrolment: Enrolment, by: User | None, at: datetime.datetime | None = None) -> Enrolment:
    """Come back from a pause. Without one it changes nothing. Raises CourseError, also when the course was cancelled:
    there is nothing to come back to, and the clock of the pause goes on.
    """
    place = locked_place(enrolment)
    _refuse_others(place, by)
    if place.state == EnrolmentState.PAUSED and place.course_run.state == RunState.CANCELLED:
        raise CourseError(_("The course is cancelled. What you have done stays."))
    if place.state == EnrolmentState.PAUSED:
        place.state = EnrolmentState.ACTIVE
        place.paused_at = None
        place.resumed_at = at or timezone.now()
        place.save(update_fields=["state", "paused_at", "resumed_at"])
    return _copy(place, enrolment)


def locked_place(enrolment: Enrolment) -> Enrolment:
    """The row, locked until the transaction ends, with the person, the run and its course.

    Two queries: what is read together with a lock may be older than the lock, and the run may be closed while one waits.
    """
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=enrolment.pk)
    related = ("person", "organisation", "course_run__organiser", "course_run__course")
    return Enrolment.objects.select_related(*related).get(pk=enrolment.pk)


def _refuse_others(place: Enrolment, by: User | None) -> None:
    if by is not None and by.pk != place.person_id and not access.works_as_leader(by, place.course_run):
        raise CourseError(_("Only the participant, the course leader or the secretariat can do this."))


def _copy(place: Enrolment, enrolment: Enrolment) -> Enrolment:
    """Let the caller's object say the same as the row."""
    for name in (
        "state",
        "confirmed_at",
        "confirmed_by_id",
        "paused_at",
        "resumed_at",
        "ended_at",
        "ended_by_id",
    ):
        setattr(enrolment, name, getattr(place, name))
    return enrolment
