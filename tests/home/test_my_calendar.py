"""Gatherings as a calendar file: neutral, under log-in, one event for ever and the newest time in it."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from icalendar import Calendar

from courses import timetable
from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun
from tests.courses.working import a_place, logged_in
from tests.making import OSLO, make_enrolment, make_organisation, make_run

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 3, 14)


def file_of(place, gathering=None):
    one = f"{gathering.pk}/" if gathering else ""
    return logged_in(place.person).get(f"/min-side/kurs/{place.pk}/{one}kurset.ics")


def events(place, gathering=None) -> list:
    return Calendar.from_ical(file_of(place, gathering).content).walk("VEVENT")


def test_one_gathering_with_day_time_and_place_in_oslo():
    place = a_place(starts_on=START, place="Frivillighetshuset, 2. etasje")
    gathering = place.course_run.gatherings.get(code="1.8")
    answer = file_of(place, gathering)
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        datetime.datetime(2026, 3, 14, 10, tzinfo=OSLO),
        datetime.datetime(2026, 3, 14, 12, 15, tzinfo=OSLO),
    )
    assert (str(event["location"]), str(event["summary"])) == ("Frivillighetshuset, 2. etasje", "Kurset ditt")
    assert b"BEGIN:VTIMEZONE" in answer.content
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "text/calendar; charset=utf-8",
        'attachment; filename="kurset-ditt.ics"',
    )
    assert "no-store" in answer["Cache-Control"]


def test_whoever_shares_the_calendar_reads_nothing_about_course_association_or_person():
    organiser = make_organisation("Lungeforeningen Pusten")
    run = make_run(organiser=organiser, title="Kurs for deg med kols", starts_on=START)
    run.gatherings.update(title="Når sykdommen er tung")
    place = make_enrolment(run)
    content = file_of(place).content.decode().casefold()
    hints = ("pusten", organiser.short_name, "kols", "sykdom", "likeperson", place.person.first_name, "leif")
    assert [word for word in hints if word.casefold() in content] == []


def test_the_run_has_the_common_gatherings_and_ones_own_associations_own_time_alone():
    place = a_place(starts_on=START)
    strange = place.course_run.gatherings.get(code="1.9")
    strange.pk, strange.organisation = None, make_organisation()
    strange.save()
    assert [event.decoded("dtstart").day for event in events(place)] == [14, 15]


def test_a_moved_gathering_keeps_its_uid_and_raises_its_sequence():
    place = a_place(starts_on=START)
    gathering = place.course_run.gatherings.get(code="1.8")
    [before] = events(place, gathering)
    moved = datetime.datetime(2026, 3, 21, 17, tzinfo=OSLO)
    for _twice in range(2):
        timetable.move_gatherings(course_run=place.course_run, times=[(gathering, moved, "Samfunnshuset")])
    [after] = events(place, gathering)
    assert (str(after["uid"]), after["sequence"], after.decoded("dtstart")) == (
        str(before["uid"]),
        before["sequence"] + 1,
        moved,
    )
    timetable.plan_gathering(
        course_run=place.course_run,
        code="1.8",
        starts_at=moved + datetime.timedelta(days=1),
        place="Samfunnshuset",
    )
    assert events(place, gathering)[0]["sequence"] == before["sequence"] + 2


@pytest.mark.parametrize("state", [RunState.CANCELLED, RunState.CLOSED])
@pytest.mark.parametrize("own", [EnrolmentState.ACTIVE, EnrolmentState.NOT_COMPLETED])
def test_a_course_that_is_over_cancels_what_lay_ahead_and_leaves_what_was_held(state, own):
    """For who stood on its list at the end too. Fails when the state of the run decides alone, or none but a cancelled one does."""
    place = a_place(starts_on=START)
    gathering = place.course_run.gatherings.get(code="1.8")
    [before] = events(place, gathering)
    assert str(before["status"]) == "CONFIRMED"
    place.state = own
    place.save()
    for ended_at, status, risen in (
        (gathering.starts_at - datetime.timedelta(days=1), "CANCELLED", 1),
        (gathering.ends_at + datetime.timedelta(days=1), "CONFIRMED", 0),
    ):
        CourseRun.objects.filter(pk=place.course_run_id).update(state=state, ended_at=ended_at)
        [after] = events(place, gathering)
        assert (str(after["status"]), after["sequence"] - before["sequence"]) == (status, risen)


@pytest.mark.parametrize(("language", "summary"), [("nn", "Kurset ditt"), ("en", "Your course")])
def test_in_the_persons_language(language, summary):
    place = a_place(starts_on=START)
    place.person.language = language
    place.person.save()
    assert {str(event["summary"]) for event in events(place)} == {summary}


def test_only_the_person_and_only_with_a_place():
    place, other = a_place(starts_on=START), a_place(starts_on=START)
    address = f"/min-side/kurs/{place.pk}/kurset.ics"
    assert Client().get(address).url == f"/logg-inn/?next={address}"
    assert logged_in(other.person).get(address).status_code == 404
    strange = f"/min-side/kurs/{place.pk}/{other.course_run.gatherings.first().pk}/kurset.ics"
    assert logged_in(place.person).get(strange).status_code == 404
    place.state = EnrolmentState.WITHDRAWN
    place.save()
    assert logged_in(place.person).get(address).status_code == 404


def test_the_same_number_of_queries_with_two_and_with_thirty(django_assert_num_queries):
    place = a_place(starts_on=START)
    client, address = logged_in(place.person), f"/min-side/kurs/{place.pk}/kurset.ics"
    with django_assert_num_queries(4):
        client.get(address)
    gathering = place.course_run.gatherings.get(code="1.8")
    for number in range(30):
        make_enrolment(place.course_run)
        gathering.pk, gathering.activity_key = None, f"00000000-0000-0000-0000-0000000000{number:02}"
        gathering.save()
    with django_assert_num_queries(4):
        client.get(address)
