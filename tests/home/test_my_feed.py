"""The secret calendar address: one key, shown once, hashed, neutral, turned off at once, and never in a log."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from courses import timetable
from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun, Enrolment
from lms.people.feeds import end_feed, make_feed
from lms.people.models import CalendarFeed
from tests.courses.working import a_place, logged_in
from tests.making import OSLO, make_enrolment, make_organisation, make_person, make_run

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 3, 14)
MAKE, END = "/min-side/meldinger/kalender/", "/min-side/meldinger/kalender/av/"


def address_of(person) -> str:
    _feed, token = make_feed(person=person)
    return f"/kalender/{token}/kurset.ics"


def events(address: str) -> list:
    return Calendar.from_ical(Client().get(address).content).walk("VEVENT")


def test_it_is_made_by_a_press_shown_once_and_kept_as_a_hash():
    place = a_place(starts_on=START)
    client = logged_in(place.person)
    [address] = re.findall(r'value="[^"]*(/kalender/[^"]+)"', client.post(MAKE).content.decode())
    assert [event.decoded("dtstart").day for event in events(address)] == [14, 15]
    token = address.split("/")[2]
    assert len(token) == 43
    assert token not in str(CalendarFeed.objects.values_list().get())
    assert token not in client.get("/min-side/meldinger/").content.decode()


def test_the_answer_is_private_and_not_indexed():
    answer = Client().get(address_of(a_place(starts_on=START).person))
    assert (answer["Content-Type"], answer["X-Robots-Tag"]) == ("text/calendar; charset=utf-8", "noindex")
    assert (answer["Cache-Control"], answer.cookies) == ("private, max-age=0", {})


def test_whoever_sees_the_calendar_reads_nothing_about_course_association_or_person():
    organiser = make_organisation("Lungeforeningen Pusten")
    run = make_run(organiser=organiser, title="Kurs for deg med kols", starts_on=START)
    run.gatherings.update(title="Når sykdommen er tung")
    person = make_enrolment(run).person
    content = Client().get(address_of(person)).content.decode().casefold()
    hints = ("pusten", organiser.short_name, "kols", "sykdom", "likeperson", person.first_name, "leif")
    assert [word for word in hints if word.casefold() in content] == []


def test_wrong_renewed_and_turned_off_are_answered_alike():
    person = a_place(starts_on=START).person
    old = address_of(person)
    renewed = address_of(person)
    end = logged_in(person).post(END)
    closed = a_place(starts_on=START).person
    shut = address_of(closed)
    closed.is_active = False
    closed.save()
    answers = [Client().get(one) for one in (old, renewed, shut, "/kalender/tull/kurset.ics")]
    assert (end.url, [answer.status_code for answer in answers]) == ("/min-side/meldinger/", [404] * 4)
    plain = {
        re.sub(r'/kalender/[^"&]+|csrfmiddlewaretoken" value="[^"]+|nonce="[^"]+', "", a.text)
        for a in answers
    }
    assert len(plain) == 1
    assert {(answer["Cache-Control"], answer["X-Robots-Tag"]) for answer in answers} == {
        ("private, max-age=0", "noindex")
    }


def test_a_new_address_ends_the_old_one():
    person = a_place(starts_on=START).person
    old, new = address_of(person), address_of(person)
    assert [Client().get(one).status_code for one in (old, new)] == [404, 200]
    assert CalendarFeed.objects.filter(person=person).count() == 1


def address_on(page: str) -> str:
    """The address that is shown."""
    [address] = re.findall(r'value="[^"]*(/kalender/[^"]+)"', page)
    return address


def test_three_presses_on_one_page_make_one_address_and_all_show_it():
    """The answer that arrives last is the one that is read. Fails if each press made an address of its own."""
    client = logged_in(a_place(starts_on=START).person)
    shown, pages = [], []
    with time_machine.travel(datetime.datetime(2026, 3, 1, 12, tzinfo=OSLO)) as clock:
        for _page in range(2):
            [seen] = re.findall(r'name="instead_of" value="(.*?)"', client.get("/min-side/meldinger/").text)
            pages.append(seen)
            for _press in range(3):
                clock.shift(1)
                shown.append(address_on(client.post(MAKE, {"instead_of": seen}).text))
        clock.shift(61)
        client.post(
            MAKE, {"instead_of": pages[0]}
        )  # a page that was left open: ends the one there is, as it says
    assert ([shown.index(one) for one in shown], pages[0]) == ([0, 0, 0, 3, 3, 3], "")
    assert [Client().get(one).status_code for one in (shown[0], shown[3])] == [404, 404]


def test_the_same_moment_is_the_same_address_whatever_clock_it_was_read_from():
    """Fails if the secret followed how a moment is written: the address shown again would be one that never was."""
    person, noon = make_person(), datetime.datetime(2026, 3, 1, 12, tzinfo=OSLO)
    _feed, first = make_feed(person=person, at=noon)
    _feed, again = make_feed(person=person, instead_of="", at=noon + datetime.timedelta(seconds=1))
    assert (first == again, Client().get(f"/kalender/{again}/kurset.ics").status_code) == (True, 200)


def test_an_address_that_was_turned_off_is_not_given_again():
    """From the same page, pressed once more. Fails if the secret were made from the page."""
    client = logged_in(a_place(starts_on=START).person)
    first = address_on(client.post(MAKE, {"instead_of": ""}).text)
    client.post(END)
    second = address_on(client.post(MAKE, {"instead_of": ""}).text)
    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]


def test_turning_off_twice_does_no_harm_and_touches_nobody_else():
    person, other = make_person(), make_person()
    make_feed(person=person)
    make_feed(person=other)
    assert (end_feed(person=person), end_feed(person=person)) == (True, False)
    assert CalendarFeed.objects.get().person == other


def test_the_secret_is_in_no_log(caplog):
    caplog.set_level(0)
    person = a_place(starts_on=START).person
    address = address_of(person)
    Client().get(address)
    end_feed(person=person)
    Client().get(address)
    assert [
        record.getMessage() for record in caplog.records if address.split("/")[2] in record.getMessage()
    ] == []


def test_a_moved_gathering_keeps_its_uid_and_raises_its_sequence():
    place = a_place(starts_on=START)
    address, gathering = address_of(place.person), place.course_run.gatherings.get(code="1.8")
    before = events(address)[0]
    moved = datetime.datetime(2026, 3, 13, 17, tzinfo=OSLO)
    timetable.move_gatherings(course_run=place.course_run, times=[(gathering, moved, "Samfunnshuset")])
    after = events(address)[0]
    assert (str(after["uid"]), after["sequence"], after.decoded("dtstart")) == (
        str(before["uid"]),
        before["sequence"] + 1,
        moved,
    )
    CourseRun.objects.filter(pk=place.course_run_id).update(
        state=RunState.CANCELLED, ended_at=moved - datetime.timedelta(days=1)
    )
    last = events(address)[0]
    assert (str(last["status"]), last["sequence"]) == ("CANCELLED", before["sequence"] + 2)


def test_several_places_are_one_calendar_and_who_has_left_one_has_the_other():
    first = a_place(starts_on=START)
    second = make_enrolment(make_run(starts_on=datetime.date(2026, 5, 2)), person=first.person)
    make_enrolment(make_run(starts_on=datetime.date(2026, 6, 6)))
    address = address_of(first.person)
    assert [event.decoded("dtstart").month for event in events(address)] == [3, 3, 5, 5]
    Enrolment.objects.filter(pk=second.pk).update(state=EnrolmentState.WITHDRAWN)
    assert [event.decoded("dtstart").month for event in events(address)] == [3, 3]


@pytest.mark.parametrize(("language", "summary"), [("nn", "Kurset ditt"), ("en", "Your course")])
def test_in_the_persons_language(language, summary):
    person = a_place(starts_on=START).person
    person.language = language
    person.save()
    assert {str(event["summary"]) for event in events(address_of(person))} == {summary}


def test_guessing_is_slowed_down():
    cache.clear()
    client = Client()
    with time_machine.travel(timezone.now(), tick=False):  # the tries must not reach into the next minute
        codes = {client.head("/kalender/tull/kurset.ics").status_code for _number in range(121)}
    cache.clear()
    assert codes == {404, 429}


def test_the_same_number_of_queries_with_one_and_with_thirty(django_assert_num_queries):
    place = a_place(starts_on=START)
    address = address_of(place.person)
    with django_assert_num_queries(3):
        Client().get(address)
    for _number in range(30):
        make_enrolment(place.course_run)
    for _number in range(4):
        make_enrolment(make_run(place.course_run.course, starts_on=START), person=place.person)
    with django_assert_num_queries(3):
        Client().get(address)
