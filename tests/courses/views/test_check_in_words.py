"""What the pages of the check-in say where nothing can be done, and where nobody is."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from courses.kinds import EnrolmentState, RunState
from tests.courses.leading import attend
from tests.courses.views.test_check_in import STARTS, code_now, run_today, try_it
from tests.courses.views.test_gatherings import address
from tests.courses.working import leader_of, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    """A quarter before the gathering; no count of tries from another test."""
    cache.clear()
    with time_machine.travel(STARTS - datetime.timedelta(minutes=15), tick=False) as travelling:
        yield travelling


def button_and_words(client: Client) -> tuple[bool, str]:
    """Whether the page has the button, and what it says, when one comes to it again."""
    html = client.get("/innsjekk/").content.decode().replace("\xa0", " ")
    return "Jeg er her" in html, html


def test_the_button_stands_only_where_it_can_work_and_the_page_says_what_to_do_instead(clock) -> None:
    """Early, it works in a while. Fails if a button stood there that refuses whatever happens, after a press or before."""
    run, found, (arne, elin) = run_today("Arne Dahl", "Elin Foss")
    client = logged_in(arne.person)
    clock.move_to(STARTS - datetime.timedelta(hours=1))
    assert "Jeg er her" in try_it(client, found)
    clock.move_to(STARTS + datetime.timedelta(minutes=134))
    client.get(f"/innsjekk/{code_now(found)}/")
    assert button_and_words(client)[0] is True
    elins = logged_in(elin.person)
    elins.get(f"/innsjekk/{code_now(found)}/")
    clock.move_to(STARTS + datetime.timedelta(minutes=136))
    late = (
        "Det er for sent å sjekke inn her. Si til kurslederen at du var her, så kan kurslederen føre det opp."
    )
    pressed = client.post("/innsjekk/").content.decode()
    assert (late in pressed, "Jeg er her" in pressed, "Til min side" in pressed) == (True, False, True)
    button, words = button_and_words(client)
    assert (button, late in words) == (False, True)
    attend(elin, 135)
    clock.move_to(STARTS + datetime.timedelta(minutes=133))
    button, words = button_and_words(elins)
    assert (button, "Kurslederen har allerede ført oppmøtet ditt." in words) == (False, True)
    for fields, sentence in (
        ({"state": EnrolmentState.WITHDRAWN}, "Du står ikke på lista for denne økten."),
        ({"state": EnrolmentState.ACTIVE}, "Snakk med kurslederen hvis du var her."),
    ):
        type(arne).objects.filter(pk=arne.pk).update(**fields)
        type(run).objects.filter(pk=run.pk).update(state=RunState.CANCELLED)
        button, words = button_and_words(client)
        assert (button, sentence in words) == (False, True)


def test_the_lists_on_the_screen_say_when_nobody_or_everybody_is_here() -> None:
    """A heading never stands alone."""
    run, found, (arne,) = run_today("Arne Dahl")
    screen, leader = f"{address(run)}innsjekk/", logged_in(leader_of(run))

    def told() -> list[str]:
        html = leader.get(screen).content.decode()
        return re.findall(r"<p data-(?:nobody|everybody)>([^<]+)</p>", html)

    assert told() == ["Ingen har sjekket inn ennå."]
    try_it(logged_in(arne.person), found)
    assert told() == ["Alle er her."]
