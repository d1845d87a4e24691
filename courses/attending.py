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

from courses import access, completion, enrolling, making_up, responding, reviewing, staying_away, taking_back
from courses.activities.base import ActivityPage, Response
from courses.errors import CourseError
from courses.kinds import EnrolmentState, RunState
from courses.models import Attendance, AttendanceCorrection, Enrolment, Gathering, GatheringPage, PracticePage
from courses.offline import kept_until
from lms.people.models import User


@transaction.atomic
def record_attendance(
    *,
    gathering: Gathering,
    minutes_by_enrolment: Mapping[int, int],
    by: User,
    at: datetime.datetime | None = None,
    only_if_new: Collection[int] = (),
    decided_at: Mapping[int, datetime.datetime] | None = None,
    late: bool = False,
) -> list[Attendance]:
    """Record how many minutes each was there, all in one transaction. 0 is «not here».

    A value that differs from what stands replaces it and leaves a correction; the same value again leaves none.
    `only_if_new` are places whose value was never touched on the screen: if a colleague recorded them meanwhile, theirs
    stands, and what a colleague really marked that day replaces it also when it reaches us later. `decided_at` says when a
    mark that reached us later was really made; what was decided after it stands too. `late` takes it from who led that day
    and leads no more; see `locked`. Who comes without having answered the invitation is confirmed by it. Looks at
    completion again; what is corrected after completion opens a review. Raises CourseError for more minutes than planned, a
    person who does not belong there, somebody who is only `presumed` to be there, or a gathering to come.
    """
    moment = at or timezone.now()
    gathering = locked(gathering, by, moment, late=late)
    places = places_at(gathering, minutes_by_enrolment)
    refuse_impossible(minutes_by_enrolment.values(), gathering)
    standing = what_stands(gathering, places)
    if presumed(gathering, {pk: minutes_by_enrolment[pk] for pk in only_if_new}, standing):
        raise CourseError(checked_in_meanwhile(late=late))
    real, now = decided_at or {}, timezone.now()
    for place_id, place in places.items():
        attendance, minutes = standing.get(place_id), minutes_by_enrolment[place_id]
        refuse_own(place, minutes, attendance, by)
        decided = day_begins(gathering) if place_id in only_if_new else real.get(place_id, now)
        if attendance is None:
            standing[place_id] = _record(gathering, place, minutes, by, moment, decided)
        elif place_id not in only_if_new and decided >= attendance.decided_at:
            _decide(attendance, place, minutes, by, decided)
    staying_away.forget(gathering, places)
    whole = [pk for pk in places if standing[pk].minutes >= gathering.minutes]
    making_up.fall_away_where_nothing_is_missed(gathering=gathering, enrolment_ids=whole, by=by, at=moment)
    mark_gathering(gathering, places, standing, by, moment, led_on=_day_to_lead(gathering, late=late))
    completion.look_again_at(places, at=moment)
    return [standing[place_id] for place_id in places]


def day_begins(gathering: Gathering) -> datetime.datetime:
    """When its day begins, where people live: nobody decided anything about it before."""
    return timezone.localtime(gathering.starts_at).replace(hour=0, minute=0, second=0, microsecond=0)


def what_stands(gathering: Gathering, places: Collection[int]) -> dict[int, Attendance]:
    """What is recorded at the gathering for these places, by place. One query."""
    rows = Attendance.objects.filter(gathering=gathering, enrolment__in=list(places))
    return {row.enrolment_id: row for row in rows}


def presumed(
    gathering: Gathering, untouched: Mapping[int, int], standing: Mapping[int, Attendance]
) -> set[int]:
    """Whom a page says is here only because it was opened before people began to check in themselves (decision 28).

    `untouched` are minutes by place that nobody pressed. One query where anybody is presumed.
    """
    found = {place_id for place_id, minutes in untouched.items() if minutes and place_id not in standing}
    listed = access.people_at(gathering).order_by().values("pk")
    checked_in = Attendance.objects.filter(
        gathering=gathering, checked_in_at__isnull=False, enrolment__in=listed
    )
    return found if found and checked_in.exists() else set()


