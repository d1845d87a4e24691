"""What is made up as a guest in another run: a name there, confirmed by the attendance there, and counted at home."""

from __future__ import annotations

import pytest
from django.utils import timezone

from courses import attending, completion, making_up, reminding
from courses.access import people_at
from courses.errors import CourseError
from courses.facts import Facts
from courses.kinds import EnrolmentState, MakeUpKind
from courses.models import Attendance, AttendanceCorrection, Enrolment, MakeUp
from lms.home.my_calendar import gatherings_of
from tests.courses.leading import (
    COMMON,
    HOME,
    PLEDGE,
    TOGETHER,
    TRIO,
    attend,
    gathering_of,
    mark,
    open_run,
)
from tests.courses.making_up import (
    agreed,
    another_run,
    as_guest,
    counted,
    facts,
    held_today,
    who_missed,
)
from tests.courses.working import base_row, leader_of, page
from tests.making import make_enrolment

pytestmark = pytest.mark.django_db


def test_a_guest_in_another_run_is_confirmed_by_the_attendance_there() -> None:
    """The leader there ticks one name. What was done together there is done for the guest, with who marked it."""
    place = who_missed()
    host = another_run(place.course_run)
    make_up = as_guest(place, host)
    with pytest.raises(CourseError):
        making_up.confirm(make_up=make_up, minutes=135, by=leader_of(place.course_run))
    gathering, host_leader = held_today(host), leader_of(host)
    attending.record_attendance(gathering=gathering, minutes_by_enrolment={place.pk: 120}, by=host_leader)
    keys = [page(place, code).translation_key for code in (TOGETHER, TRIO)]
    attending.mark_done_together(
        gathering=gathering, activity_keys=keys, enrolment_ids=[place.pk], by=host_leader
    )
    make_up.refresh_from_db()
    assert (make_up.state, make_up.minutes, make_up.confirmed_by) == ("confirmed", 120, host_leader)
    assert [base_row(place, code).state for code in (COMMON, TOGETHER, TRIO)] == ["done"] * 3
    assert base_row(place, TRIO).marked_by == host_leader
    assert counted(place) == (120, 120)
    assert completion.days_attended(place) == [timezone.localdate()]


def test_a_correction_there_follows_with_its_trace_and_not_here_opens_the_agreement_again() -> None:
    """Nothing is lost: the old minutes stand in the correction."""
    place = who_missed()
    host = another_run(place.course_run)
    make_up = as_guest(place, host)
    gathering = held_today(host)
    for minutes in (120, 90, 0):
        attending.record_attendance(
            gathering=gathering, minutes_by_enrolment={place.pk: minutes}, by=leader_of(host)
        )
    make_up.refresh_from_db()
    assert (make_up.state, make_up.minutes) == ("agreed", None)
    traces = AttendanceCorrection.objects.order_by("pk").values_list("old_minutes", "new_minutes")
    assert list(traces) == [(120, 90), (90, 0)]
    assert counted(place) == (0, 0)


def test_saving_the_missed_gathering_again_takes_nothing_back_that_was_made_up() -> None:
    """Fails if «not here» at home took away what was practised as a guest."""
    place = who_missed()
    host = another_run(place.course_run)
    as_guest(place, host)
    attending.record_attendance(
        gathering=held_today(host), minutes_by_enrolment={place.pk: 135}, by=leader_of(host)
    )
    mark(place, TRIO)
    attend(place, 0)
    assert [base_row(place, code).state for code in (COMMON, TRIO)] == ["done", "done"]


def test_who_leads_there_marks_a_guest_for_that_gathering_alone() -> None:
    """Nothing else of the guest's: not what is done at home, not own time, and nothing once the agreement falls away."""
    place = who_missed()
    host = another_run(place.course_run)
    make_up = as_guest(place, host)
    for code in (HOME, PLEDGE):
        with pytest.raises(CourseError):
            mark(place, code, by=leader_of(host))
    mark(place, TRIO, by=leader_of(host))
    making_up.let_fall(make_up=make_up, by=leader_of(place.course_run))
    with pytest.raises(CourseError):
        mark(place, TOGETHER, by=leader_of(host))
    with pytest.raises(CourseError):
        attending.record_attendance(
            gathering=held_today(host), minutes_by_enrolment={place.pk: 135}, by=leader_of(host)
        )


