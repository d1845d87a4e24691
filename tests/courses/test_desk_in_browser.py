"""The author's desk in a real browser: axe on our screens and panels, and a new edition made with the keyboard alone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from courses.models import ActivityPage, CoursePage, ScenarioPage
from courses.owning import follow_owner
from lms.people.models import RoleKind
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
OURS = "#main"
#: Our panels in Wagtail's form; the form around them is Wagtail's own.
PANELS = ".lm-advice, .lm-graph-frame, .lm-graph-table"
LONG = " ".join(["ord"] * 30)
MOST_TABS = 80


def is_accessible(screen: Page, part: str) -> None:
    """Axe has nothing to say about this part of the page."""
    screen.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(screen, context={"include": [[one] for one in part.split(", ")]})
    told = [
        (problem["id"], node["html"][:160])
        for problem in found.response["violations"]
        for node in problem["nodes"]
    ]
    assert told == [], screen.url


def tab_to(screen: Page, selector: str) -> None:
    """Presses the tab key until this has the focus, and sees that one can see where one is."""
    for _press in range(MOST_TABS):
        screen.keyboard.press("Tab")
        if screen.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            outline = screen.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{selector} has the focus, and nothing shows it"
            return
    raise AssertionError(f"{selector} was not reached on {screen.url}")


def test_the_desk_is_accessible_and_a_new_edition_is_made_with_the_keyboard(browser, live_server):
    """Issue 3, item 8. Fails on a field without a label, a button no key reaches, or a focus that cannot be seen."""
    role = make_role(kind=RoleKind.EDITOR)
    course = make_course(organisation=role.organisation)
    follow_owner(course)
    scenario = ScenarioPage.objects.descendant_of(course).get()
    scenario.body = f"<p>{LONG}.</p>"
    scenario.save_revision().publish()
    client = log_in_with_second_factor(Client(), role.person)
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    context.add_cookies([{**cookie, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}])
    screen = context.new_page()
    desk = f"{live_server.url}/admin/kurs/"

    screen.goto(f"{live_server.url}/admin/pages/{scenario.pk}/edit/")
    expect(screen.locator(".lm-advice li")).to_have_count(1)
    is_accessible(screen, PANELS)
    screen.goto(f"{desk}hent-inn/")
    is_accessible(screen, OURS)
    screen.goto(desk)
    is_accessible(screen, OURS)
    tab_to(screen, f"a[href$='/admin/kurs/{course.pk}/ny-utgave/']")
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/ny-utgave/")
    is_accessible(screen, OURS)
    tab_to(screen, "[name=title_nb]")
    screen.keyboard.press("Control+A")
    screen.keyboard.type("Grunnkurs, ny utgave")
    tab_to(screen, "#main form button[type=submit]")
    screen.keyboard.press("Enter")
    screen.wait_for_url("**/admin/pages/*/")
    context.close()

    made = CoursePage.objects.get(title="Grunnkurs, ny utgave")
    assert [ActivityPage.objects.descendant_of(one).count() for one in (made, course)] == [9, 9]
