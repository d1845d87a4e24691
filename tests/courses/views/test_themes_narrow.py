"""Themes and numbers of a run on a narrow screen, also with text twice as large: nothing is beside the screen."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.courses.leading import attend, open_run, people_in
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


def test_the_numbers_of_the_report_stand_whole_on_a_narrow_screen(browser, live_server) -> None:
    """WCAG 1.4.10: 1280 pixels at 400 % are 320. Fails when a column lies beside the screen, where nothing shows that it is."""
    run = open_run()
    for place in people_in(run, "Arne Dahl", "Elin Foss"):
        attend(place)
    context = browser.new_context(viewport={"width": 320, "height": 256})
    key = logged_in(leader_of(run)).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    screen = context.new_page()
    screen.goto(f"{live_server.url}/kursleder/{run.pk}/rapport/")
    beside = "all => all.map(one => one.scrollWidth - one.clientWidth)"
    widths = screen.locator(".lm-tablewrap").evaluate_all(beside)
    days = screen.get_by_role("table").last.get_by_role("row").all_inner_texts()
    context.close()
    assert (widths, len(days)) == ([0] * len(widths), 2)
    assert len(widths) == 2
