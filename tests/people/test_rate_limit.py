"""A ceiling on tries: counted for its window, by nothing that could be turned back into an address, and then forgotten."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lms.people.login_adapter import LoginAdapter
from lms.people.rate_limit import IN_A_TABLE, forget_counts, limited
from tests.privacy import surfaces

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 14, 12, 0, 5, tzinfo=datetime.UTC)
ADDRESS = "203.0.113.77"


@pytest.fixture(autouse=True)
def clock(settings) -> Iterator[time_machine.Coordinates]:
    """Five seconds past noon, and the cache in the database, as it is where people use it."""
    settings.CACHES = {"default": {"BACKEND": IN_A_TABLE, "LOCATION": surfaces.CACHE_TABLE}}
    call_command("createcachetable", verbosity=0)
    with time_machine.travel(NOON, tick=False) as travelling:
        cache.clear()
        yield travelling


@limited("a-door", "3/h")
def door(request: HttpRequest) -> HttpResponse:
    """Three an hour."""
    return HttpResponse("in")


def knock(address: str = ADDRESS) -> int:
    """What the door answers."""
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    request.user, request.organisation, request.session = AnonymousUser(), None, {}
    return door(request).status_code


def test_a_count_holds_for_its_whole_window_and_then_another_begins(clock) -> None:
    """Fails with `cache.incr`, which forgets an hour's count five minutes after the last try."""
    assert [knock() for _ in range(4)] == [200, 200, 200, 429]
    assert knock("203.0.113.78") == 200
    clock.move_to(NOON + datetime.timedelta(minutes=50))
    assert knock() == 429
    clock.move_to(NOON + datetime.timedelta(minutes=60))
    assert knock() == 200


def test_what_is_over_does_not_lie_in_the_database_for_ever(clock) -> None:
    """Fails when nobody deletes it: Django itself would not before there are a hundred thousand rows."""
    knock(), knock()
    cache.set("something-that-lasts", 1, timeout=7200)
    assert forget_counts() == 0
    clock.move_to(NOON + datetime.timedelta(minutes=60))
    assert b"rate-limit" in surfaces.cache()
    assert forget_counts() == 1
    assert (b"rate-limit" in surfaces.cache(), cache.get("something-that-lasts")) == (False, 1)


def test_no_address_is_kept_by_who_logs_in() -> None:
    """allauth counts by address too. Fails when it is told the address itself."""
    client = Client(REMOTE_ADDR=ADDRESS)
    assert client.post("/logg-inn/", {"login": "ane@likevel.example"}).status_code == 302
    kept = surfaces.cache()
    assert (b"allauth" in kept, ADDRESS.encode() in kept) == (True, False)
    assert ADDRESS.encode() not in surfaces.raw_database()


def test_of_ipv6_a_household_counts_once() -> None:
    """Its network, and not one of its many addresses."""
    hashed = [
        LoginAdapter().get_client_ip(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", ADDRESS)
    ]
    assert (hashed[0] == hashed[1], len(set(hashed))) == (True, 3)


def test_where_ipv4_comes_by_way_of_ipv6_each_address_still_counts_alone() -> None:
    """A server that listens on both sees `::ffff:203.0.113.77`. Fails if all of these were one household, in which a
    single one who guesses would keep the whole country out.
    """
    hashed = [
        LoginAdapter().get_client_ip(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in (ADDRESS, f"::ffff:{ADDRESS}", "::ffff:203.0.113.78")
    ]
    assert (hashed[0] == hashed[1], len(set(hashed))) == (True, 2)
