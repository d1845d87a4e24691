"""The ways in, in a real browser: passkey with a virtual key, no JavaScript, and axe on every screen."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from lms.people.login_cards import make_card
from lms.people.models import RoleKind
from lms.people.registering import register_membership
from tests.making import make_organisation, make_person, make_role
from tests.people.logging_in import code_mailed_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
PHONE = {"width": 390, "height": 844}
ADDRESS = "hege@likevel.example"


@pytest.fixture
def site(live_server) -> str:
    """Passkeys need a name, not a number."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def phone(browser: Browser):
    context = browser.new_context(viewport=PHONE, locale="nb-NO")
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    yield page
    context.close()
    assert trouble == []


def is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert [problem["id"] for problem in found.response["violations"]] == [], page.url
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} scrolls sideways"


def log_in(page: Page, site: str, address: str, *, number: int = 1) -> None:
    page.goto(f"{site}/logg-inn/")
    is_accessible(page)
    page.get_by_label("E-post eller mobilnummer").fill(address)
    page.get_by_role("button", name="Send meg kode").click()
    is_accessible(page)
    page.get_by_label("Koden på seks tall").fill(code_mailed_to(address, number=number))
    page.get_by_label("Husk meg på denne telefonen").check()
    page.get_by_role("button", name="Logg inn").click()


