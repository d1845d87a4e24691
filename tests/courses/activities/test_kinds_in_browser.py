"""The screens of the kinds in a real browser: axe on each, at phone width, and nothing fetched before the press."""

from __future__ import annotations

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from courses import staying_away
from courses.kinds import MarkedBy
from courses.models import Gathering
from lms.people.models import User
from tests.courses.activities.test_reading import FILM, with_media
from tests.courses.working import address, leader_of, logged_in, page
from tests.making import make_enrolment, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
pytestmark.append(
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def come_in(context: BrowserContext, site: str, person: User) -> None:
    """Logged in as this person, as if they had come by the log-in page."""
    key = logged_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])


def is_accessible(screen: Page) -> None:
    screen.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(screen)
    assert [problem["id"] for problem in found.response["violations"]] == [], screen.url
    assert screen.evaluate("document.documentElement.scrollWidth") <= 390, screen.url


def test_every_changed_screen_is_accessible_and_fetches_nothing_unasked(browser, live_server):
    """Issue 3, item 4: «no request before the click». Fails if a player or a picture of another site stood on the page."""
    place = with_media()
    make_enrolment(place.course_run, person=make_person("Bjørg Eide"))
    card = page(place, "1.4")
    card.marked_by, card.in_gathering = MarkedBy.TRAINEE, ""
    card.save()
    ahead = timezone.now() + datetime.timedelta(days=3)
    Gathering.objects.filter(course_run=place.course_run).update(starts_at=ahead)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nb-NO")
    screen, asked = context.new_page(), []
    screen.on("request", lambda request: asked.append(request.url))
    come_in(context, live_server.url, place.person)
    screen.goto(live_server.url + address(place, "1.1"))
    is_accessible(screen)
    assert [url for url in asked if not url.startswith(live_server.url) or "opptak" in url] == []
    screen.locator(f"#opptak-{FILM}").get_by_role("link").click()
    screen.locator("video").wait_for()
    is_accessible(screen)
    assert {url.rsplit("/opptak/")[-1].split("/")[0] for url in asked if "/opptak/" in url} == {FILM}
    screen.goto(live_server.url + address(place, "1.8"))
    screen.get_by_role("button", name="Jeg kan ikke komme", exact=True).click()
    screen.get_by_role("button", name="Jeg kan komme likevel").wait_for()
    for code in ("1.8", "1.4", "1.7"):
        screen.goto(live_server.url + address(place, code))
        is_accessible(screen)
    context.close()


def test_the_leaders_screens_are_accessible(browser, live_server):
    place = with_media()
    run = place.course_run
    gathering = run.gatherings.get(code="1.8")
    Gathering.objects.filter(pk=gathering.pk).update(starts_at=timezone.now() + datetime.timedelta(days=3))
    gathering.refresh_from_db()
    staying_away.tell(enrolment=place, gatherings=[gathering], by=place.person)
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="nb-NO")
    come_in(context, live_server.url, leader_of(run))
    screen = context.new_page()
    for where in (f"{run.pk}/samling/{gathering.pk}/", f"{run.pk}/evaluering/", "naar-det-er-tungt/"):
        screen.goto(f"{live_server.url}/kursleder/{where}")
        is_accessible(screen)
    Gathering.objects.filter(pk=gathering.pk).update(starts_at=timezone.now())
    screen.goto(f"{live_server.url}/kursleder/{run.pk}/samling/{gathering.pk}/")
    is_accessible(screen)
    context.close()
