"""Attendance at gatherings, and what was done together there. The only writer of attendance (C.4.8: never a reason).

Two leaders at once end in one truth: each save follows the other, and what a correction replaced is kept as a trace.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import access, completion, enrolling, responding, staying_away, taking_back
from courses.activities.base import ActivityPage, Response
from courses.errors import CourseError
from courses.kinds import EnrolmentState, RunState
from courses.models import Attendance, AttendanceCorrection, Enrolment, Gathering, GatheringPage, PracticePage
from lms.people.models import User


@transaction.atomic
def record_attendance(
    *,
    gathering: Gathering,
    minutes_by_enrolment: Mapping[int, int],
    by: User,
    at: datetime.datetime | None = None,
    only_if_new: Collection[int] = (),
) -> list[Attendance]:
    """Record how many minutes each was there, all in one transaction. 0 is «not here».

    A value that differs from what stands replaces it and leaves a correction; the same value again changes nothing.
    `only_if_new` are places whose value was never touched on the screen: if a colleague recorded them meanwhile, theirs
    stands. Who comes without having answered the invitation is confirmed by it. Looks at completion again.
    Raises CourseError for more minutes than planned, a person who does not belong there, or a gathering to come.
    """
    moment = at or timezone.now()
    gathering = _locked(gathering, by, moment)
    places = _places(gathering, minutes_by_enrolment)
    _refuse_impossible(minutes_by_enrolment.values(), gathering)
    standing = {
        row.enrolment_id: row for row in Attendance.objects.filter(gathering=gathering, enrolment__in=places)
    }
    for place_id, place in places.items():
        attendance = standing.get(place_id)
        _refuse_own(place, minutes_by_enrolment[place_id], attendance, by)
        if attendance is None:
            standing[place_id] = _record(gathering, place, minutes_by_enrolment[place_id], by, moment)
        elif place_id not in only_if_new and attendance.minutes != minutes_by_enrolment[place_id]:
            _correct(attendance, minutes_by_enrolment[place_id], by)
    staying_away.forget(gathering, places)
    _mark_gathering(gathering, places, standing, by, moment)
    completion.look_again_at(places, at=moment)
    return [standing[place_id] for place_id in places]


def _locked(gathering: Gathering, by: User, moment: datetime.datetime) -> Gathering:
    row = (
        Gathering.objects.select_for_update(of=("self",))
        .select_related("course_run__course", "numbers")
        .filter(pk__in=Gathering.objects.recordable_by(by).values("pk"), pk=gathering.pk)
        .first()
    )
    if row is None:
        raise CourseError(_("You cannot record attendance at this gathering."))
    if row.course_run.state == RunState.PLANNED:
        raise CourseError(_("The course is not open yet, so there is nothing to record."))
    if hasattr(row, "numbers"):
        raise CourseError(
            _("It is so long ago that the names are deleted. Only how many were there is kept, and stands.")
        )
    if timezone.localdate(row.starts_at) > timezone.localdate(moment):
        raise CourseError(
            _("This gathering is not held yet. Attendance is recorded on the day, or afterwards.")
        )
    return row


def _places(gathering: Gathering, ids: Iterable[int]) -> dict[int, Enrolment]:
    wanted = set(ids)
    people = Enrolment.objects.filter(pk__in=wanted, course_run=gathering.course_run_id).on_the_list()
    if gathering.organisation_id:
        people = people.filter(organisation=gathering.organisation_id)
    places = {place.pk: place for place in people.select_related("person").order_by("pk")}
    if len(places) != len(wanted):
        raise CourseError(_("Somebody on the list does not belong at this gathering. Nothing was saved."))
    return places


def _refuse_impossible(given: Iterable[int], gathering: Gathering) -> None:
    if not all(0 <= minutes <= gathering.minutes for minutes in given):
        raise CourseError(
            _("The gathering lasts %(planned)d minutes. Write a number from 0 to %(planned)d.")
            % {"planned": gathering.minutes}
        )


def _refuse_own(place: Enrolment, minutes: int, attendance: Attendance | None, by: User) -> None:
    """Nobody says for themselves how long they were there, also not by correcting what somebody else recorded."""
    if place.person_id == by.pk and minutes != (attendance.minutes if attendance else 0):
        raise CourseError(_("Somebody else has to mark this for you."))


def _record(
    gathering: Gathering, place: Enrolment, minutes: int, by: User, moment: datetime.datetime
) -> Attendance:
    if minutes and place.state == EnrolmentState.INVITED:
        enrolling.confirm(enrolment=place, by=None, at=moment)
        Enrolment.objects.filter(pk=place.pk).update(confirmed_by=by)
    return Attendance.objects.create(
        gathering=gathering, enrolment=place, minutes=minutes, recorded_by=by, attended_at=moment
    )


def _correct(attendance: Attendance, minutes: int, by: User) -> None:
    """Replace what stood, and keep it."""
    AttendanceCorrection.objects.create(
        attendance=attendance, old_minutes=attendance.minutes, new_minutes=minutes, corrected_by=by
    )
    attendance.minutes = minutes
    attendance.save(update_fields=["minutes"])


def _mark_gathering(
    gathering: Gathering,
    places: Mapping[int, Enrolment],
    standing: Mapping[int, Attendance],
    by: User,
    moment: datetime.datetime,
) -> None:
    """The gathering itself is done for who was there; for who turns out not to have been, marks are taken back."""
    page = _pages(gathering, [gathering.activity_key])[str(gathering.activity_key)]
    done = _who_has_done(places, gathering.activity_key)
    for place_id, place in places.items():
        if standing[place_id].minutes and place_id not in done:
            responding.mark_done(enrolment=place, activity=page, by=by, at=moment, looks_again=False)
        elif not standing[place_id].minutes and place_id in done:
            taking_back.take_back_gathering(enrolment=place, gathering=gathering, by=by)


@transaction.atomic
def mark_done_together(
    *,
    gathering: Gathering,
    activity_keys: Iterable[object],
    enrolment_ids: Iterable[int],
    by: User,
    at: datetime.datetime | None = None,
    roles_by_enrolment: Mapping[int, Collection[str]] | None = None,
) -> int:
    """Mark what happened in a gathering as done for those who were there. Returns how many marks were new.

    Who is recorded as not here is left out. In practice everybody goes through all roles of the card, because the
    rounds rotate; `roles_by_enrolment` says otherwise for single people, such as a pair whose observer was the leader
    (edge case 41). Doing it twice changes nothing.
    Raises CourseError for an activity that does not belong in the gathering.
    """
    moment = at or timezone.now()
    gathering = _locked(gathering, by, moment)
    pages = _pages(gathering, activity_keys)
    for page in pages.values():
        # Own time happens in a common gathering too, but has attendance of its own.
        if page.in_gathering != gathering.code or isinstance(page, GatheringPage):
            raise CourseError(_("«%(title)s» does not belong in this gathering.") % {"title": page.title})
    present = Attendance.objects.filter(gathering=gathering, minutes__gt=0).values_list(
        "enrolment_id", flat=True
    )
    places = _places(gathering, set(enrolment_ids) & set(present))
    roles = roles_by_enrolment or {}
    marks = sum(_mark(page, places, roles, by, moment) for page in pages.values())
    completion.look_again_at(places, at=moment)
    return marks


def _mark(
    page: ActivityPage,
    places: Mapping[int, Enrolment],
    roles: Mapping[int, Collection[str]],
    by: User,
    moment: datetime.datetime,
) -> int:
    """Mark one activity for those who have not done it. Returns how many."""
    done = _who_has_done(places, page.translation_key)
    missing = [place for place in places.values() if place.pk not in done]
    for place in missing:
        told = _roles(page, roles.get(place.pk))
        responding.mark_done(enrolment=place, activity=page, by=by, at=moment, looks_again=False, **told)
    return len(missing)


def _roles(page: ActivityPage, roles: Collection[str] | None) -> dict[str, Any]:
    """Which roles of the card a person tried, where it was not all of them."""
    if roles is None or not isinstance(page, PracticePage):
        return {}
    return {"roles_tried": [block.value["key"] for block in page.roles if block.value["key"] in roles]}


def _who_has_done(places: Iterable[int], key: UUID) -> set[int]:
    return set(
        Response.objects.non_polymorphic()
        .filter(enrolment__in=list(places), activity_key=key)
        .done_here()
        .values_list("enrolment_id", flat=True)
    )


def _pages(gathering: Gathering, keys: Iterable[object]) -> dict[str, ActivityPage]:
    """The pages of activities in the course of the run, whole, by key. Raises CourseError for a strange one."""
    wanted = {str(key) for key in keys}
    found = ActivityPage.objects.descendant_of(gathering.course_run.course).filter(translation_key__in=wanted)
    pages = {str(page.translation_key): page for page in found.order_by("path").specific()}
    if set(pages) != wanted:
        raise CourseError(_("The course has no such activity."))
    return pages


@transaction.atomic
def confirm_participation(
    *, enrolment: Enrolment, by: User, at: datetime.datetime | None = None
) -> Enrolment:
    """A leader confirms that somebody has taken part, where a course asks for it. Twice changes nothing.

    Looks at completion again. Raises CourseError for anybody but the run's leaders and secretariat, and for oneself.
    """
    place = (
        Enrolment.objects.select_for_update(of=("self",)).select_related("course_run").get(pk=enrolment.pk)
    )
    if by.pk == place.person_id or not access.works_as_leader(by, place.course_run):
        raise CourseError(_("Only the course leader or the secretariat can confirm this."))
    if place.leader_confirmed_at is None:
        place.leader_confirmed_at = at or timezone.now()
        place.leader_confirmed_by = by
        place.save(update_fields=["leader_confirmed_at", "leader_confirmed_by"])
        completion.look_again(place.pk, at=at)
    return place
