"""Who was at a gathering is known for three years, how many for five."""

from __future__ import annotations

import datetime
import uuid
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from courses.attendance_years import delete_numbers, names_become_numbers
from courses.attending import record_attendance
from courses.errors import CourseError
from courses.kinds import EnrolmentState
from courses.models import (
    Attendance,
    AttendanceCorrection,
    AttendanceNumbers,
    CaseNotice,
    Enrolment,
    Gathering,
)
from tests.courses.working import leader_of
from tests.making import make_enrolment, make_run

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
FIRST = datetime.date(2026, 3, 7)  # the run ends a fortnight later, on 21 March


def at(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, 12, tzinfo=OSLO)


@pytest.fixture
def gathering(db) -> Gathering:
    """A common gathering in March 2026: one there all the time, one for an hour after a correction, one away."""
    with time_machine.travel(at(2026, 3, 20), tick=False):
        run = make_run(starts_on=FIRST)
        gathering = Gathering.objects.filter(course_run=run, organisation=None).order_by("starts_at")[0]
        places = [make_enrolment(run) for _number in range(3)]
        leader = leader_of(run)
        given = dict(zip([place.pk for place in places], (gathering.minutes, 30, 0), strict=True))
        record_attendance(gathering=gathering, minutes_by_enrolment=given, by=leader)
        record_attendance(gathering=gathering, minutes_by_enrolment={places[1].pk: 60}, by=leader)
        Enrolment.objects.update(state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    return gathering


def left() -> tuple[int, int, list[tuple[int, int]]]:
    numbers = list(AttendanceNumbers.objects.values_list("people", "minutes"))
    return Attendance.objects.count(), AttendanceCorrection.objects.count(), numbers


def test_names_go_three_years_after_the_last_day_and_numbers_stay(gathering):
    """Fails if the day is counted from anything else, if a correction keeps a name, or if it is not safe to call twice."""
    with time_machine.travel(at(2029, 3, 20), tick=False):
        assert (names_become_numbers(), left()) == (0, (3, 1, []))
    with time_machine.travel(at(2029, 3, 21), tick=False):
        assert (names_become_numbers(), names_become_numbers()) == (1, 0)
        assert left() == (0, 0, [(2, gathering.minutes + 60)])
    assert list(Enrolment.objects.values_list("state", flat=True)) == [EnrolmentState.COMPLETED] * 3


def test_a_gathering_made_shorter_afterwards_leaves_no_more_than_it_lasted(gathering):
    """All the time and an hour, of half an hour, are an hour."""
    Gathering.objects.filter(pk=gathering.pk).update(minutes=30)
    with time_machine.travel(at(2029, 3, 21), tick=False):
        assert (names_become_numbers(), left()) == (1, (0, 0, [(2, 60)]))


def test_numbers_go_five_years_after_it(gathering):
    with time_machine.travel(at(2030, 1, 1), tick=False):
        assert (names_become_numbers(), delete_numbers()) == (1, 0)
    with time_machine.travel(at(2031, 3, 20), tick=False):
        assert delete_numbers() == 0
    with time_machine.travel(at(2031, 3, 21), tick=False):
        assert (delete_numbers(), left()) == (1, (0, 0, []))


def test_who_has_an_open_case_from_the_run_has_the_hours_in_it(gathering):
    """Fails without the look at `CaseNotice`: the committee would be told of no hours."""
    notice = CaseNotice.objects.create(enrolment=Enrolment.objects.first(), opened_at=at(2029, 1, 1))
    with time_machine.travel(at(2029, 4, 1), tick=False):
        assert names_become_numbers() == 0
        notice.closed_at = timezone.now()
        notice.save()
        assert names_become_numbers() == 1


def test_a_gathering_moved_past_the_last_day_counts_from_its_own(gathering):
    Gathering.objects.filter(pk=gathering.pk).update(starts_at=at(2026, 5, 2))
    with time_machine.travel(at(2029, 5, 1), tick=False):
        assert names_become_numbers() == 0
    with time_machine.travel(at(2029, 5, 2), tick=False):
        assert names_become_numbers() == 1


def test_nothing_is_recorded_over_the_numbers(gathering):
    """Fails if `record_attendance` did not look: pressing save on an old page would write names anew."""
    place = Enrolment.objects.order_by("pk").first()
    with time_machine.travel(at(2029, 4, 1), tick=False):
        names_become_numbers()
        with pytest.raises(CourseError) as refused:
            record_attendance(
                gathering=gathering,
                minutes_by_enrolment={place.pk: 10},
                by=leader_of(gathering.course_run),
            )
    assert str(refused.value) == (
        "Det er så lenge siden at navnene er slettet. Bare hvor mange som var der, er tatt vare på, og det står fast."
    )
    assert left() == (0, 0, [(2, gathering.minutes + 60)])


def test_it_costs_the_same_to_find_nothing_with_one_gathering_and_with_thirty(
    gathering, django_assert_num_queries
):
    for number in range(30):
        row = Gathering.objects.get(pk=gathering.pk)
        row.pk, row.code, row.activity_key = None, f"9.{number}", uuid.uuid4()
        row.save()
        Attendance.objects.create(
            enrolment=Enrolment.objects.first(), gathering=row, minutes=1, attended_at=at(2026, 3, 8)
        )
        if number in (0, 29):
            with time_machine.travel(at(2026, 4, 1), tick=False), django_assert_num_queries(2):
                assert (names_become_numbers(), delete_numbers()) == (0, 0)


def test_a_guests_hours_are_told_by_their_own_course_and_not_where_they_were(gathering):
    """The sums of a course stay what they were while the names were there. Fails when everybody at the gathering is added."""
    elsewhere = make_enrolment(make_run(course=gathering.course_run.course))
    Attendance.objects.create(
        enrolment=elsewhere, gathering=gathering, minutes=45, attended_at=gathering.starts_at
    )
    with time_machine.travel(at(2029, 3, 21), tick=False):
        assert (names_become_numbers(), left()) == (1, (0, 0, [(2, gathering.minutes + 60)]))