def plug_in_key(page: Page) -> None:
    """A phone with a screen lock, as the browser sees it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_used_and_removed(phone: Page, site: str):
    person = make_person(name="Hege Sand", email=ADDRESS)
    make_role(person, kind=RoleKind.ADMINISTRATOR)
    plug_in_key(phone)
    log_in(phone, site, ADDRESS)
    phone.wait_for_url("**/min-side/")

    phone.goto(f"{site}/admin/")
    expect(phone).to_have_url(f"{site}/konto/")
    is_accessible(phone)
    phone.get_by_role("link", name="Legg til en passnøkkel").click()
    is_accessible(phone)
    phone.get_by_label("Hva skal vi kalle den?").fill("telefonen min")
    phone.get_by_role("button", name="Legg til passnøkkelen").click()
    expect(phone).to_have_url(f"{site}/konto/reservekoder/")
    is_accessible(phone)
    phone.goto(f"{site}/admin/")
    expect(phone).to_have_url(f"{site}/admin/")

    phone.context.clear_cookies()
    phone.goto(f"{site}/logg-inn/")
    phone.get_by_role("button", name="Bruk passnøkkel").click()
    phone.wait_for_url("**/min-side/")
    phone.goto(f"{site}/admin/")
    expect(phone).to_have_url(f"{site}/admin/")

    phone.goto(f"{site}/konto/")
    phone.get_by_role("link", name="Fjern telefonen min").click()
    expect(phone.get_by_role("heading", name="Er det deg?")).to_be_visible()
    is_accessible(phone)
    phone.get_by_role("button", name="Bruk passnøkkelen min").click()
    expect(phone.get_by_role("heading", name="Fjern passnøkkelen")).to_be_visible()
    is_accessible(phone)
    phone.get_by_role("button", name="Fjern passnøkkelen").click()
    expect(phone).to_have_url(f"{site}/konto/")
    expect(phone.get_by_text("telefonen min", exact=True)).to_have_count(0)


def test_a_passkey_answers_the_second_step(phone: Page, site: str):
    person = make_person(name="Hege Sand", email=ADDRESS)
    make_role(person, kind=RoleKind.ADMINISTRATOR)
    plug_in_key(phone)
    log_in(phone, site, ADDRESS)
    phone.wait_for_url("**/min-side/")
    phone.goto(f"{site}/konto/passnokler/ny/")
    phone.get_by_role("button", name="Legg til passnøkkelen").click()
    phone.wait_for_url("**/konto/reservekoder/")
    phone.context.clear_cookies()

    log_in(phone, site, ADDRESS, number=2 + 1)

    expect(phone).to_have_url(f"{site}/logg-inn/bekreft/")
    is_accessible(phone)
    phone.get_by_role("button", name="Bruk passnøkkelen min").click()
    phone.wait_for_url("**/min-side/")


def test_without_javascript_code_card_and_app_pages_work(browser: Browser, site: str):
    organisation = make_organisation()
    secretary = make_role(organisation=organisation).person
    member = make_person(name="Solveig Nordahl", email="")
    register_membership(person=member, organisation=organisation)
    _card, code = make_card(person=member, made_by=secretary)
    make_person(email=ADDRESS)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()

    page.goto(f"{site}/logg-inn/")
    expect(page.get_by_role("button", name="Bruk passnøkkel")).to_be_hidden()
    page.get_by_label("E-post eller mobilnummer").fill(ADDRESS)
    page.get_by_role("button", name="Send meg kode").click()
    page.get_by_label("Koden på seks tall").fill(code_mailed_to(ADDRESS))
    page.get_by_role("button", name="Logg inn").click()
    page.wait_for_url("**/min-side/")
    page.goto(f"{site}/konto/passnokler/ny/")
    expect(page.get_by_text("Denne nettleseren kan ikke lage passnøkler")).to_be_visible()
    page.goto(f"{site}/logg-ut/")
    page.get_by_role("main").get_by_role("button", name="Logg ut").click()

    page.goto(f"{site}/kort/{code}/")
    page.get_by_role("button", name="Logg inn her").click()
    page.wait_for_url("**/min-side/")
    context.close()


@pytest.mark.parametrize(
    "language", ["nb", *(pytest.param(other, marks=pytest.mark.long) for other in ("nn", "en"))]
)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_screen_of_the_way_in_is_accessible(browser: Browser, site: str, language: str, width: int):
    make_person(email=ADDRESS, language=language)
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    page = context.new_page()
    for address in ("/logg-inn/", "/kort/", "/kort/aaaa-bbbb-cccc/", "/logg-inn/stengt/"):
        page.goto(site + address)
        is_accessible(page)
    page.goto(f"{site}/logg-inn/")
    page.locator("form").first.get_by_role("button").first.click()
    is_accessible(page)
    page.locator("#id_login").fill(ADDRESS)
    page.locator("form").first.get_by_role("button").first.click()
    page.wait_for_url("**/logg-inn/kode/")
    page.locator("#id_code").fill("000 001")
    page.locator("form").first.get_by_role("button").first.click()
    is_accessible(page)
    page.locator("#id_code").fill(code_mailed_to(ADDRESS))
    page.locator("form").first.get_by_role("button").first.click()
    page.wait_for_url("**/min-side/")
    for address in ("/konto/", "/konto/passnokler/ny/", "/konto/app/", "/logg-ut/"):
        page.goto(site + address)
        is_accessible(page)
    context.close()


def test_the_card_page_is_accessible_and_prints_on_one_a6_sheet(
    browser: Browser, site: str, client, tmp_path
):
    from pypdf import PdfReader

    organisation = make_organisation(contact_phone="40000001")
    secretary = make_role(organisation=organisation).person
    member = make_person(name="Solveig Nordahl-Kristoffersen", email="")
    register_membership(person=member, organisation=organisation)
    client.force_login(secretary)
    html = client.post(f"/kort/lag/{member.pk}/").content.decode()
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.route(
        "**/card-for-test", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    page.goto(f"{site}/card-for-test")
    is_accessible(page)

    sheet = tmp_path / "card.pdf"
    page.pdf(path=sheet, prefer_css_page_size=True)
    pages = PdfReader(sheet).pages

    assert len(pages) == 1
    millimetres = [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]]
    assert millimetres == [105, 148]
    text = pages[0].extract_text()
    assert "Solveig Nordahl-Kristoffersen" in text.replace("\n", " ")
    context.close()


def test_what_the_browser_is_told_about_a_passkey(client):
    """A passkey here is one that needs nothing beside it: kept on the device, with the device's own lock."""
    client.force_login(make_person(name="Arne Berg", email="arne@likevel.example"))

    page = client.get("/konto/passnokler/ny/").content.decode()

    told = json.loads(
        page.partition('<script id="passkey-options" type="application/json">')[2].partition("</script>")[0]
    )
    asked = told["creation_options"]["publicKey"]
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["rp"]["name"] == "Likevel"
    assert (asked["user"]["displayName"], asked["user"]["name"]) == ("Arne Berg", "arne@likevel.example")
