"""Nothing is lost: the net goes, two tabs, a killed browser, a session that ends, no JavaScript, logging out (390 px)."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from courses.models import Enrolment, OtherVersion, ReflectionResponse
from lms.people.models import User
from tests.courses.working import address
from tests.journeys.conftest import PHONE, assert_accessible
from tests.making import make_course, make_enrolment, make_run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
TEXT = "1.2"
SENTENCE = "Noen satt hos meg den natta, og sa nesten ingenting."
COPIES = "Object.keys(localStorage).filter((key) => key.startsWith('likevel:'))"
SECONDS = 10_000


@pytest.fixture
def place() -> Enrolment:
    return make_enrolment(make_run())


@pytest.fixture
def phone(browser: Browser, live_server) -> Generator[Callable[..., BrowserContext]]:
    """Opens a phone in somebody's hand; `phone(person, javascript=False)` one without scripts."""
    opened: list[BrowserContext] = []

    def open_for(person: User, *, javascript: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url, viewport=PHONE, locale="nb-NO", java_script_enabled=javascript
        )
        context.set_default_timeout(SECONDS)
        opened.append(context)
        come_in(context, person, live_server.url)
        return context

    yield open_for
    for context in opened:
        context.close()


def come_in(context: BrowserContext, person: User, site: str) -> None:
    """Logged in, as after a code: a session that is remembered."""
    client = Client()
    client.force_login(person)
    kept = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    context.add_cookies([{**kept, "expires": time.time() + 86400}])


def open_text(context: BrowserContext, place: Enrolment, site: str = "") -> Page:
    page = context.new_page()
    page.goto(site + address(place, TEXT))
    return page


def box(page: Page) -> Any:
    return page.get_by_label("Mine tanker", exact=True)


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-saved]")).to_contain_text(words, timeout=SECONDS)


def stored(place: Enrolment) -> str:
    row = ReflectionResponse.objects.filter(enrolment=place).first()
    return row.text if row else ""


def until(look: Callable[[], Any], wanted: Any) -> None:
    """Looks until it is so."""
    deadline = time.monotonic() + SECONDS / 1000
    while look() != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert look() == wanted


def copies(page: Page) -> list[str]:
    return page.evaluate(COPIES)


def test_the_net_goes_in_mid_sentence_and_comes_back(phone, place):
    context = phone(place.person)
    page = open_text(context, place)
    box(page).press_sequentially("Noen satt hos meg")
    says(page, "Lagret kl.")
    assert (stored(place), copies(page)) == ("Noen satt hos meg", [])
    context.set_offline(True)
    box(page).fill(SENTENCE)
    assert len(copies(page)) == 1
    says(page, "Ikke lagret på nett ennå. Teksten ligger trygt på denne enheten")
    assert_accessible(page)
    assert stored(place) == "Noen satt hos meg"
    context.set_offline(False)
    says(page, "Lagret kl.")
    assert (stored(place), copies(page), OtherVersion.objects.count()) == (SENTENCE, [], 0)
    page.get_by_role("button", name="Ferdig for nå").click()
    expect(page).not_to_have_url(address(place, TEXT))
    assert place.responses.get().state == "done"


def test_leaving_the_page_in_mid_word_saves_it_and_leaves_nothing_on_the_phone(phone, place):
    page = open_text(phone(place.person), place)
    box(page).fill(SENTENCE)
    page.goto(address(place, "1.1"))
    until(lambda: stored(place), SENTENCE)
    until(lambda: copies(page), [])


def test_another_language_in_mid_word_keeps_text_and_place(phone):
    course = make_course()
    make_course("nn", like=course)
    place = make_enrolment(make_run(course))
    page = open_text(phone(place.person), place)
    box(page).fill(SENTENCE)
    page.get_by_role("button", name="Nynorsk").click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    expect(page.locator("textarea")).to_have_value(SENTENCE)
    says(page, "Lagra kl.")
    assert (page.url.endswith(address(place, TEXT)), stored(place), copies(page)) == (True, SENTENCE, [])


def test_two_tabs_keep_both_texts_until_one_has_chosen(phone, place):
    context = phone(place.person)
    first, second = open_text(context, place), open_text(context, place)
    box(first).fill("Fra den første fanen.")
    says(first, "Lagret kl.")
    box(second).fill("Fra den andre fanen.")
    says(second, "Dette er også endret i et annet vindu.")
    assert (stored(place), OtherVersion.objects.get().text) == (
        "Fra den første fanen.",
        "Fra den andre fanen.",
    )
    second.get_by_role("link", name="Se begge og velg").click()
    for text in ("Fra den første fanen.", "Fra den andre fanen."):
        expect(second.get_by_text(text)).to_be_visible()
    assert_accessible(second)
    second.get_by_role("button", name="Behold begge, etter hverandre").click()
    expect(box(second)).to_have_value("Fra den første fanen.\n\nFra den andre fanen.")
    assert OtherVersion.objects.count() == 0


