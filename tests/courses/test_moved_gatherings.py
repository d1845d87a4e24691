"""A gathering moved so near that its reminder may have gone out is told of at once, to everybody who comes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from courses import enrolling, planning, staying_away, timetable
from courses.calling_off import call_off_moves
from courses.kinds import MakeUpKind, RunState
from courses.models import CourseRun, Enrolment, Gathering, MakeUp
from courses.moved_gatherings import KEY
from courses.reminding import KEY as REMINDER
from courses.reminding import remind_of_gatherings
from courses.settled_messages import with_settled
from courses.telling import to_be_told_in
from lms.people.models import SentMessage
from tests.courses.working import a_place, leader_of
from tests.making import OSLO, make_enrolment, make_run

pytestmark = pytest.mark.django_db
SATURDAY = datetime.date(2026, 3, 14)
DAY_BEFORE = datetime.datetime(2026, 3, 13, 12, tzinfo=OSLO)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def on_the_day_before() -> Iterator[None]:
    with time_machine.travel(DAY_BEFORE, tick=False):
        yield


def a_reminded_place() -> Enrolment:
    """A place in a run that meets on Saturday alone, with the reminder sent."""
    place = a_place(starts_on=SATURDAY, place="Storgata 1")
    place.course_run.gatherings.filter(code="1.9").delete()
    assert remind_of_gatherings() == 1
    SentMessage.objects.update(sent_at=timezone.now(), context={})
    return place


def gathering_of(place: Enrolment) -> Gathering:
    return place.course_run.gatherings.get()


def move(place: Enrolment, *, days: int = 0, hours: int = 0, where: str = "Storgata 1") -> None:
    one = gathering_of(place)
    start = one.starts_at + datetime.timedelta(days=days, hours=hours)
    timetable.move_gatherings(course_run=place.course_run, times=[(one, start, where)])


def told(place: Enrolment) -> list[tuple[str, str, str]]:
    """When and where, as each message about a move that still waits says it."""
    rows = SentMessage.objects.filter(person=place.person, key=KEY, sent_at=None).order_by("pk")
    return [(one.context["date"], one.context["time"], one.context["place"]) for one in rows]


def day(number: int) -> str:
    names = {14: "lørdag", 15: "søndag", 28: "lørdag"}
    return f"{names[number]} {number}.\N{NO-BREAK SPACE}mars"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"days": 14}, (day(28), "10.00", "Storgata 1")),
        ({"hours": 3}, (day(14), "13.00", "Storgata 1")),
        ({"where": "Samfunnshuset"}, (day(14), "10.00", "Samfunnshuset")),
    ],
)
def test_another_day_hour_or_place_is_told_at_once_and_once(how, words):
    """Fails when only the reminder tells: it has gone out, and its day is not, or not yet, told of anew."""
    place = a_reminded_place()
    move(place, **how)
    [message] = SentMessage.objects.filter(key=KEY)
    assert (told(place), message.once_key) == ([words], f"{KEY}:{place.pk}:{gathering_of(place).pk}:1")
    move(place, where=words[2])
    assert told(place) == [words]


def test_moved_and_back_is_told_both_times():
    """Both days have had their reminder. Fails when a day that was reminded of is taken as told."""
    place = a_reminded_place()
    move(place, days=1)
    assert (told(place), remind_of_gatherings()) == ([(day(15), "10.00", "Storgata 1")], 1)
    SentMessage.objects.update(sent_at=timezone.now())
    move(place, days=-1)
    assert (told(place), remind_of_gatherings()) == ([(day(14), "10.00", "Storgata 1")], 0)


def test_far_away_and_back_is_told_both_times():
    place = a_reminded_place()
    move(place, days=14)
    SentMessage.objects.update(sent_at=timezone.now())
    move(place, days=-14)
    assert told(place) == [(day(14), "10.00", "Storgata 1")]


def test_what_waits_of_a_move_before_is_called_off():
    """Fails when two messages with two times go out together."""
    place = a_reminded_place()
    move(place, hours=1)
    move(place, hours=1)
    assert told(place) == [(day(14), "12.00", "Storgata 1")]


def test_a_gathering_further_away_is_told_of_by_its_reminder_alone():
    place = a_place(starts_on=SATURDAY + 7 * A_DAY, place="Storgata 1")
    place.course_run.gatherings.filter(code="1.9").delete()
    move(place, days=-7)
    assert (told(place), remind_of_gatherings()) == ([], 1)


def test_the_reminder_of_the_new_day_comes_as_before():
    place = a_reminded_place()
    move(place, days=14)
    assert [remind_of_gatherings(at=DAY_BEFORE + days * A_DAY) for days in (0, 14)] == [0, 1]


@pytest.mark.parametrize("state", [RunState.PLANNED, RunState.CLOSED])
def test_only_open_runs_tell(state):
    place = a_reminded_place()
    CourseRun.objects.update(state=state)
    timetable._move_one(gathering_of(place), DAY_BEFORE, "Samfunnshuset")
    assert told(place) == []


def test_nobody_on_a_pause_and_nobody_who_has_said_no_is_told():
    place = a_reminded_place()
    paused, away = make_enrolment(place.course_run), make_enrolment(place.course_run)
    enrolling.pause(enrolment=paused, by=paused.person)
    staying_away.tell(enrolment=away, gatherings=[gathering_of(place)], by=away.person)
    move(place, hours=1)
    assert [len(told(one)) for one in (place, paused, away)] == [1, 0, 0]


def test_who_said_no_to_the_hour_they_were_reminded_of_is_told_of_another_hour():
    """Their no was to that hour, and the day has no second reminder. Another place alone is no other hour."""
    place = a_reminded_place()
    staying_away.tell(enrolment=place, gatherings=[gathering_of(place)], by=place.person)
    move(place, where="Storgata 2")
    assert told(place) == []
    move(place, hours=6)
    assert told(place) == [(day(14), "16.00", "Storgata 1")]


def a_guest_of(place: Enrolment) -> Enrolment:
    """Somebody from another course who is to be at the gathering of the place."""
    guest = make_enrolment(make_run(course=place.course_run.course, organiser=place.course_run.organiser))
    MakeUp.objects.create(
        enrolment=guest,
        gathering=guest.course_run.gatherings.get(code="1.8"),
        kind=MakeUpKind.OTHER_RUN,
        substitute=gathering_of(place),
        agreed_by=leader_of(guest.course_run),
        agreed_at=timezone.now(),
    )
    return guest


def test_a_guest_from_another_course_is_told_as_the_others_are():
    """They would have stood before a closed door."""
    place = a_reminded_place()
    guest = a_guest_of(place)
    move(place, hours=1)
    assert [told(one) for one in (place, guest)] == [[(day(14), "11.00", "Storgata 1")]] * 2


def waits_for(place: Enrolment) -> list[str]:
    """What waits to be sent to the person, by its kind."""
    rows = SentMessage.objects.filter(person=place.person, sent_at=None)
    return sorted(rows.values_list("key", flat=True))


def test_what_waits_with_an_old_day_is_called_off_for_guests_too():
    """Fails when only the course at home is asked: the guest would be reminded of a day that was moved, or told a day on which
    a course that is over does not meet.
    """
    place = a_reminded_place()
    guest = a_guest_of(place)
    assert remind_of_gatherings() == 1
    move(place, days=14)
    assert waits_for(guest) == [KEY]
    planning.close_run(course_run=place.course_run, by=None)
    assert waits_for(guest) == ["guest_gathering_cancelled"]


def test_a_guest_on_paper_is_not_told_the_new_day_of_a_course_that_is_over():
    place = a_reminded_place()
    guest = a_guest_of(place)
    guest.person.told_by = "paper"
    guest.person.save()
    move(place, days=14)
    moved = with_settled(SentMessage.objects.filter(person=guest.person, key=KEY))
    assert [one.is_settled for one in moved] == [False]
    planning.close_run(course_run=place.course_run, by=None)
    assert [one.is_settled for one in moved.all()] == [True]


def test_who_wants_paper_is_told_by_hand_until_the_gathering_was_or_is_moved_again():
    """Fails when an hour that is so no longer waits to be read out."""
    place = a_reminded_place()
    place.person.told_by = "paper"
    place.person.save()
    move(place, hours=1)
    move(place, hours=1)
    run = CourseRun.objects.get()

    def waiting(days: int) -> list[list[str]]:
        moment = DAY_BEFORE + days * A_DAY
        found = with_settled(SentMessage.objects.filter(key=KEY), today=timezone.localdate(moment))
        leaders = [one.once_key for one in to_be_told_in(run, at=moment) if one.key == KEY]
        return [leaders, [one.once_key for one in found.filter(is_settled=False)]]

    last = f"{KEY}:{place.pk}:{gathering_of(place).pk}:2"
    assert (waiting(1), waiting(2)) == ([[last], [last]], [[], []])


def test_who_was_told_of_a_day_is_told_when_it_is_moved_on_also_when_neither_is_near():
    """The message has gone out, and names a day on which nobody meets. Fails when only what is near is told."""
    place = a_reminded_place()
    move(place, days=7)
    SentMessage.objects.filter(key=KEY).update(sent_at=timezone.now(), context={})
    move(place, days=7)
    assert told(place) == [(day(28), "10.00", "Storgata 1")]


def test_who_was_on_a_pause_when_it_was_moved_again_is_told_of_the_move_after():
    """They believe in the first new day. Fails when only those who were told of the last move are asked for."""
    place = a_reminded_place()
    move(place, days=1)
    SentMessage.objects.filter(key=KEY).update(sent_at=timezone.now(), context={})
    enrolling.pause(enrolment=place, by=place.person)
    move(place, days=6)
    enrolling.resume(enrolment=place, by=place.person)
    move(place, days=7)
    assert told(place) == [(day(28), "10.00", "Storgata 1")]


def test_what_waits_with_a_day_that_is_wrong_is_replaced_though_the_new_one_is_far():
    """Fails when what waits is called off only where somebody is told anew."""
    place = a_reminded_place()
    move(place, days=1)
    move(place, days=13)
    assert told(place) == [(day(28), "10.00", "Storgata 1")]
    enrolling.withdraw(enrolment=place, by=place.person)
    move(place, days=1)
    assert told(place) == []


def test_of_a_day_that_was_moved_nobody_is_reminded_by_hand():
    """Both stood on the list of the leaders. Fails when a reminder is settled by its day alone."""
    place = a_place(starts_on=SATURDAY, place="Storgata 1")
    place.course_run.gatherings.filter(code="1.9").delete()
    place.person.told_by = "paper"
    place.person.save()
    assert remind_of_gatherings() == 1
    assert [one.key for one in to_be_told_in(place.course_run)] == [REMINDER]
    move(place, days=14)
    assert [one.key for one in to_be_told_in(place.course_run)] == [KEY]


def test_another_length_leaves_what_was_told_and_who_was_told_hears_of_the_next_move():
    """Only the length is put right. Fails when the message of the move is lost, called off, or forgotten by the move after."""
    place = a_reminded_place()
    move(place, days=1)
    one = gathering_of(place)
    given = {"course_run": place.course_run, "code": one.code, "starts_at": one.starts_at, "place": one.place}
    timetable.plan_gathering(**given, minutes=one.minutes + 30)
    assert (told(place), call_off_moves()) == ([(day(15), "10.00", "Storgata 1")], 0)
    SentMessage.objects.filter(key=KEY).update(sent_at=timezone.now(), context={})
    timetable.plan_gathering(**given, minutes=one.minutes)
    move(place, days=13)
    assert told(place) == [(day(28), "10.00", "Storgata 1")]


def test_a_guests_reminder_of_another_day_stands_when_their_own_course_is_moved():
    """On paper: they still meet as a guest. Fails when only the course at home is asked."""
    place = a_reminded_place()
    host = make_run(course=place.course_run.course, organiser=place.organisation, starts_on=SATURDAY)
    host.gatherings.filter(code="1.9").delete()
    MakeUp.objects.create(
        enrolment=place,
        gathering=gathering_of(place),
        kind=MakeUpKind.OTHER_RUN,
        substitute=host.gatherings.get(),
        agreed_by=leader_of(host),
        agreed_at=timezone.now(),
    )
    move(place, days=14)
    [reminder] = with_settled(SentMessage.objects.filter(key=REMINDER))
    assert reminder.is_settled is False
    MakeUp.objects.update(state="fallen_away")
    [reminder] = with_settled(SentMessage.objects.filter(key=REMINDER))
    assert reminder.is_settled is True
