"""Attendance by way of paper: numbers that keep their meaning, «all but 4, 9», and a plain sentence beside the field."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.kinds import EnrolmentState, RunState
from courses.models import Attendance, AttendanceCorrection, CourseRun, PrintedList
from tests.courses.leading import attend, gathering_of, joint_run, open_run, people_in
from tests.courses.views.test_gatherings import address, recorded
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db
NAMES = ("Arne Dahl", "Bjørg Eide", "Elin Foss", "Jonas Hole", "Tor Opdal")


def typing(run, number: int = 1) -> str:
    """Where a list is typed in."""
    return f"{address(run)}liste/{number}/skriv-inn/"


def printed_run(*names: str):
    """A run with these people, its leader's browser, and a list that is made."""
    run = open_run()
    people_in(run, *(names or NAMES))
    client = logged_in(leader_of(run))
    assert client.post(f"{address(run)}liste/").url == f"{address(run)}liste/"
    return run, client


def test_the_list_has_names_with_numbers_and_no_association() -> None:
    """To tick by hand and type in afterwards. Made once, however often the button is pressed."""
    run, other = joint_run()
    make_enrolment(run, person=make_person("Ánte Somby"), organisation=other)
    make_enrolment(run, person=make_person("Arne Dahl"))
    client = logged_in(leader_of(run))
    assert "<table" not in client.get(f"{address(run)}liste/").content.decode()
    for _twice in range(2):
        client.post(f"{address(run)}liste/")
    html = client.get(f"{address(run)}liste/").content.decode()
    assert html.index("Ánte Somby") < html.index("Arne Dahl")
    assert [f"<td>{number}</td>" in html for number in (1, 2, 3)] == [True, True, False]
    assert (other.short_name in html, PrintedList.objects.count()) == (False, 1)


def test_all_but_four_and_two_are_recorded_as_here() -> None:
    """«Alle unntatt 2 og 4», and minutes for the third."""
    run, client = printed_run()
    response = client.post(typing(run), {"absent": "4, 2", "partly": "3: 90"}, follow=True)
    assert recorded() == dict(zip(NAMES, (135, 0, 90, 0, 135), strict=True))
    assert "Lagret: 2 her, 1 delvis, 2 ikke her." in response.content.decode()
    again = client.post(typing(run), {"absent": "4, 2", "partly": "3: 90"})
    assert (again.url, AttendanceCorrection.objects.count()) == (address(run), 0)


@pytest.mark.parametrize(
    ("absent", "away"),
    [
        ("", ""),
        ("Ingen.", ""),
        ("2-4", "BEJ"),
        ("2 til 4", "BEJ"),
        ("1 og 5", "AT"),
        ("1 + 5", "AT"),
        ("3;3  1.", "AE"),
        ("Alle unntatt 4, 1", "AJ"),
        ("alle bortsett fra nr. 1 og nr. 3–4", "AEJ"),
    ],
)
def test_numbers_are_written_as_people_write_them(absent: str, away: str) -> None:
    """Commas, spaces, «og», spans, a full stop at the end, and «alle unntatt» as it is said."""
    run, client = printed_run()
    client.post(typing(run), {"absent": absent})
    assert "".join(name[0] for name, minutes in sorted(recorded().items()) if not minutes) == away