def test_a_killed_browser_has_the_sentence_when_it_is_opened_again(
    browser_type: BrowserType, browser_type_launch_args: dict, live_server, place, tmp_path: Path
):
    def open_profile() -> BrowserContext:
        return browser_type.launch_persistent_context(tmp_path, viewport=PHONE, **browser_type_launch_args)

    context = open_profile()
    come_in(context, place.person, live_server.url)
    page = open_text(context, place, live_server.url)
    context.set_offline(True)
    box(page).fill(SENTENCE)
    says(page, "Ikke lagret på nett ennå.")
    page.wait_for_timeout(6_000)  # the browser itself puts local copies on disk within five seconds
    kill_browser(tmp_path)
    context = open_profile()
    come_in(context, place.person, live_server.url)  # cookies reach the disk after half a minute only
    page = open_text(context, place, live_server.url)
    expect(box(page)).to_have_value(SENTENCE)
    expect(page.get_by_text("Vi fant noe du skrev her")).to_be_visible()
    says(page, "Lagret kl.")
    assert (stored(place), copies(page)) == (SENTENCE, [])
    context.close()


def kill_browser(profile: Path) -> None:
    """The battery is empty: every process of this profile ends at once."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in command:
            os.kill(int(entry.name), signal.SIGKILL)
    (profile / "SingletonLock").unlink(missing_ok=True)


def test_a_session_that_ends_in_mid_sentence_brings_one_back_to_the_text(phone, place, live_server):
    context = phone(place.person)
    page = open_text(context, place)
    Session.objects.all().delete()
    box(page).fill(SENTENCE)
    says(page, "Du er logget ut. Teksten ligger trygt på denne enheten.")
    assert_accessible(page)
    page.get_by_role("button", name="Ferdig for nå").click()
    expect(page).to_have_url(live_server.url + address(place, TEXT))

    somebody_else = make_enrolment(place.course_run)
    come_in(context, somebody_else.person, live_server.url)
    other = open_text(context, somebody_else)
    expect(box(other)).to_have_value("")
    assert (SENTENCE in other.content(), stored(somebody_else)) == (False, "")
    other.close()

    context.clear_cookies()
    page.get_by_role("link", name="Logg inn, så kommer du tilbake hit.").click()
    expect(page.get_by_label("E-post eller mobilnummer")).to_be_visible()
    come_in(context, place.person, live_server.url)
    page.reload()
    expect(page).to_have_url(live_server.url + address(place, TEXT))
    expect(box(page)).to_have_value(SENTENCE)
    says(page, "Lagret kl.")
    assert (stored(place), copies(page)) == (SENTENCE, [])


def test_without_javascript_the_button_saves_and_a_session_that_ended_costs_nothing(
    phone, place, live_server
):
    context = phone(place.person, javascript=False)
    page = open_text(context, place)
    box(page).fill("Først dette.")
    page.get_by_role("button", name="Lagre", exact=True).click()
    says(page, "Lagret kl.")
    Session.objects.all().delete()
    box(page).fill(SENTENCE)
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_label("E-post eller mobilnummer")).to_be_visible()
    come_in(context, place.person, live_server.url)
    page.reload()
    expect(box(page)).to_have_value(SENTENCE)
    expect(page.get_by_text("Teksten din står her igjen.")).to_be_visible()
    assert stored(place) == "Først dette."
    page.get_by_role("button", name="Lagre", exact=True).click()
    says(page, "Lagret kl.")
    assert (stored(place), OtherVersion.objects.count()) == (SENTENCE, 0)


def test_logging_out_sends_first_and_asks_when_it_cannot(phone, place, live_server):
    context = phone(place.person)
    page = open_text(context, place)
    context.set_offline(True)
    box(page).fill(SENTENCE)
    says(page, "Ikke lagret på nett ennå.")
    log_out = page.get_by_role("navigation", name="Hovedmeny").get_by_role("button", name="Logg ut")
    log_out.click()
    asking = page.get_by_role("dialog", name="Noe du har skrevet, er ikke sendt ennå")
    expect(asking).to_be_visible()
    assert_accessible(page)
    asking.get_by_role("button", name="Vent").click()
    assert len(copies(page)) == 1
    context.set_offline(False)
    box(page).press_sequentially("!")
    log_out.click()
    expect(page.get_by_text("Du er logget ut.")).to_be_visible()
    assert (stored(place), copies(page), page.evaluate("sessionStorage.length")) == (SENTENCE + "!", [], 0)

    come_in(context, place.person, live_server.url)
    page.goto(address(place, TEXT))
    page.route("**/lagre/", lambda route: route.fulfill(status=500, body="broken"))
    box(page).fill("Dette vil jeg ikke ha liggende.")
    log_out.click()
    asking.get_by_role("button", name="Slett det som ikke er sendt, og logg ut").click()
    expect(page.get_by_text("Du er logget ut.")).to_be_visible()
    assert (stored(place), page.evaluate("localStorage.length")) == (SENTENCE + "!", 0)
