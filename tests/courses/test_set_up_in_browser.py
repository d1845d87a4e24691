"""A run set up from the admin in a real browser: what has to be pressed and typed from the list of courses until it is open."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from courses.models import CourseRun
from lms.people.models import RoleKind
from tests.courses.test_desk_in_browser import is_accessible
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
SEARCH = ".lm-search"


class Counted:
    """A screen that counts what a person has to do on it."""

    def __init__(self, screen: Page) -> None:
        self.screen, self.presses, self.typed = screen, 0, 0

    def press(self, what: str) -> None:
        """Presses the button or link called so."""
        self.screen.locator("a, button").filter(has_text=what).first.click()
        self.presses += 1

    def type(self, label: str, text: str) -> None:
        """Fills in the field with this label."""
        self.screen.get_by_label(label).fill(text)
        self.typed += 1


def test_a_run_is_set_up_from_a_course_with_three_presses_and_four_fields(browser, live_server):
    """«A run set up in five minutes from a course»: the course, its name, the organiser and the language are filled in.

    Fails when a step or a field more is asked for, or when what a course already says has to be typed again.
    """
    role = make_role()
    make_role(role.person, role.organisation, RoleKind.EDITOR)
    course = make_course(organisation=role.organisation)
    client = log_in_with_second_factor(Client(), role.person)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nb-NO")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
    context.add_cookies([{**cookie, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}])
    screen = context.new_page()

    screen.goto(f"{live_server.url}/admin/gjennomforinger/")
    is_accessible(screen, SEARCH)
    screen.goto(f"{live_server.url}/admin/kurs/")
    counted = Counted(screen)
    screen.locator(f"a[href$='?kurs={course.pk}']").click()
    counted.presses += 1
    first = timezone.localdate() + datetime.timedelta(days=30)
    counted.type("Hvor?", "Frivillighetshuset")
    counted.type("Første dag", f"{first:%Y-%m-%d}")
    counted.type("Siste dag", f"{first + datetime.timedelta(days=14):%Y-%m-%d}")
    counted.type("Kursledere", "Liv Aune; liv@likevel.example")
    counted.press("Sett opp kurset")
    screen.wait_for_url("**/sekretariat/*/")
    counted.press("Åpne kurset")
    screen.wait_for_load_state()
    context.close()

    run = CourseRun.objects.get()
    assert (counted.presses, counted.typed) == (3, 4)
    assert (run.state, run.title, run.organiser) == ("open", course.title, role.organisation)
    assert (run.course.translation_key, run.leaders.get().person.name) == (course.translation_key, "Liv Aune")
