"""The seven themes on a narrow screen with text twice as large: nothing is beside the screen."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.courses.leading import open_run, people_in
from tests.courses.working import leader_of, logged_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_long_words_break_on_a_narrow_screen_with_large_text(browser, live_server) -> None:
    """WCAG 1.4.4 and 1.4.10. Fails if a theme's name kept the width of its longest word."""
    run = open_run()
    people_in(run, "Arne Dahl")
    context = browser.new_context(viewport={"width": 320, "height": 700})
    key = logged_in(leader_of(run)).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    screen = context.new_page()
    screen.goto(f"{live_server.url}/kursleder/{run.pk}/fremdrift/temaer/")
    assert screen.locator(".lm-themes > li").count() == 7
    # A name with the longest word of the starter course, whatever themes this small course has.
    screen.locator(".lm-themes strong").first.evaluate(
        "one => { one.textContent = 'Grensesetting og utviklingsområder' }"
    )
    screen.evaluate("document.documentElement.style.fontSize = '200%'")
    width = screen.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width == 320
