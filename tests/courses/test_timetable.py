"""The timetable of a run: what fits in it, what is a move, and what moving does to what is recorded."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone

from courses import making_up, timetable
from courses.errors import CourseError
from courses.kinds import MakeUpKind
from courses.models import Attendance, AttendanceReview, CourseRun, Enrolment, Gathering, GatheringPage
from courses.moved_gatherings import KEY as MOVED
from lms.people.models import SentMessage
from tests.courses.leading import gathering_of, open_run
from tests.courses.working import leader_of
from tests.making import OSLO, make_enrolment, make_organisation, make_run


@pytest.mark.django_db
def test_gatherings_that_do_not_fit_are_refused() -> None:
    """A number the course does not have, own time without or with a strange association, a common one for one, one of
    another run.
    """
    run, now = make_run(), timezone.now()
    for wrong in (
        {"code": "7.7"},
        {"code": "1.9"},
        {"code": "1.9", "organisation": make_organisation()},
        {"code": "1.8", "organisation": run.organiser},
    ):
        with pytest.raises(CourseError):
            timetable.plan_gathering(course_run=run, starts_at=now, place="", **wrong)
    with pytest.raises(CourseError):
        timetable.move_gatherings(course_run=run, times=[(make_run().gatherings.first(), now, "Hamar")])


@pytest.mark.django_db
def test_another_length_is_a_move_and_the_same_length_is_none() -> None:
    """The end in the calendar changes with it. Fails when only hour and place count."""
    gathering = gathering_of(open_run())
    given = {"course_run": gathering.course_run, "code": gathering.code, "starts_at": gathering.starts_at}
    for minutes, moved in ((gathering.minutes, 0), (gathering.minutes + 60, 1), (gathering.minutes + 60, 1)):
        changed = timetable.plan_gathering(**given, place=gathering.place, minutes=minutes)
        assert (changed.minutes, changed.times_moved) == (minutes, moved)


@pytest.mark.django_db
def test_a_length_that_was_changed_in_the_course_is_a_move_when_it_is_planned_anew() -> None:
    """Fails when only a length that is given counts: calendars would keep the old end."""
    gathering = gathering_of(open_run())
    page = GatheringPage.objects.get(translation_key=gathering.activity_key, locale__language_code="nb")
    page.minutes += 30
    page.save()
    given = {"course_run": gathering.course_run, "code": gathering.code, "starts_at": gathering.starts_at}
    for _time in range(2):
        changed = timetable.plan_gathering(**given, place=gathering.place)
        assert (changed.minutes, changed.times_moved) == (page.minutes, 1)


def held(minutes: dict[str, int]) -> tuple[CourseRun, Gathering]:
    """A run whose gathering of yesterday has these minutes recorded, by name."""
    run = open_run()
    gathering = gathering_of(run)
    gathering.starts_at = timezone.now() - datetime.timedelta(days=1)
    gathering.save()
    for name, there in minutes.items():
        place = make_enrolment(run)
        place.person.name = name
        place.person.save()
        Attendance.objects.create(
            enrolment=place, gathering=gathering, minutes=there, attended_at=gathering.starts_at
        )
    return run, gathering


def move(run: CourseRun, gathering: Gathering, days: int) -> None:
    """Move it by the secretariat's form, as many days from now."""
    there = timezone.now() + datetime.timedelta(days=days)
    timetable.move_gatherings(course_run=run, times=[(gathering, there, gathering.place)])


@pytest.mark.django_db
def test_who_was_not_at_what_was_not_held_has_missed_nothing_when_it_is_moved_ahead() -> None:
    """Decision 47. Fails when the page says both that one was not there and asks whether one can come."""
    run, gathering = held({"Jonas Hole": 0, "Kari Lund": 0})
    place = Enrolment.objects.get(person__name="Kari Lund")
    agreed = making_up.agree(
        enrolment=place, gathering=gathering, kind=MakeUpKind.WITH_OTHERS, by=leader_of(run)
    )
    move(run, gathering, 7)
    agreed.refresh_from_db()
    assert (Attendance.objects.filter(gathering=gathering).count(), agreed.state) == (0, "fallen_away")
    told = SentMessage.objects.filter(key=MOVED).values_list("person__name", flat=True)
    assert list(told) == ["Kari Lund"]  # who would have met on another day instead


@pytest.mark.django_db
def test_what_somebody_was_at_is_not_moved_ahead_and_is_corrected_to_another_day_that_is_over() -> None:
    """Fails when a day that was held can be made one to come, or when a wrong date cannot be put right."""
    run, gathering = held({"Jonas Hole": 0, "Kari Lund": 60})
    before = gathering.starts_at
    with pytest.raises(CourseError, match="Noen er ført som «Her»"):
        move(run, gathering, 7)
    gathering.refresh_from_db()
    assert (gathering.starts_at, gathering.times_moved) == (before, 0)
    move(run, gathering, -3)
    gathering.refresh_from_db()
    assert gathering.times_moved == 1
    assert sorted(Attendance.objects.values_list("minutes", flat=True)) == [0, 60]


@pytest.mark.django_db
def test_a_correction_to_be_looked_at_keeps_its_row_when_the_gathering_is_moved() -> None:
    """Corrections never lose a value that somebody decides on. Fails when the review goes with the row."""
    run, gathering = held({"Jonas Hole": 0, "Kari Lund": 0})
    row = Attendance.objects.get(enrolment__person__name="Kari Lund")
    for old in (60, 30):
        correction = row.corrections.create(old_minutes=old, new_minutes=0, corrected_by=leader_of(run))
    AttendanceReview.objects.create(correction=correction)
    move(run, gathering, 7)
    assert list(Attendance.objects.values_list("pk", flat=True)) == [row.pk]


@pytest.mark.parametrize(("hours", "left"), [(8, 0), (-1, 1)])
@pytest.mark.django_db
def test_snow_yesterday_and_held_tonight_is_begun_anew(hours: int, left: int) -> None:
    """Of a day to come the hour counts too. To an hour that is over it is a wrong date that is put right."""
    with time_machine.travel(datetime.datetime(2026, 3, 13, 9, tzinfo=OSLO), tick=False):
        run, gathering = held({"Jonas Hole": 0})
        there = timezone.now() + datetime.timedelta(hours=hours)
        timetable.move_gatherings(course_run=run, times=[(gathering, there, gathering.place)])
        assert Attendance.objects.filter(gathering=gathering).count() == left
