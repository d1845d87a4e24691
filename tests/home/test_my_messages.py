"""Messages and calendar: one chooses how messages come, and turns the one after a quiet time off."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lms.people.choosing import choose_messages
from lms.people.errors import PeopleError
from lms.people.messaging import send
from lms.people.models import CalendarFeed
from tests.courses.working import logged_in
from tests.making import make_person

pytestmark = pytest.mark.django_db
ADDRESS = "/min-side/meldinger/"
BOTH = {"email": "arne@likevel.example", "phone": "+4740000002"}


def ways_on(page: str) -> list[str]:
    return re.findall(r'name="told_by" value="(\w+)"', page)


def test_only_the_ways_that_reach_the_person_are_offered():
    assert ways_on(logged_in(make_person(**BOTH)).get(ADDRESS).text) == ["email", "sms", "paper"]
    assert ways_on(logged_in(make_person()).get(ADDRESS).text) == ["email", "paper"]
    assert ways_on(logged_in(make_person(email="")).get(ADDRESS).text) == ["paper"]


@pytest.mark.parametrize("way", ["email", "sms", "paper"])
def test_messages_go_the_way_one_chose(way):
    person = make_person(**BOTH)
    answer = logged_in(person).post(ADDRESS, {"told_by": way, "wants_nudges": "on"})
    person.refresh_from_db()
    assert (answer.url, person.told_by, person.wants_nudges) == (ADDRESS, way, True)
    assert send(person, "certificate_ready", once="a", context={}).channel == way


def test_a_way_that_is_gone_falls_back_to_one_that_is_there():
    person = make_person(**BOTH, told_by="sms")
    person.phone = None
    person.save()
    assert send(person, "certificate_ready", once="a", context={}).channel == "email"


def test_the_message_after_a_quiet_time_is_turned_off_and_on():
    person = make_person()
    client = logged_in(person)
    for sent, kept in (({}, False), ({"wants_nudges": "on"}, True)):
        client.post(ADDRESS, {"told_by": "email", **sent})
        person.refresh_from_db()
        assert person.wants_nudges is kept


def test_a_way_that_cannot_reach_the_person_is_refused_in_words():
    person = make_person()
    answer = logged_in(person).post(ADDRESS, {"told_by": "sms"})
    person.refresh_from_db()
    assert ("Velg en av måtene på siden." in answer.text, person.told_by) == (True, "")
    with pytest.raises(PeopleError):
        choose_messages(person=person, told_by="sms", wants_nudges=True)


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}kalender/", f"{ADDRESS}kalender/av/"])
def test_a_guest_is_asked_to_log_in(address):
    assert Client().post(address).url == f"/logg-inn/?next={address}"


@pytest.mark.parametrize("address", [f"{ADDRESS}kalender/", f"{ADDRESS}kalender/av/"])
def test_writes_refuse_get(address):
    person = make_person()
    assert logged_in(person).get(address).status_code == 405
    assert CalendarFeed.objects.count() == 0


def test_it_is_found_from_my_page():
    assert f'href="{ADDRESS}"' in logged_in(make_person()).get("/min-side/").text