def test_attendance_in_another_run_without_an_agreement_never_counts() -> None:
    """The share never counts another run. Fails if minutes were found by activity instead of by agreement."""
    place = who_missed()
    host = another_run(place.course_run)
    Attendance.objects.create(
        enrolment=place, gathering=gathering_of(host), minutes=135, attended_at=timezone.now()
    )
    assert counted(place) == (0, 0)
    assert completion.days_attended(place) == []


def test_a_gathering_that_cannot_take_guests_from_here_is_refused() -> None:
    """Another gathering, the own run, one that is over, strangers' runs, and where the person has a place already."""
    place = who_missed()
    host = another_run(place.course_run)
    strange = open_run(course=place.course_run.course, starts_on=host.starts_on)
    make_enrolment(host, person=place.person)
    for substitute in (
        gathering_of(place.course_run),
        gathering_of(open_run()),
        gathering_of(strange),
        gathering_of(host),
        None,
    ):
        with pytest.raises(CourseError):
            agreed(place, MakeUpKind.OTHER_RUN, substitute=substitute)
    assert not MakeUp.objects.exists()


def test_when_the_other_run_is_cancelled_something_else_can_be_agreed() -> None:
    """Edge case 12. The agreement no longer counts as one, and the next takes its place; what was there is kept."""
    place = who_missed()
    host = another_run(place.course_run)
    as_guest(place, host)
    assert facts(place).agreed_minutes == 135
    type(host).objects.filter(pk=host.pk).update(state="cancelled")
    assert (facts(place).agreed_minutes, facts(place).make_ups) == (0, {})
    agreed(place)
    assert list(MakeUp.objects.values_list("kind", "state")) == [
        ("other_run", "fallen_away"),
        ("with_others", "agreed"),
    ]


def test_who_has_withdrawn_is_no_longer_anybodys_guest() -> None:
    """Neither on the list there nor by name on the page of that run. Fails if guests were found without their state."""
    place = who_missed()
    host = another_run(place.course_run)
    as_guest(place, host)
    assert Facts.gather([], course_run=host).runs[host.pk].guests == {gathering_of(host).pk: ["Bjørg Lien"]}
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.WITHDRAWN)
    assert Facts.gather([], course_run=host).runs[host.pk].guests == {}
    assert not people_at(gathering_of(host)).exists()


def test_a_guest_is_reminded_and_finds_the_gathering_in_their_own_calendar() -> None:
    """With the time of that gathering, and nobody else's calendar has it."""
    place = who_missed()
    host = another_run(place.course_run, days=1)
    as_guest(place, host)
    assert place.pk in {one.pk for one in reminding.who_comes(gathering_of(host))}
    assert gathering_of(host) in list(gatherings_of([place]))
    fellow = make_enrolment(place.course_run)
    assert gathering_of(host) not in list(gatherings_of([fellow]))


def test_a_guest_who_does_not_come_keeps_what_was_marked_at_home() -> None:
    """At home for an hour, the rest agreed on elsewhere. Fails when the host's «not here» takes back what others marked."""
    place = who_missed(minutes=60)
    mark(place, TOGETHER, TRIO)
    host = another_run(place.course_run)
    as_guest(place, host)
    for minutes in (0, 60, 0):
        attending.record_attendance(
            gathering=held_today(host), minutes_by_enrolment={place.pk: minutes}, by=leader_of(host)
        )
    assert [base_row(place, code).state for code in (COMMON, TOGETHER, TRIO)] == ["done"] * 3


def test_a_guest_who_was_not_there_after_all_loses_only_what_was_marked_there() -> None:
    place = who_missed()
    mark(place, TOGETHER)
    host = another_run(place.course_run)
    as_guest(place, host)
    there = held_today(host)
    key = page(place, TRIO).translation_key
    attending.record_attendance(gathering=there, minutes_by_enrolment={place.pk: 135}, by=leader_of(host))
    attending.mark_done_together(
        gathering=there, activity_keys=[key], enrolment_ids=[place.pk], by=leader_of(host)
    )
    attending.record_attendance(gathering=there, minutes_by_enrolment={place.pk: 0}, by=leader_of(host))
    assert [base_row(place, code).state for code in (TOGETHER, TRIO)] == ["done", "started"]
