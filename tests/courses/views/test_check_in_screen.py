"""The leader's screen while people check in: its code and list, who opens it, and when there is nothing to open."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from courses import check_in_codes, checking_in
from courses.check_in_page import CheckInPage
from courses.kinds import EnrolmentState, RunState
from courses.models import CheckIn, CourseRun
from tests.courses.leading import (
    attend,
    gathering_of,
    open_run,
    people_in,
    secretariat_of,
)
from tests.courses.views.test_check_in import STARTS, code_now, run_today, try_it
from tests.courses.views.test_gatherings import address
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import leader_of, logged_in, representative_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    """A quarter before the gathering; no count of tries from another test."""
    cache.clear()
    with time_machine.travel(STARTS - datetime.timedelta(minutes=15), tick=False) as travelling:
        yield travelling


def test_the_screen_shows_code_and_list_and_keeps_itself_up_to_date() -> None:
    """The same in HTML and in JSON; closed, no code works, and opened anew another one stands there."""
    run, found, (arne, _elin) = run_today("Arne Dahl", "Elin Foss")
    screen, leader = f"{address(run)}innsjekk/", logged_in(leader_of(run))
    try_it(logged_in(arne.person), found)
    html = leader.get(screen).content.decode()
    assert [words in html for words in (check_in_codes.shown(code_now(found)), "<svg", "1 av 2 er her.")] == [
        True
    ] * 3
    now = leader.get(f"{screen}naa/").json()
    assert (now["open"], now["summary"], now["missing"]) == (True, "1 av 2 er her.", ["Elin Foss"])
    assert now["here"] == [["Arne Dahl", "kl.\xa012.45"]]
    code = code_now(found)
    assert leader.post(screen, {"do": "close"}).url == screen
    assert (leader.get(f"{screen}naa/").json()["open"], check_in_codes.find(code, timezone.now())) == (
        False,
        None,
    )
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=1), tick=False):
        leader.post(screen, {"do": "open"})
        assert code_now(CheckIn.objects.get()) != code


@pytest.mark.parametrize("people", [1, 30])
def test_the_pages_cost_the_same_for_one_and_for_thirty(people: int, django_assert_num_queries) -> None:
    """The screen, what it asks for every few seconds, and the page of whoever checks in."""
    run, found, places = run_today(*(f"Person {number}" for number in range(people)))
    for place in places:
        attend(place, 135)
    leader, trainee = logged_in(leader_of(run)), logged_in(places[0].person)
    trainee.get(f"/innsjekk/{code_now(found)}/")
    for client, where, count in (
        (leader, f"{address(run)}innsjekk/", 7),
        (leader, f"{address(run)}innsjekk/naa/", 6),
        (trainee, "/innsjekk/", 7),
    ):
        client.get(where)
        with django_assert_num_queries(count):
            assert client.get(where).status_code == 200


def test_nobody_else_opens_closes_or_reads_the_screen(client) -> None:
    """Strangers and the representative: 404. Guests: the log-in. The secretariat may."""
    run, found, (arne,) = run_today("Arne Dahl")
    screen = f"{address(run)}innsjekk/"
    secretariat, representative = secretariat_of(run), representative_of(run)
    others = strangers(run, arne) | {"representative": representative}
    for who, stranger in others.items():
        theirs = logged_in(stranger)
        answers = [
            theirs.get(screen).status_code,
            theirs.get(f"{screen}naa/").status_code,
            theirs.post(screen, {"do": "close"}).status_code,
        ]
        assert answers == [404] * 3, who
    for where in (screen, f"{screen}naa/"):
        assert client.get(where).url == f"/logg-inn/?next={where}"
    assert client.post(screen, {"do": "close"}).url == f"/logg-inn/?next={screen}"
    assert (logged_in(secretariat).get(screen).status_code, CheckIn.objects.get().closed_at) == (200, None)
    assert logged_in(arne.person).post(f"/innsjekk/{code_now(found)}/").status_code == 405


def test_before_the_day_nothing_is_opened(clock) -> None:
    """A sentence, and no code."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    html = logged_in(leader_of(run)).post(f"{address(run)}innsjekk/", {"do": "open"}).content.decode()
    assert ("er ikke holdt ennå" in html, CheckIn.objects.count()) == (True, 0)


def test_who_comes_from_a_pause_is_on_the_screen() -> None:
    """The leader counts heads against it. Fails when all on a pause are left out."""
    run, found, (arne, _pia) = run_today("Arne Dahl", "Pia Pause")
    run.enrolments.update(state=EnrolmentState.PAUSED)
    assert CheckInPage(gathering_of(run)).summary == "0 av 0 er her."
    checking_in.check_in_oneself(check_in=found, person=arne.person)
    shown = CheckInPage(gathering_of(run))
    assert (shown.summary, [name for name, _when in shown.here], shown.missing) == (
        "1 av 1 er her.",
        ["Arne Dahl"],
        [],
    )


@pytest.mark.parametrize("state", [RunState.CLOSED, RunState.CANCELLED])
def test_when_the_course_is_over_the_screen_leads_to_the_gathering_and_shows_no_code(state) -> None:
    """Also where the check-in was open. Fails when the screen offers a code that nobody can use."""
    run = open_run()
    client, where = logged_in(leader_of(run)), f"{address(run)}innsjekk/"
    gathering = gathering_of(run)
    gathering.starts_at = STARTS
    gathering.save()
    client.post(where, {"do": "open"})
    assert client.get(f"{where}naa/").json()["open"] is True
    CourseRun.objects.filter(pk=run.pk).update(state=state, ended_at=timezone.now())
    for answer in (
        client.get(where),
        client.post(where, {"do": "open"}),
        client.post(where, {"do": "close"}),
    ):
        assert answer.url == address(run)
    live = client.get(f"{where}naa/").json()
    assert (live["open"], live["code"], live["square"]) == (False, "", "")


def test_a_gathering_that_goes_on_past_midnight_is_todays_until_it_ends(clock) -> None:
    """Fails when the day of its beginning alone counts: nobody who comes late could be let in, or finds the way to the code."""
    run = open_run()
    (place,) = people_in(run, "Arne Dahl")
    own_pages = "/min-side/", f"/kurs/{place.pk}/1.8/"
    gathering = gathering_of(run)
    gathering.starts_at = datetime.datetime(2026, 11, 22, 22, 0, tzinfo=datetime.UTC)  # 23.00 in Oslo
    gathering.save()
    seen = {}
    for hours in (0, 2, 3):
        clock.move_to(gathering.starts_at + datetime.timedelta(hours=hours))
        pages = [logged_in(leader_of(run)).get(address(run))]
        pages += [logged_in(place.person).get(page) for page in own_pages]
        seen[hours] = ["innsjekk/" in page.content.decode() for page in pages]
    assert seen == {0: [True] * 3, 2: [True] * 3, 3: [False] * 3}
