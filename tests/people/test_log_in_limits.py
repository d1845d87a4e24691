"""Logging in with a code: how often, how many at once, and what is never told."""

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from lms.people.sms import MemoryBackend
from lms.settings import base
from tests.making import make_person
from tests.people.logging_in import (
    all_codes_are_sent,
    ask_for_code,
    code_mailed_to,
    enter_code,
    is_in,
    letters_to,
    text_of,
    wait_for,
)

pytestmark = pytest.mark.django_db
ADDRESS = "arne@likevel.example"


def test_one_address_gets_three_codes_in_ten_minutes(client):
    make_person(email=ADDRESS)
    for _ in range(3):
        ask_for_code(Client(), ADDRESS)
    code_mailed_to(ADDRESS, number=3)

    answer = ask_for_code(client, ADDRESS)

    sentence = "Det har vært mange forsøk med denne adressen. Vent ti minutter og prøv igjen, eller ring oss."
    assert sentence in text_of(answer)
    all_codes_are_sent()
    assert len(mail.outbox) == 3


def test_asking_again_on_the_code_page_counts_too(client):
    make_person(email=ADDRESS)
    ask_for_code(client, ADDRESS)
    for _ in range(4):
        answer = client.post("/logg-inn/kode/", {"action": "resend"}, follow=True)

    assert "Vent ti minutter" in text_of(answer)
    code_mailed_to(ADDRESS, number=3)
    all_codes_are_sent()
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("address", ["ukjent@likevel.example", "400 00 003"])
def test_an_unknown_address_is_answered_as_a_known_one(client, address):
    """Removing ACCOUNT_PREVENT_ENUMERATION, or a word on the page that depends on the person, fails this."""
    make_person(email=ADDRESS, phone="+4740000002")
    known = ADDRESS if "@" in address else "400 00 002"
    answers = {}
    for typed in (known, address):
        browser = Client()
        first = ask_for_code(browser, typed)
        page = browser.get(first.url)
        wrong = enter_code(browser, "abc")
        new = browser.post("/logg-inn/kode/", {"action": "resend"}, follow=True)
        answers[typed] = [
            (answer.status_code, text_of(answer).replace(typed, "ADDRESS")) for answer in (page, wrong, new)
        ] + [first.url]

    assert answers[known] == answers[address]
    all_codes_are_sent()
    assert letters_to("ukjent@likevel.example") == []
    assert [number for number, _text in MemoryBackend.outbox if number == "+4740000003"] == []


def test_a_closed_account_is_not_sent_a_code(client):
    make_person(email=ADDRESS, is_active=False)

    assert ask_for_code(client, ADDRESS).url == "/logg-inn/kode/"

    all_codes_are_sent()
    assert mail.outbox == []


def test_an_account_closed_after_the_code_stays_outside(client):
    person = make_person(email=ADDRESS)
    ask_for_code(client, ADDRESS)
    code = code_mailed_to(ADDRESS)
    person.is_active = False
    person.save()

    answer = enter_code(client, code)

    assert answer.url == "/logg-inn/stengt/"
    assert "Du kan ikke logge inn nå" in text_of(client.get(answer.url))
    assert not is_in(client)


def test_forty_people_behind_one_address_get_in_within_a_minute():
    """A whole class room shares one router. Lowering an /ip rate of ACCOUNT_RATE_LIMITS below 40 fails this."""
    people = [make_person(email=f"deltaker{number}@likevel.example") for number in range(40)]
    rooms = [Client(REMOTE_ADDR="192.0.2.7") for _person in people]

    with time_machine.travel(timezone.now(), tick=False):
        for person, browser in zip(people, rooms, strict=True):
            ask_for_code(browser, person.email)
    wait_for(lambda: len(mail.outbox) == 40)
    for person, browser in zip(people, rooms, strict=True):
        enter_code(browser, code_mailed_to(person.email))

    assert [browser.session["_auth_user_id"] for browser in rooms] == [str(person.pk) for person in people]


def test_nothing_personal_is_logged_on_the_way_in(client, caplog):
    caplog.set_level("DEBUG")
    make_person(name="Arne Berg", email=ADDRESS)
    ask_for_code(client, ADDRESS)
    code = code_mailed_to(ADDRESS)
    enter_code(client, "999 888")
    enter_code(client, code)
    ask_for_code(Client(), "ukjent@likevel.example")

    told = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    for secret in (ADDRESS, "ukjent", "Arne", code, "999 888"):
        assert secret not in told


@pytest.mark.logs_errors("lms.people.login_codes")
def test_a_mail_server_that_is_down_is_told_without_the_address(client, caplog, settings):
    settings.EMAIL_BACKEND = "tests.people.broken_post.Backend"
    make_person(email=ADDRESS)

    assert ask_for_code(client, ADDRESS).url == "/logg-inn/kode/"
    all_codes_are_sent()

    assert [record.getMessage() for record in caplog.records if record.name == "lms.people.login_codes"] == [
        "A log-in code could not be sent: SMTPRecipientsRefused"
    ]
    assert ADDRESS not in caplog.text


def test_nobody_pushes_out_the_count_of_their_own_guesses(settings):
    """The real cache has to hold a whole day's counts. Fails with Django's ceiling of 300 rows."""
    settings.CACHES = base.CACHES
    call_command("createcachetable", verbosity=0)
    cache = caches["default"]
    cache.set("a-count-of-guesses", 5)
    for number in range(400):
        cache.set(f"another-address-{number}", 1)
    assert cache.get("a-count-of-guesses") == 5
