"""The pages anybody can open: front, help, privacy, accessibility, appearance."""

from __future__ import annotations

import datetime
import re

import pytest

from courses.kinds import RunState
from courses.models import RunOrganisation
from lms.people.models import HelpContact
from tests.home.making import (
    make_course,
    make_gathering,
    make_home_page,
    make_organisation,
    make_person,
    make_run,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    body = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")]).split())


def test_the_front_page_has_one_promise_and_three_separate_steps(client) -> None:
    make_home_page(make_organisation())
    response = client.get("/")
    body = response.content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", body) == ["Du har levd noe andre ikke kan lese seg til"]
    assert re.findall(r"<h3>(.*?)</h3>", body) == ["Kurset", "Taushetsløftet", "Samtalen"]
    assert "Det er ikke satt opp noe nytt kurs ennå." in text_of(response)


def test_the_editor_s_own_words_take_the_place_of_the_usual_ones(client) -> None:
    make_home_page(
        make_organisation(),
        promise="Velkommen hit",
        introduction="Kort sagt.",
        body="<h2>Om oss</h2><p>Vi er her.</p>",
    )
    body = client.get("/").content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", body) == ["Velkommen hit"]
    assert "<h2>Om oss</h2>" in body
    assert "Hva er en likeperson?" not in body


def test_coming_runs_are_listed_with_days_times_and_partners(client) -> None:
    likevel = make_organisation()
    run = make_run(make_course(make_home_page(likevel)), likevel)
    RunOrganisation.objects.create(course_run=run, organisation=make_organisation("nyrenett"))
    make_gathering(run, datetime.date(2031, 3, 15), 10, 135)
    make_gathering(run, datetime.date(2031, 3, 15), 13, 135)
    make_gathering(run, datetime.date(2031, 3, 29))
    assert (
        "Grunnkurs i Trondheim Lørdag 15. mars og lørdag 29. mars 2031, kl. 10.00–15.15. Frivillighetshuset. "
        "Sammen med Nyrenett. Les mer om Grunnkurs i Trondheim"
    ) in text_of(client.get("/"))


def test_planned_cancelled_and_past_runs_are_not_shown(client) -> None:
    likevel = make_organisation()
    course = make_course(make_home_page(likevel))
    make_run(course, likevel, "Planlagt", state=RunState.PLANNED)
    make_run(course, likevel, "Avlyst", state=RunState.CANCELLED)
    make_run(course, likevel, "Forbi", starts_on=datetime.date(2020, 1, 4), ends_on=datetime.date(2020, 1, 5))
    shown = text_of(client.get("/"))
    assert [title for title in ("Planlagt", "Avlyst", "Forbi") if title in shown] == []


@pytest.mark.parametrize("number", [1, 12])
def test_the_front_page_costs_the_same_whatever_is_coming(
    client, django_assert_num_queries, number: int
) -> None:
    likevel = make_organisation()
    course = make_course(make_home_page(likevel))
    for position in range(number):
        run = make_run(course, likevel, f"Kurs {position}")
        make_gathering(run, datetime.date(2031, 3, 15))
    client.get("/")
    with django_assert_num_queries(10):
        client.get("/")


@pytest.mark.req(34)
def test_help_lists_where_to_turn_day_and_night(client) -> None:
    """R34: «Where to turn outside hours: office hours; Mental Helse 116 123 day and night». Without `help_contacts` in
    the view, or the list in home/help.html, the number is not on the page.
    """
    make_home_page(make_organisation())
    HelpContact.objects.create(
        key="mental", language="nb", label="Mental Helse", text="Hele døgnet.", phone="116123"
    )
    body = client.get("/hjelp/").content.decode()
    assert '<a class="lm-tel" href="tel:116123">116\u00a0123</a>' in body
    assert '<a class="lm-tel" href="tel:+4740000001">400\u00a000\u00a0001</a>' in body


def test_an_entry_without_a_number_leads_to_the_secretariat(client) -> None:
    """Nobody is named as help and left without a way to reach them."""
    make_home_page(make_organisation())
    HelpContact.objects.all().delete()
    HelpContact.objects.create(key="leader", language="nb", label="Kursleder")
    body = client.get("/hjelp/").content.decode()
    entry = body.partition("Kursleder</p>")[2].partition("</li>")[0]
    assert " ".join(re.sub(r"<[^>]+>", " ", entry).split()) == (
        "Ring sekretariatet, så hjelper vi deg videre: 400 00 001"
    )


@pytest.mark.req(78)
def test_help_is_in_the_menu_and_somebody_to_call_on_every_page(client) -> None:
    """R78: «Ask for follow-up after a talk you need to talk about … always-visible help». Without components/help.html
    in base.html, or Help in the menu, a page has nobody to call.
    """
    make_home_page(make_organisation())
    client.force_login(make_person())
    for address in ("/", "/hjelp/", "/personvern/", "/tilgjengelighet/", "/utseende/", "/finnes-ikke/"):
        body = client.get(address).content.decode()
        assert (body.count('class="lm-help"'), body.count('href="/hjelp/"')) == (1, 1), address


def test_an_association_s_own_help_entry_takes_the_place_of_the_common_one(client) -> None:
    likevel, nyrenett = make_organisation(), make_organisation("nyrenett")
    make_home_page(likevel)
    HelpContact.objects.all().delete()
    for organisation, label in ((None, "Felles"), (likevel, "Vår egen"), (nyrenett, "De andres")):
        HelpContact.objects.create(organisation=organisation, key="contact", language="nb", label=label)
    HelpContact.objects.create(key="contact", language="nn", label="På nynorsk")
    body = client.get("/hjelp/").content.decode()
    assert re.findall(r'lm-rowtitle">(.*?)<', body) == ["Noen å ringe", "Vår egen"]


def test_privacy_says_in_one_line_that_only_you_can_read_it(client) -> None:
    body = client.get("/personvern/").content.decode()
    assert (
        '<strong><a href="/hvem-ser-hva/">Det du skriver for deg selv, kan bare du lese</a></strong>' in body
    )
    assert re.findall(r'href="/hvem-ser-hva/">(Se .*?)</a>', body) == ["Se hele tabellen"]


def test_the_three_languages_have_the_same_pages(client) -> None:
    for language, heading in (("nb", "Personvern"), ("nn", "Personvern"), ("en", "Privacy")):
        client.cookies["django_language"] = language
        body = client.get("/personvern/").content.decode()
        assert re.findall(r"<h1>(.*?)</h1>", body) == [heading]
        assert re.findall(r'<html lang="(\w+)"', body) == [language]


def test_the_appearance_is_kept_on_the_device_and_used_from_the_first_moment(client) -> None:
    assert 'data-color-scheme="auto"' in client.get("/personvern/").content.decode()
    response = client.post("/utseende/", {"appearance": "dark", "next": "/personvern/"})
    assert (response.status_code, response.url) == (302, "/personvern/")
    assert 'data-color-scheme="dark"' in client.get("/personvern/").content.decode()


def test_an_appearance_we_do_not_have_changes_nothing(client) -> None:
    response = client.post("/utseende/", {"appearance": "pink"})
    assert (response.status_code, "appearance" in client.cookies) == (200, False)
    client.cookies["appearance"] = '"><script>'
    assert 'data-color-scheme="auto"' in client.get("/personvern/").content.decode()


def test_the_appearance_never_leads_to_a_stranger_s_site(client) -> None:
    response = client.post("/utseende/", {"appearance": "light", "next": "https://example.org/"})
    assert response.url == "/"