def checked_in_meanwhile(*, late: bool = False) -> str:
    """Why nobody is recorded as here without a word from who leads, and what to do. `late`: the list opens no more for them."""
    if late:
        return _(
            "Some checked in themselves. Those you had not marked are not recorded. Tell those who lead the course who was there."
        )
    return _(
        "Some have checked in since you opened this page. Open it again, look over those who have not checked in, and tick "
        "once more what you did together."
    )


def locked(gathering: Gathering, by: User, moment: datetime.datetime, *, late: bool = False) -> Gathering:
    """The gathering, locked, for somebody who may record there now. Raises CourseError for anybody or any time else.

    `late` is for marks that waited on the phone of somebody whose last day as a leader was that of the gathering. They are
    taken as long as a phone keeps its page.
    """
    allowed = Gathering.objects.recordable_by(by, _day_to_lead(gathering, late=late))
    row = (
        Gathering.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run__course", "numbers")
        .filter(pk__in=allowed.values("pk"), pk=gathering.pk)
        .first()
    )
    if row is None or (late and moment > kept_until(row)):
        raise CourseError(_("You cannot record attendance at this gathering."))
    if row.course_run.state == RunState.PLANNED:
        raise CourseError(_("The course is not open yet, so there is nothing to record."))
    if hasattr(row, "numbers"):
        raise CourseError(
            _("It is so long ago that the names are deleted. Only how many were there is kept, and stands.")
        )
    if row.is_called_off:
        raise CourseError(_("The course was closed or cancelled before this gathering, so it was not held."))
    if timezone.localdate(row.starts_at) > timezone.localdate(moment):
        raise CourseError(
            _("This gathering is not held yet. Attendance is recorded on the day, or afterwards.")
        )
    return row


def _day_to_lead(gathering: Gathering, *, late: bool) -> datetime.date | None:
    """The day on which one has to lead the run: today, which is None, or for late marks the day of the gathering."""
    return timezone.localdate(gathering.starts_at) if late else None


def places_at(gathering: Gathering, ids: Iterable[int]) -> dict[int, Enrolment]:
    """These places by number, and locked in the order of their numbers, as whoever closes the run takes them. One query.

    Raises CourseError when one of them does not belong at the gathering.
    """
    wanted = set(ids)
    found = access.people_at(gathering).filter(pk__in=wanted)
    places = {place.pk: place for place in found.select_for_update(of=("self",), no_key=True)}
    if len(places) != len(wanted):
        raise CourseError(_("Somebody on the list does not belong at this gathering. Nothing was saved."))
    return places


def refuse_impossible(given: Iterable[int], gathering: Gathering) -> None:
    """Raises CourseError for less than no minutes, or more than the gathering lasts."""
    if not all(0 <= minutes <= gathering.minutes for minutes in given):
        raise CourseError(
            _("The gathering lasts %(planned)d minutes. Write a number from 0 to %(planned)d.")
            % {"planned": gathering.minutes}
        )


def refuse_own(place: Enrolment, minutes: int, attendance: Attendance | None, by: User) -> None:
    """Nobody says for themselves how long they were there, also not by correcting what somebody else recorded."""
    if place.person_id == by.pk and minutes != (attendance.minutes if attendance else 0):
        raise CourseError(_("Somebody else has to mark this for you."))


def _record(
    gathering: Gathering,
    place: Enrolment,
    minutes: int,
    by: User,
    moment: datetime.datetime,
    decided: datetime.datetime,
) -> Attendance:
    if minutes and place.state == EnrolmentState.INVITED:
        enrolling.confirm(enrolment=place, by=None, at=moment)
        Enrolment.objects.filter(pk=place.pk).update(confirmed_by=by)
    return Attendance.objects.create(
        gathering=gathering,
        enrolment=place,
        minutes=minutes,
        recorded_by=by,
        attended_at=moment,
        decided_at=decided,
    )


def _decide(
    attendance: Attendance, place: Enrolment, minutes: int, by: User, decided: datetime.datetime
) -> None:
    """Let this value stand from now on. Where it replaces another, that one is kept."""
    if attendance.minutes != minutes:
        correction = AttendanceCorrection.objects.create(
            attendance=attendance,
            old_minutes=attendance.minutes,
            new_minutes=minutes,
            corrected_by=by,
            corrected_at=decided,
        )
        reviewing.open_when_completed(correction, place)
    attendance.minutes, attendance.decided_at = minutes, decided
    attendance.save(update_fields=["minutes", "decided_at"])


