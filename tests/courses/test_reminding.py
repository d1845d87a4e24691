"""A reminder two days before one meets: once a day, never in a pause, and anew when the day is moved."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import enrolling, staying_away, timetable
from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun, Enrolment
from courses.reminding import remind_of_gatherings
from lms.people.models import SentMessage
from tests.courses.working import a_place
from tests.making import OSLO, make_enrolment, make_organisation

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 3, 14)
DAY_BEFORE = datetime.datetime(2026, 3, 13, 12, tzinfo=OSLO)


def a_coming_place(**fields) -> Enrolment:
    """A place in a run that meets on Saturday, and has own time on Sunday."""
    return a_place(starts_on=START, place="Storgata 1", **fields)


def told(place: Enrolment) -> list[dict]:
    found = SentMessage.objects.filter(person=place.person, key="gathering_reminder").order_by("pk")
    return [message.context for message in found]


def test_two_days_before_and_once():
    place = a_coming_place()
    place.course_run.gatherings.filter(code="1.9").delete()
    early = datetime.datetime(2026, 3, 12, 9, tzinfo=OSLO)
    assert (remind_of_gatherings(at=early), told(place)) == (0, [])
    assert [remind_of_gatherings(at=DAY_BEFORE) for _twice in range(2)] == [1, 0]
    assert told(place) == [
        {"date": "lørdag 14.\N{NO-BREAK SPACE}mars", "time": "10.00", "place": "Storgata 1"}
    ]
    assert remind_of_gatherings(at=datetime.datetime(2026, 3, 14, 11, tzinfo=OSLO)) == 0


def test_two_gatherings_of_a_day_are_one_reminder_of_the_first():
    place = a_coming_place()
    place.course_run.gatherings.filter(code="1.9").update(
        starts_at=datetime.datetime(2026, 3, 14, 14, tzinfo=OSLO), place="Rom 2"
    )
    assert (remind_of_gatherings(at=DAY_BEFORE), [one["time"] for one in told(place)]) == (1, ["10.00"])


def test_edge_case_6_a_pause_stops_reminders_and_one_tap_starts_them_again():
    place = a_coming_place()
    enrolling.pause(enrolment=place, by=place.person)
    assert remind_of_gatherings(at=DAY_BEFORE) == 0
    enrolling.resume(enrolment=place, by=place.person)
    assert remind_of_gatherings(at=DAY_BEFORE) == 2


@pytest.mark.parametrize(
    "state",
    [
        EnrolmentState.INVITED,
        EnrolmentState.WITHDRAWN,
        EnrolmentState.NOT_COMPLETED,
    ],
)
def test_only_who_takes_part_is_reminded(state):
    place = a_coming_place()
    Enrolment.objects.filter(pk=place.pk).update(state=state)
    assert remind_of_gatherings(at=DAY_BEFORE) == 0


def test_who_has_completed_is_expected_until_they_say_otherwise():
    """The page of the evening counts them in, so they are reminded as the others are."""
    place = a_coming_place()
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.COMPLETED)
    place.refresh_from_db()
    assert remind_of_gatherings(at=DAY_BEFORE) == 2
    gatherings = list(place.course_run.gatherings.all())
    times = [(one, one.starts_at + datetime.timedelta(days=7), "Storgata 1") for one in gatherings]
    timetable.move_gatherings(course_run=place.course_run, times=times)
    staying_away.tell(
        enrolment=place, gatherings=place.course_run.gatherings.all(), by=place.person, at=DAY_BEFORE
    )
    assert remind_of_gatherings(at=DAY_BEFORE + datetime.timedelta(days=7)) == 0


@pytest.mark.parametrize("state", [RunState.PLANNED, RunState.CLOSED, RunState.CANCELLED])
def test_only_open_runs_remind(state):
    place = a_coming_place()
    CourseRun.objects.filter(pk=place.course_run_id).update(state=state)
    assert remind_of_gatherings(at=DAY_BEFORE) == 0


def test_who_has_said_that_they_cannot_come_is_left_in_peace():
    start = timezone.localdate() + datetime.timedelta(days=1)
    place = a_place(starts_on=start)
    common = place.course_run.gatherings.get(code="1.8")
    staying_away.tell(enrolment=place, gatherings=[common], by=place.person)
    assert remind_of_gatherings(at=common.starts_at - datetime.timedelta(hours=1)) == 1
    assert [one["date"] for one in told(place)] != []


def test_own_time_is_for_the_associations_own_people():
    place = a_coming_place()
    place.course_run.gatherings.filter(code="1.8").delete()
    stranger = make_enrolment(place.course_run, organisation=make_organisation())
    assert (remind_of_gatherings(at=DAY_BEFORE), len(told(place)), told(stranger)) == (1, 1, [])


def test_a_moved_gathering_is_told_of_anew():
    place = a_coming_place()
    place.course_run.gatherings.filter(code="1.9").delete()
    remind_of_gatherings(at=DAY_BEFORE)
    SentMessage.objects.update(sent_at=DAY_BEFORE)
    moved = datetime.datetime(2026, 3, 21, 17, tzinfo=OSLO)
    timetable.move_gatherings(
        course_run=place.course_run, times=[(place.course_run.gatherings.get(), moved, "Samfunnshuset")]
    )
    assert remind_of_gatherings(at=moved - datetime.timedelta(days=1)) == 1
    assert [one["place"] for one in told(place)] == ["Storgata 1", "Samfunnshuset"]


def test_the_same_number_of_questions_with_one_and_with_thirty(django_assert_num_queries):
    place = a_coming_place()
    remind_of_gatherings(at=DAY_BEFORE)
    with django_assert_num_queries(4):
        remind_of_gatherings(at=DAY_BEFORE)
    for _number in range(30):
        make_enrolment(place.course_run)
    remind_of_gatherings(at=DAY_BEFORE)
    with django_assert_num_queries(4):
        remind_of_gatherings(at=DAY_BEFORE)
