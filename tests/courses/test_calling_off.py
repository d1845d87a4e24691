"""What waits to be sent and is true no longer is called off: in `run_due`, and at once when a run is cancelled."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from courses import enrolling, nudging, planning, reminding, staying_away, timetable
from courses.calling_off import call_off_for_run, call_off_moves, call_off_reminders
from courses.kinds import EnrolmentState
from courses.models import Enrolment
from courses.moved_gatherings import KEY as MOVED
from lms.people.messaging import deliver, find_what_a_crash_left, send
from lms.people.models import SentMessage
from tests.courses.leading import open_run
from tests.courses.working import a_place
from tests.making import OSLO, make_enrolment

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 3, 14)
DAY_BEFORE = datetime.datetime(2026, 3, 13, 12, tzinfo=OSLO)


def four_reminded() -> list[Enrolment]:
    """Four people whose reminder of tomorrow waits to be sent."""
    first = a_place(starts_on=START, place="Storgata 1")
    first.course_run.gatherings.filter(code="1.9").delete()
    places = [first, *(make_enrolment(first.course_run) for _number in range(3))]
    Enrolment.objects.filter(course_run=first.course_run).update(state=EnrolmentState.ACTIVE)
    assert reminding.remind_of_gatherings(at=DAY_BEFORE) == 4
    return places


def waits_for(key: str = reminding.KEY) -> set[int]:
    """Whose message of this kind waits."""
    return set(SentMessage.objects.filter(key=key, sent_at=None).values_list("person", flat=True))


def test_a_reminder_is_called_off_when_one_is_not_expected_any_more() -> None:
    """On a pause, left, or said that they cannot come: each before the machine was back. Fails without the calling off."""
    paused, left, away, comes = four_reminded()
    enrolling.pause(enrolment=paused, by=paused.person)
    enrolling.withdraw(enrolment=left, by=left.person)
    gathering = away.course_run.gatherings.get()
    staying_away.tell(enrolment=away, gatherings=[gathering], by=away.person, at=DAY_BEFORE)
    assert (call_off_reminders(at=DAY_BEFORE), call_off_reminders(at=DAY_BEFORE)) == (3, 0)
    assert waits_for() == {comes.person_id}
    assert call_off_reminders(at=gathering.starts_at) == 1  # nobody is reminded of what has begun


def test_a_gathering_moved_within_its_day_is_told_of_at_its_new_hour() -> None:
    """Fails when only the day is looked at: the old hour would go out."""
    place = four_reminded()[0]
    gathering = place.course_run.gatherings.get()
    later = gathering.starts_at + datetime.timedelta(hours=3)
    timetable.move_gatherings(course_run=place.course_run, times=[(gathering, later, "Storgata 1")])
    assert waits_for() == set()
    assert reminding.remind_of_gatherings(at=DAY_BEFORE) == 4
    assert {one.context["time"] for one in SentMessage.objects.filter(key=reminding.KEY)} == {"13.00"}
    assert call_off_reminders(at=DAY_BEFORE) == 0


def test_what_is_sent_or_being_sent_or_told_by_hand_stays(django_capture_on_commit_callbacks) -> None:
    sent, taken, told, waits = (
        SentMessage.objects.get(person=place.person, key=reminding.KEY) for place in four_reminded()
    )
    with time_machine.travel(DAY_BEFORE):
        assert deliver(message_id=sent.pk)
    SentMessage.objects.filter(pk=taken.pk).update(taken_at=DAY_BEFORE)
    SentMessage.objects.filter(pk=told.pk).update(channel="paper")
    run = Enrolment.objects.filter(person=waits.person_id).get().course_run
    planning.cancel_run(course_run=run, by=None, at=DAY_BEFORE)
    left = SentMessage.objects.filter(key=reminding.KEY).values_list("pk", flat=True)
    assert sorted(left) == sorted([sent.pk, taken.pk, told.pk])


def test_cancelling_calls_off_what_waits_about_the_run_and_nothing_else(
    django_capture_on_commit_callbacks,
) -> None:
    """Invitation, reminder and nudge; not the news itself, nor another run's. Fails when `run_due` alone calls off."""
    run, other = open_run(), open_run()
    here, there = make_enrolment(run), make_enrolment(other)
    send(here.person, reminding.KEY, once=f"{reminding.KEY}:{here.pk}:2026-03-01", context={})
    for place in (here, there):
        for key in ("invitation", nudging.KEY, "pause_confirmed"):
            send(place.person, key, once=f"{key}:{place.pk}:2026-03-01", context={})
    planning.cancel_run(course_run=run, by=None)
    of = [
        sorted(SentMessage.objects.filter(person=place.person).values_list("key", flat=True))
        for place in (here, there)
    ]
    assert of == [
        ["course_cancelled", "pause_confirmed"],
        ["invitation", "next_step_nudge", "pause_confirmed"],
    ]
    with django_capture_on_commit_callbacks(execute=True):
        find_what_a_crash_left(now=timezone.now() + datetime.timedelta(hours=1))
    assert [one.subject for one in mail.outbox if one.to == [here.person.email]].count(
        "Kurset er avlyst"
    ) == 1


def test_the_same_number_of_questions_with_one_and_with_thirty(django_assert_num_queries) -> None:
    place = a_place(starts_on=START)
    run = place.course_run
    run.gatherings.filter(code="1.9").delete()
    for more in (0, 29):
        for _number in range(more):
            make_enrolment(run)
        reminding.remind_of_gatherings(at=DAY_BEFORE)
        with django_assert_num_queries(3):
            assert call_off_reminders(at=DAY_BEFORE) == 0
        empty = open_run()
        with django_assert_num_queries(1):
            assert call_off_for_run(empty, at=DAY_BEFORE) == 0


def test_a_message_of_a_move_is_called_off_for_who_comes_no_more() -> None:
    """Left, on a pause, or cannot come, since the gathering was moved. Fails when only reminders and nudges are looked at."""
    with time_machine.travel(DAY_BEFORE, tick=False):
        left, paused, away, comes = four_reminded()
        SentMessage.objects.update(sent_at=timezone.now())
        gathering = comes.course_run.gatherings.get()
        later = gathering.starts_at + datetime.timedelta(hours=3)
        timetable.move_gatherings(course_run=comes.course_run, times=[(gathering, later, "Storgata 1")])
        gathering.refresh_from_db()
        assert (waits_for(MOVED), call_off_moves()) == (
            {place.person_id for place in (left, paused, away, comes)},
            0,
        )
        enrolling.withdraw(enrolment=left, by=left.person)
        enrolling.pause(enrolment=paused, by=paused.person)
        staying_away.tell(enrolment=away, gatherings=[gathering], by=away.person)
        assert (call_off_moves(), waits_for(MOVED)) == (3, {comes.person_id})
    with time_machine.travel(later + datetime.timedelta(hours=1), tick=False):
        assert (call_off_moves(), waits_for(MOVED)) == (1, set())
