"""Guessing the code of the day: one person is stopped after a few wrong ones, and a full room behind one address is not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tests.courses.views.test_check_in import HERE, STARTS, code_now, run_today, try_it
from tests.courses.working import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    """The gathering begins; no count of tries from another test."""
    cache.clear()
    with time_machine.travel(STARTS, tick=False) as travelling:
        yield travelling


def wrong(client: Client, number: int) -> list[int]:
    """The answers to so many wrong codes, typed and scanned by turns."""
    codes = [f"ABC{one:03}" for one in range(number)]
    ways = (
        lambda code: client.post("/innsjekk/", {"code": code}),
        lambda code: client.get(f"/innsjekk/{code}/"),
    )
    return [ways[one % 2](code).status_code for one, code in enumerate(codes)]


def test_one_person_who_tries_wrong_codes_is_stopped_and_nobody_else_is(clock) -> None:
    """Ten, then a sentence, for the right code too; the others behind the same address go on. Fails without the count of a person."""
    _run, found, (arne, elin) = run_today("Arne Dahl", "Elin Foss")
    guessing = logged_in(arne.person)
    assert wrong(guessing, 12) == [200] * 10 + [429] * 2
    stopped = [
        guessing.get(f"/innsjekk/{code_now(found)}/"),
        guessing.post("/innsjekk/", {"code": code_now(found)}),
    ]
    assert ["Du har prøvd flere koder som ikke stemmer." in one.content.decode() for one in stopped] == [
        True
    ] * 2
    assert [(one.status_code, one["Retry-After"]) for one in stopped] == [(429, "600")] * 2
    assert HERE in try_it(logged_in(elin.person), found)
    clock.shift(datetime.timedelta(minutes=10))
    assert HERE in try_it(guessing, found)


def test_after_many_wrong_codes_from_an_address_one_logs_in_first(client) -> None:
    """It may have been somebody else, so nobody is shut out; whether a code is right is told to who has logged in."""
    _run, found, (arne,) = run_today("Arne Dahl")
    assert wrong(Client(), 11) == [200] * 10 + [302]
    code = code_now(found)
    for answer in (client.post("/innsjekk/", {"code": code}), client.get(f"/innsjekk/{code}/")):
        assert answer.url == f"/logg-inn/?next=/innsjekk/{code}/"
    assert client.post("/innsjekk/", {"code": "/"}).url == "/logg-inn/?next=/innsjekk/-/"
    assert "Det er prøvd flere koder herfra som ikke stemmer." in client.get("/logg-inn/").content.decode()
    client.force_login(arne.person)
    assert HERE in try_it(client, found)


def test_two_hundred_behind_one_address_get_in_with_one_wrong_code_each() -> None:
    """In one moment, and each is wrong once first. Fails if wrong codes of people who are logged in were counted together."""
    _run, found, places = run_today(*(f"Person {number}" for number in range(200)))
    for place in places:
        client = logged_in(place.person)
        assert client.post("/innsjekk/", {"code": "ABCDEF"}).status_code == 200
        assert client.post("/innsjekk/", {"code": code_now(found)}).url == "/innsjekk/"


def test_empty_codes_are_no_wrong_tries() -> None:
    """Who presses too early has guessed nothing."""
    _run, found, (arne,) = run_today("Arne Dahl")
    client = logged_in(arne.person)
    assert {client.post("/innsjekk/", {"code": " "}).status_code for _press in range(12)} == {200}
    assert HERE in try_it(client, found)


def test_whoever_guesses_is_asked_to_wait(clock) -> None:
    """A whole congress' worth of tries in a minute are let through from one router, and then no more."""
    client = Client()
    assert client.get("/innsjekk/ABCDEF/").status_code == 200
    (key,) = [name.split(":", 2)[2] for name in cache._cache if "rate-limit:check-in:" in name]
    cache.set(key, 1200)
    answers = [client.get("/innsjekk/ABCDEF/"), client.post("/innsjekk/", {"code": "ABCDEF"})]
    assert [answer.status_code for answer in answers] == [429, 429]
    clock.shift(datetime.timedelta(minutes=1))
    assert client.get("/innsjekk/ABCDEF/").status_code == 200
