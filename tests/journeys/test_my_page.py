"""My page in a real browser: by keyboard alone, enlarged, in the dark, and through a pause, out and back in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Generator

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from courses import enrolling
from courses.completion_plan import freeze
from courses.kinds import EnrolmentState
from courses.models import Enrolment, ReflectionResponse
from lms.people.models import Organisation, User
from tests.courses.working import CONTENT, logged_in, save
from tests.journeys.conftest import assert_accessible
from tests.making import make_enrolment, make_person, make_run
from tests.people.logging_in import code_mailed_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
ADDRESS = "solveig@likevel.example"
MANY_TABS = 60
#: 1280 pixels at 400 % leave 320.
ENLARGED = {"width": 320, "height": 700}
WHERE_ONE_IS = (
    "(document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || '').trim()"
)


@pytest.fixture
def place() -> Enrolment:
    """Solveig's place in a run that meets in three days, with the first reading done."""
    run = make_run(starts_on=timezone.localdate() + datetime.timedelta(days=3), place="Storgata 1, Hamar")
    freeze(run)
    found = make_enrolment(run, person=make_person(email=ADDRESS))
    save(found, "1.1", finish=True)
    return found


@pytest.fixture
def browse(browser: Browser, live_server) -> Generator[Callable[..., Page]]:
    """A browser window, logged in as somebody where one is named; nothing may be said on its console."""
    opened = []
    trouble: list[str] = []

    def open_for(viewport: dict, person: User | None = None, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport=viewport, base_url=live_server.url, locale="nb-NO", color_scheme=scheme
        )
        if person:
            key = logged_in(person).session.session_key
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
            context.add_cookies([cookie])
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda told: trouble.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        return page

    yield open_for
    for context in opened:
        context.close()
    assert trouble == []


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until the thing with these words has the focus, and can be seen to have it."""
    for _press in range(MANY_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate(WHERE_ONE_IS):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"«{words}» has the focus, and nobody can see it"
            return
    raise AssertionError(f"Tab never reached «{words}» on {page.url}")


def test_by_keyboard_alone_from_logging_in_to_a_saved_reflection(place: Enrolment, browse) -> None:
    page = browse({"width": 390, "height": 844})
    page.goto("/logg-inn/")
    tab_to(page, "E-post eller mobilnummer")
    page.keyboard.type(ADDRESS)
    page.keyboard.press("Enter")
    page.wait_for_url("**/logg-inn/kode/")
    tab_to(page, "Koden på seks tall")
    page.keyboard.type(code_mailed_to(ADDRESS))
    page.keyboard.press("Enter")
    page.wait_for_url("**/min-side/")

    tab_to(page, "Fortsett")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/kurs/{place.pk}/1.2/")
    tab_to(page, page.locator("label[for=id_text]").inner_text())
    page.keyboard.type("Jeg tør mer enn jeg trodde.")
    tab_to(page, "Ferdig for nå")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/kurs/{place.pk}/1.3/")

    row = ReflectionResponse.objects.get(enrolment=place)
    assert (row.text, row.state) == ("Jeg tør mer enn jeg trodde.", "done")


def test_at_400_percent_pause_and_back_out_and_in_again(place: Enrolment, browse) -> None:
    page = browse(ENLARGED, place.person)
    page.goto("/min-side/")
    expect(page.get_by_role("heading", name="Neste samling")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("button", name="Ta en pause").click()
    expect(page.get_by_role("heading", name="Du har tatt en pause")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Fortsett på kurset").first.click()
    expect(page.get_by_role("heading", name="Fortsett der du var")).to_be_visible()

    page.get_by_role("link", name="Vil du slutte på kurset?").click()
    expect(page.get_by_role("heading", name="Vil du slutte på kurset?")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Slutt på kurset").click()
    expect(page.get_by_role("heading", name="Du har sluttet på kurset")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Kom tilbake til kurset").click()
    expect(page.get_by_role("heading", name="Fortsett der du var")).to_be_visible()


def test_every_kind_of_activity_at_400_percent_in_the_dark(place: Enrolment, browse) -> None:
    page = browse(ENLARGED, place.person, "dark")
    for code in CONTENT:
        page.goto(f"/kurs/{place.pk}/{code}/")
        assert_accessible(page)


def test_with_text_at_200_percent_nothing_is_cut_off(place: Enrolment, browse) -> None:
    """Nor does a name in one long word, as associations have them, push the page wide."""
    Organisation.objects.filter(pk=place.organisation_id).update(short_name="Prostatakreftnettet")
    page = browse({"width": 390, "height": 844}, place.person)
    for address in (
        "/min-side/",
        f"/kurs/{place.pk}/slutte/",
        *(f"/kurs/{place.pk}/{code}/" for code in CONTENT),
    ):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert_accessible(page)
        cut_off = page.evaluate(
            "[...document.querySelectorAll('main *, nav *')].filter(one => getComputedStyle(one).overflow === 'hidden'"
            " && !one.closest('.lm-sr, svg') && one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML)"
        )
        assert cut_off == []


def test_in_the_dark_every_state_of_the_page_is_accessible(place: Enrolment, browse) -> None:
    enrolling.pause(enrolment=place, by=place.person)
    invited = make_enrolment(
        make_run(place.course_run.course, organiser=place.course_run.organiser, title="Kurs på Gjøvik"),
        person=place.person,
        state=EnrolmentState.INVITED,
        invitation_expires_at=timezone.now() + datetime.timedelta(days=3),
        confirmed_at=None,
    )
    page = browse({"width": 1280, "height": 900}, place.person, scheme="dark")
    page.goto("/min-side/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(250, 248, 243)"
    assert_accessible(page)
    page.goto(f"/min-side/kurs/{invited.pk}/")
    assert_accessible(page)
    page.goto("/min-side/")
    page.get_by_role("button", name=re.compile("^Ja takk, jeg vil ha plassen.*Gjøvik$")).click()
    expect(page.get_by_text("Det du gjorde på et tidligere kurs, teller her.")).to_be_visible()
    assert_accessible(page)
    page.goto(f"/kurs/{invited.pk}/1.1/")
    expect(page.get_by_text("på «Kurs på Hamar». Det teller her også.")).to_be_visible()
    assert_accessible(page)