@pytest.mark.parametrize(
    ("absent", "partly", "sentence"),
    [
        ("6", "", "«6» er ikke et nummer på lista. Skriv numre fra 1 til 5, med komma mellom."),
        ("0", "", "«0» er ikke et nummer på lista. Skriv numre fra 1 til 5, med komma mellom."),
        ("alle", "", "«alle» er ikke et nummer på lista. Skriv numre fra 1 til 5, med komma mellom."),
        ("", "3: 90, 3: 45", "Nummer 3 står der to ganger, med ulike minutter."),
        ("9" * 300, "", "«9999999999999999999…» er ikke et nummer på lista."),
        ("fire", "", "«fire» er ikke et nummer på lista. Skriv numre fra 1 til 5, med komma mellom."),
        ("4-2", "", "«4-2» er ikke et nummer på lista. Skriv numre fra 1 til 5, med komma mellom."),
        ("", "3", "«3» er ikke et nummer og minutter. Skriv det slik: 3: 90, 7: 45."),
        ("", "9: 90", "«9» er ikke et nummer på lista. Skriv numre fra 1 til 5, med komma mellom."),
        ("", "3: 500", "Økten varer i 135 minutter. Skriv et tall fra 0 til 135."),
        ("3", "3: 90", "Nummer 3 står i begge feltene. Ta det ut av det ene."),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_records_nothing(
    absent: str, partly: str, sentence: str
) -> None:
    """What was typed stays, and nothing is recorded."""
    run, client = printed_run()
    html = client.post(typing(run), {"absent": absent, "partly": partly}).content.decode()
    assert (sentence in html, recorded()) == (True, {})
    assert [f'value="{typed}"' in html for typed in (absent, partly) if typed] == [True] * bool(absent) + [
        True
    ] * bool(partly)


def test_a_person_who_came_later_shifts_no_number_and_is_named() -> None:
    """The paper says 1 Bjørg, 2 Tor. Arne comes. «All but 2» is still Tor. Fails if numbers followed the present list."""
    run, client = printed_run("Bjørg Eide", "Tor Opdal")
    people_in(run, "Arne Dahl")
    assert "Arne Dahl" in client.get(typing(run)).content.decode()
    client.post(typing(run), {"absent": "2"})
    assert recorded() == {"Bjørg Eide": 135, "Tor Opdal": 0}
    client.post(f"{address(run)}liste/")
    assert [len(one.places) for one in PrintedList.objects.all()] == [2, 3]
    client.post(typing(run, 2), {"absent": "3"})
    assert recorded() == {"Arne Dahl": 135, "Bjørg Eide": 135, "Tor Opdal": 0}


def test_who_left_since_keeps_the_number_and_is_passed_over() -> None:
    """The others' numbers stay."""
    run, client = printed_run("Arne Dahl", "Bjørg Eide", "Tor Opdal")
    run.enrolments.filter(person__name="Arne Dahl").update(state=EnrolmentState.WITHDRAWN)
    client.post(typing(run), {"absent": "1, 3"})
    assert recorded() == {"Bjørg Eide": 135, "Tor Opdal": 0}


def test_whom_nobody_expects_is_not_here_unless_minutes_are_written() -> None:
    """A pause is not lifted by a list. Named beforehand, and what is recorded for them already stands."""
    run = open_run()
    people_in(run, "Arne Dahl", "Bjørg Eide")
    people_in(run, "Mariam Jama", "Nils Bo", "Olga Vik", state=EnrolmentState.PAUSED)
    attend(run.enrolments.get(person__name="Olga Vik"), 135)
    client = logged_in(leader_of(run))
    client.post(f"{address(run)}liste/")
    html = client.get(typing(run)).content.decode().replace("\n", "")
    assert "3&nbsp;Mariam Jama, 4&nbsp;Nils Bo, 5&nbsp;Olga Vik" in html
    client.post(typing(run), {"absent": "1", "partly": "4: 60"})
    assert recorded() == {
        "Arne Dahl": 0,
        "Bjørg Eide": 135,
        "Mariam Jama": 0,
        "Nils Bo": 60,
        "Olga Vik": 135,
    }


@pytest.mark.parametrize("people", [1, 30])
def test_the_pages_cost_the_same_for_one_and_for_thirty(people: int, django_assert_num_queries) -> None:
    """The list, and typing it in."""
    run, client = printed_run(*(f"Person {number}" for number in range(people)))
    for where, count in ((f"{address(run)}liste/", 6), (typing(run), 8)):
        with django_assert_num_queries(count):
            assert client.get(where).status_code == 200


def test_a_list_is_printed_before_the_day_and_typed_in_on_it() -> None:
    """Too early is a sentence."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    people_in(run, "Arne Dahl")
    client = logged_in(leader_of(run))
    client.post(f"{address(run)}liste/")
    html = client.post(typing(run), {"absent": ""}).content.decode()
    assert ("er ikke holdt ennå" in html, Attendance.objects.count()) == (True, 0)


def test_nobody_else_prints_or_types_in(client) -> None:
    """Strangers, another's representative, a list of another gathering: 404. Guests: the log-in."""
    run, browser = printed_run()
    leader = leader_of(run)
    for who, stranger in strangers(run, run.enrolments.first()).items():
        theirs = logged_in(stranger)
        for where in (f"{address(run)}liste/", typing(run)):
            assert (theirs.get(where).status_code, theirs.post(where).status_code) == (404, 404), who
    assert logged_in(representative_of(run)).post(typing(run)).status_code == 404
    assert client.post(typing(run)).url == f"/logg-inn/?next={typing(run)}"
    assert (browser.get(typing(run, 2)).status_code, logged_in(leader).get(typing(run)).status_code) == (
        404,
        200,
    )
    assert (Attendance.objects.count(), PrintedList.objects.count()) == (0, 1)
    assert gathering_of(run).printed_lists.get().number == 1


@pytest.mark.parametrize("state", [RunState.CLOSED, RunState.CANCELLED])
def test_of_what_is_called_off_there_is_no_list(state) -> None:
    """Its own page says why. Fails when a list is made, or can be typed in, for what is never held."""
    run, client = printed_run()
    PrintedList.objects.all().delete()
    day_before = gathering_of(run).starts_at - datetime.timedelta(days=1)
    CourseRun.objects.filter(pk=run.pk).update(state=state, ended_at=day_before)
    printed = PrintedList.objects.create(gathering=gathering_of(run), number=4, places=[], made_at=day_before)
    for method in ("get", "post"):
        for where in (f"{address(run)}liste/", typing(run, printed.number)):
            assert getattr(client, method)(where, {"absent": ""}).url == address(run)
    words = {RunState.CLOSED: "Kurset er avsluttet.", RunState.CANCELLED: "Kurset er avlyst."}
    html = client.get(address(run)).content.decode()
    assert f"{words[state]} Denne økten blir ikke holdt." in html
    assert ("liste/" in html, PrintedList.objects.count(), recorded()) == (False, 1, {})