def mark_gathering(
    gathering: Gathering,
    places: Mapping[int, Enrolment],
    standing: Mapping[int, Attendance],
    by: User,
    moment: datetime.datetime,
    led_on: datetime.date | None = None,
) -> None:
    """The gathering itself is done for who was there; for who turns out not to have been, marks are taken back.

    Whose place ended with the course keeps the true attendance, and no more is marked as done.
    """
    page = _pages(gathering, [gathering.activity_key])[str(gathering.activity_key)]
    done = _who_has_done(places, gathering.activity_key)
    for place_id, place in places.items():
        if standing[place_id].minutes and place_id not in done and place.may_answer:
            responding.mark_done(
                enrolment=place, activity=page, by=by, at=moment, looks_again=False, led_on=led_on
            )
        elif not standing[place_id].minutes and place_id in done:
            taking_back.take_back_gathering(enrolment=place, gathering=gathering, by=by)
    guests = {pk: standing[pk].minutes for pk, place in places.items() if place.is_guest_at(gathering)}
    if guests:
        making_up.follow_attendance(gathering=gathering, minutes_by_enrolment=guests, by=by, at=moment)


@transaction.atomic
def mark_done_together(
    *,
    gathering: Gathering,
    activity_keys: Iterable[object],
    enrolment_ids: Iterable[int],
    by: User,
    at: datetime.datetime | None = None,
    roles_by_enrolment: Mapping[int, Collection[str]] | None = None,
    late: bool = False,
) -> int:
    """Mark what happened in a gathering as done for those who were there. Returns how many marks were new.

    Who is recorded as not here is left out. In practice everybody goes through all roles of the card, because the
    rounds rotate; `roles_by_enrolment` says otherwise for single people, such as a pair whose observer was the leader
    (edge case 41). Doing it twice changes nothing. `late` takes it from who led that day and leads no more; see `locked`.
    Raises CourseError for an activity that does not belong in the gathering.
    """
    moment = at or timezone.now()
    gathering = locked(gathering, by, moment, late=late)
    pages = _pages(gathering, activity_keys)
    for page in pages.values():
        # Own time happens in a common gathering too, but has attendance of its own.
        if page.in_gathering != gathering.code or isinstance(page, GatheringPage):
            raise CourseError(_("«%(title)s» does not belong in this gathering.") % {"title": page.title})
    present = Attendance.objects.filter(gathering=gathering, minutes__gt=0).values_list(
        "enrolment_id", flat=True
    )
    places = places_at(gathering, set(enrolment_ids) & set(present))
    roles, led_on = roles_by_enrolment or {}, _day_to_lead(gathering, late=late)
    marks = sum(_mark(page, places, roles, by, moment, led_on) for page in pages.values())
    completion.look_again_at(places, at=moment)
    return marks


def _mark(
    page: ActivityPage,
    places: Mapping[int, Enrolment],
    roles: Mapping[int, Collection[str]],
    by: User,
    moment: datetime.datetime,
    led_on: datetime.date | None,
) -> int:
    """Mark one activity for those who have not done it and still have their place. Returns how many."""
    done = _who_has_done(places, page.translation_key)
    missing = [place for place in places.values() if place.pk not in done and place.may_answer]
    for place in missing:
        told = _roles(page, roles.get(place.pk)) | {"looks_again": False, "led_on": led_on}
        responding.mark_done(enrolment=place, activity=page, by=by, at=moment, **told)
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
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run")
        .get(pk=enrolment.pk)
    )
    if by.pk == place.person_id or not access.works_as_leader(by, place.course_run):
        raise CourseError(_("Only the course leader or the secretariat can confirm this."))
    if place.leader_confirmed_at is None:
        place.leader_confirmed_at = at or timezone.now()
        place.leader_confirmed_by = by
        place.save(update_fields=["leader_confirmed_at", "leader_confirmed_by"])
        completion.look_again(place.pk, at=at)
    return place
