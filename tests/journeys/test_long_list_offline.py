"""Attendance for a list of more than one page without a net: every page opens, and saving one leaves the others (390 px)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from courses.models import Attendance
from courses.people_pages import PEOPLE_ON_A_PAGE
from tests.courses.leading import gathering_of
from tests.courses.views.test_people_pages import long_run
from tests.courses.working import leader_of
from tests.journeys.conftest import PHONE, assert_accessible
from tests.journeys.test_attendance_offline import SECONDS, WAITING, row, says
from tests.journeys.test_saving import come_in, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('likevel-gathering:'));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return found.flat().map((request) => new URL(request.url)).filter((url) => url.pathname.includes('/samling/'))
    .map((url) => url.pathname + url.search).sort();
}"""


def test_the_second_page_opens_without_a_net_and_is_saved_by_itself(browser: Browser, live_server) -> None:
    """Fails when only the page on the screen is kept, when its copy is found under the path alone, or when a page says
    something of people who stand on another.
    """
    run, places = long_run(PEOPLE_ON_A_PAGE + 2)
    gathering = gathering_of(run)
    run.gatherings.filter(pk=gathering.pk).update(starts_at=timezone.now() - datetime.timedelta(minutes=30))
    where = f"/kursleder/{run.pk}/samling/{gathering.pk}/"
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="nb-NO")
    context.set_default_timeout(SECONDS)
    come_in(context, leader_of(run), live_server.url)
    page = context.new_page()
    page.goto(where)
    until(lambda: page.evaluate(KEPT), [where, f"{where}?side=2"])
    assert_accessible(page)

    context.set_offline(True)
    page.goto(f"{where}?side=2")
    row(page, "Person 051").get_by_text("Ikke her", exact=True).click()
    says(page, "Én registrering venter på telefonen.")
    context.set_offline(False)
    until(lambda: page.evaluate(WAITING), 0)
    page.get_by_role("button", name="Ferdig", exact=True).click()
    page.wait_for_url(f"**/kursleder/{run.pk}/")
    recorded = dict(Attendance.objects.values_list("enrolment", "minutes"))
    assert recorded == {places[50].pk: 135, places[51].pk: 0}

    page.goto(where)
    page.get_by_role("button", name="Lagre og gå til neste side").click()
    page.wait_for_url(f"**{where}?side=2")
    expect(row(page, "Person 051").get_by_label("Ikke her")).to_be_checked()
    assert (Attendance.objects.count(), Attendance.objects.filter(minutes=0).count()) == (52, 1)
    context.close()
