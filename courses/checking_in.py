"""People check in to a gathering themselves, with the code on the leader's screen.

Kept: that a person checked in, and when. No network address, place or device is read or kept (decision 28).
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import access, attending, completion, enrolling, making_up, staying_away
from courses.activities.base import Response
from courses.errors import CourseError, TooEarly
from courses.kinds import OVER_RUN_STATES, EnrolmentState, RunState
from courses.models import Attendance, CheckIn, Enrolment, Gathering
from courses.tasks import follow_check_in
from lms.people.dates import clock_words
from lms.people.models import User

#: Who is this late was there the whole time.
GRACE = datetime.timedelta(minutes=15)


@transaction.atomic
def open_check_in(*, gathering: Gathering, by: User, at: datetime.datetime | None = None) -> CheckIn:
    """Let people check in on the day. Open already, it stays as it is; closed before, it gets new codes.

    Raises CourseError for anybody who does not record there, and before the day.
    """
    moment = at or timezone.now()
    gathering = attending.locked(gathering, by, moment)
    check_in, is_new = CheckIn.objects.get_or_create(
        gathering=gathering, defaults={"opened_by": by, "opened_at": moment}
    )
    if not is_new and check_in.closed_at is not None:
        check_in.opened_by, check_in.opened_at, check_in.closed_at = by, moment, None
        check_in.save(update_fields=["opened_by", "opened_at", "closed_at"])
    return check_in


@transaction.atomic
def close_check_in(*, gathering: Gathering, by: User, at: datetime.datetime | None = None) -> CheckIn | None:
    """No code works any more. Who has checked in stays so. Closed twice changes nothing. Raises CourseError."""
    moment = at or timezone.now()
    gathering = attending.locked(gathering, by, moment)
    check_in = CheckIn.objects.filter(gathering=gathering).first()
    if check_in is not None and check_in.closed_at is None:
        check_in.closed_at = moment
        check_in.save(update_fields=["closed_at"])
    return check_in


@transaction.atomic
def check_in_oneself(*, check_in: CheckIn, person: User, at: datetime.datetime | None = None) -> Attendance:
    """Record that the person is here. Whoever comes late gets the minutes that are left. Twice changes nothing.

    What a leader has recorded stands. Raises CourseError with a sentence for who is not on the list, comes too early or
    too late, or whose attendance a leader has recorded already.
    """
    moment = at or timezone.now()
    gathering = (
        Gathering.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run", "check_in")
        .get(pk=check_in.gathering_id)
    )
    place = own_place_at(gathering, person)
    if place.here_since is not None:
        return Attendance.objects.get(gathering=gathering, enrolment=place)
    _refuse(gathering.check_in, person, moment, is_recorded=place.is_recorded)
    return _recorded(gathering, place, person, moment)


@dataclass(frozen=True)
class OwnCheckIn:
    """How it stands for the person whose page it is: here since when, or why they cannot check in now."""

    here_since: datetime.datetime | None = None
    refusal: CourseError | None = None

    @property
    def may_try(self) -> bool:
        """Whether the button is of use: now, or in a while for who is early."""
        return self.refusal is None or isinstance(self.refusal, TooEarly)


def how_it_stands(*, check_in: CheckIn, person: User, at: datetime.datetime | None = None) -> OwnCheckIn:
    """Whether the person is checked in, and if not, why they cannot be. Records nothing. One query."""
    try:
        place = own_place_at(check_in.gathering, person)
        if place.here_since is None:
            _refuse(check_in, person, at or timezone.now(), is_recorded=place.is_recorded)
    except CourseError as refusal:
        return OwnCheckIn(refusal=refusal)
    return OwnCheckIn(place.here_since)


def own_place_at(gathering: Gathering, person: User) -> Enrolment:
    """The person's own place at the gathering, with whether a leader has said anything of it (`is_recorded`), and `here_since`.
    One query.

    A list that was saved before they came says «not here» of whom nobody had marked: that is no word of a leader. Raises
    CourseError when they are not on the list.
    """
    own = Attendance.objects.filter(gathering=gathering, enrolment=OuterRef("pk"))
    said = own.exclude(minutes=0, checked_in_at=None, decided_at=attending.day_begins(gathering))
    places = access.people_at(gathering).filter(person=person)
    place = places.annotate(
        is_recorded=Exists(said), here_since=Subquery(own.filter(minutes__gt=0).values("checked_in_at")[:1])
    ).first()
    if place is None:
        raise CourseError(
            _("You are not on the list for this gathering. Talk to the course leader, who can help you.")
        )
    return place


def _refuse(row: CheckIn, person: User, moment: datetime.datetime, *, is_recorded: bool) -> None:
    gathering = row.gathering
    if row.opened_by_id is None or row.opened_by_id == person.pk:
        raise CourseError(
            _("Somebody else has to mark this for you. Ask the other course leader, or the secretariat.")
        )
    if moment < row.begins_at:
        raise TooEarly(
            _("You are early. You can check in from %(time)s.") % {"time": clock_words(row.begins_at)}
        )
    if row.closed_at is not None or moment > gathering.ends_at:
        raise CourseError(
            _(
                "It is too late to check in here. Tell the course leader that you were here, who can record it."
            )
        )
    if gathering.course_run.state in OVER_RUN_STATES:
        raise CourseError(
            _(
                "This course is closed or cancelled, so nobody can check in. Talk to the course leader if you were here."
            )
        )
    if is_recorded:
        raise CourseError(
            _("The course leader has already recorded your attendance. Tell them if it is not right.")
        )


def minutes_from(gathering: Gathering, moment: datetime.datetime) -> int:
    """The minutes somebody gets who comes now: all of them at first, then those that are left, at least one."""
    if moment <= gathering.starts_at + GRACE:
        return gathering.minutes
    left = (gathering.ends_at - moment).total_seconds() / 60
    return min(max(math.ceil(left), 1), gathering.minutes)


def _recorded(gathering: Gathering, place: Enrolment, person: User, moment: datetime.datetime) -> Attendance:
    if place.state == EnrolmentState.INVITED:
        enrolling.confirm(enrolment=place, by=person, at=moment, in_the_room=True)
    # What stands already is «not here» that nobody decided, otherwise the check-in is refused.
    attendance, _is_new = Attendance.objects.update_or_create(
        gathering=gathering,
        enrolment=place,
        defaults={
            "minutes": minutes_from(gathering, moment),
            "recorded_by": person,
            "attended_at": moment,
            "checked_in_at": moment,
            "decided_at": moment,
        },
    )
    staying_away.forget(gathering, [place.pk])
    if attendance.minutes == gathering.minutes:
        making_up.fall_away_where_nothing_is_missed(
            gathering=gathering, enrolment_ids=[place.pk], by=person, at=moment
        )
    transaction.on_commit(lambda: follow_check_in.enqueue(attendance.pk), robust=True)
    return attendance


@transaction.atomic
def follow(*, attendance_id: int) -> bool:
    """What follows from a check-in: the gathering is done for the person, and the course perhaps completed.

    Marked by whoever opened the check-in, since nobody marks for themselves. Beside the check-in and not in it, so that
    two hundred people at one door wait for nothing. Twice changes nothing. Returns whether anything followed.
    """
    gathering_id = Attendance.objects.filter(pk=attendance_id).values_list("gathering", flat=True).first()
    if gathering_id is None:
        return False
    Gathering.objects.select_for_update(of=("self",), no_key=True).get(pk=gathering_id)
    # Read after the lock: a leader who held it may have said «not here».
    found = Attendance.objects.filter(pk=attendance_id, checked_in_at__isnull=False, minutes__gt=0)
    row = found.select_related("gathering__course_run__course", "gathering__check_in__opened_by").first()
    opened_by = row.gathering.check_in.opened_by if row else None
    if row is None or opened_by is None:
        return False
    moment = row.checked_in_at or timezone.now()
    try:
        places = attending.places_at(row.gathering, [row.enrolment_id])
        attending.mark_gathering(row.gathering, places, {row.enrolment_id: row}, opened_by, moment)
    except CourseError:
        return False
    completion.look_again_at(places, at=moment)
    return True


def find_what_a_crash_left() -> int:
    """Let follow what was left when a process died after a check-in. For `run_due`. Returns how many."""
    done = Response.objects.non_polymorphic().filter(
        enrolment=OuterRef("enrolment"), activity_key=OuterRef("gathering__activity_key")
    )
    left = Attendance.objects.filter(checked_in_at__isnull=False, minutes__gt=0)
    left = left.filter(~Exists(done.done_here()), gathering__course_run__state=RunState.OPEN)
    return sum(follow(attendance_id=pk) for pk in left.values_list("pk", flat=True))
