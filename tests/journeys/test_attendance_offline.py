"""Attendance when the server is gone and the phone dies: opened again from its own copy, sent once, and cleaned up (390 px)."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Route, expect

from courses.models import Attendance, CourseRun
from lms.people.models import User
from tests.courses.leading import gathering_of, open_run, people_in
from tests.courses.working import leader_of
from tests.journeys.conftest import PHONE, assert_accessible, free_port
from tests.journeys.test_saving import come_in, kill_browser, until
from tests.other_processes import ROOT, environment_for_others

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
SECONDS = 15_000
WAITING = "Object.keys(localStorage).filter((key) => key.startsWith('likevel-marks:')).length"
KEPT_PAGES = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith('likevel-gathering:'));
  const found = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return found.flat().map((request) => new URL(request.url).pathname);
}"""
OLD_MARK = """(address) => {
  const person = document.querySelector('script[data-person]').dataset.person;
  const mark = { id: crypto.randomUUID(), at: Date.now() - 60000, address, row: '1', body: { place: 1, minutes: 0, untouched: false } };
  localStorage.setItem(`likevel-marks:${person}:${address}:1`, JSON.stringify(mark));
}"""
SERVER = """
import sys
from django.core.wsgi import get_wsgi_application
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import run
run("127.0.0.1", int(sys.argv[1]), StaticFilesHandler(get_wsgi_application()), threading=True)
"""
RECORDED = """
import json, django
django.setup()
from courses.models import Attendance, AttendanceCorrection, AttendanceMark
rows = dict(Attendance.objects.values_list("enrolment__person__name", "minutes"))
print(json.dumps([rows, AttendanceMark.objects.count(), AttendanceCorrection.objects.count()]))
"""


class Server:
    """The site in a process of its own, on this test's database, that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.environment = environment_for_others(folder)
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Returns when it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(self.port)],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.address}/sw.js", timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("The server did not answer.")

    def stop(self) -> None:
        """Ends the process at once, as when the power goes."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def recorded(self) -> list:
        """What its database holds: minutes by name, how many marks, how many corrections."""
        command = [sys.executable, "-c", RECORDED]
        told = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return json.loads(told.stdout.splitlines()[-1])


@pytest.fixture
def run() -> CourseRun:
    course_run = open_run()
    people_in(course_run, "Arne Dahl", "Bjørg Eide", "Jonas Hole", "Tor Opdal")
    began = timezone.now() - datetime.timedelta(minutes=30)
    course_run.gatherings.filter(pk=gathering_of(course_run).pk).update(starts_at=began)
    return course_run


@pytest.fixture
def server(run: CourseRun, tmp_path: Path) -> Generator[Callable[[], Server]]:
    """Made by calling it, when everything the test needs is in the database."""
    made: list[Server] = []

    def make() -> Server:
        made.append(Server(tmp_path))
        made[0].start()
        return made[0]

    yield make
    for one in made:
        one.stop()


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-marks-say]")).to_contain_text(words, timeout=SECONDS)


def row(page: Page, name: str):
    return page.get_by_role("group", name=name, exact=True)


def test_the_server_is_gone_and_the_browser_is_killed_and_every_mark_arrives_once(
    browser_type: BrowserType, browser_type_launch_args: dict, run: CourseRun, server, tmp_path: Path
):
    """Fails without the queue on the phone, the copy of the page, or the ids that are kept once."""
    leader, where = leader_of(run), f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/"

    client = Client()
    client.force_login(leader)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": "http://localhost"}

    def open_profile() -> BrowserContext:
        context = browser_type.launch_persistent_context(
            tmp_path / "profile", viewport=PHONE, **browser_type_launch_args
        )
        context.set_default_timeout(SECONDS)
        # Cookies reach the disk after half a minute only.
        context.add_cookies([{**cookie, "expires": time.time() + 86400}])
        return context

    device = open_profile()
    site = server()
    page = device.new_page()
    page.goto(site.address + where)
    until(lambda: where in page.evaluate(KEPT_PAGES), True)
    assert [path for path in page.evaluate(KEPT_PAGES) if not path.startswith(("/static/", "/stil/"))] == [
        where
    ]

    site.stop()
    row(page, "Jonas Hole").get_by_text("Ikke her", exact=True).click()
    row(page, "Bjørg Eide").get_by_text("Delvis", exact=True).click()
    page.get_by_label("Minutter til stede Bjørg Eide").fill("90")
    page.get_by_label("Minutter til stede Bjørg Eide").press("Tab")
    says(page, "2 registreringer venter på telefonen.")
    assert_accessible(page)
    page.wait_for_timeout(6_000)  # the browser itself puts local copies on disk within five seconds
    kill_browser(tmp_path / "profile")

    device = open_profile()
    page = device.new_page()
    page.goto(site.address + where)
    says(page, "2 registreringer venter på telefonen.")
    expect(page.locator("[data-attendance-count]")).to_have_text("2 her, 1 delvis, 1 ikke her.")
    page.get_by_role("button", name="Ferdig", exact=True).click()
    says(page, "4 registreringer venter på telefonen.")

    site.start()
    says(page, "Lagret kl.")
    assert page.evaluate(WAITING) == 0
    minutes = {"Arne Dahl": 135, "Bjørg Eide": 90, "Jonas Hole": 0, "Tor Opdal": 135}
    assert site.recorded() == [minutes, 4, 0]

    page.get_by_role("navigation", name="Hovedmeny").get_by_role("button", name="Logg ut").click()
    expect(page.get_by_text("Du er logget ut.")).to_be_visible()
    assert (page.evaluate(KEPT_PAGES), page.evaluate("localStorage.length")) == ([], 0)
    device.close()


def test_a_log_in_that_ended_keeps_the_marks_and_logging_out_asks_before_it_deletes_them(
    browser: Browser, run: CourseRun, live_server
):
    """Fails when anything but a JSON answer that names the id let the phone forget, or when logging out left something."""
    leader, where = leader_of(run), f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/"
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="nb-NO")
    context.set_default_timeout(SECONDS)
    come_in(context, leader, live_server.url)
    page = context.new_page()
    page.goto(where)
    Session.objects.all().delete()
    row(page, "Jonas Hole").get_by_text("Ikke her", exact=True).click()
    says(page, "Det du har ført, ligger trygt på denne telefonen.")
    assert_accessible(page)
    come_in(context, leader, live_server.url)
    page.reload()
    says(page, "Lagret kl.")
    assert (recorded(), page.evaluate(WAITING)) == ({"Jonas Hole": 0}, 0)

    page.route("**/merker/", lambda route: route.fulfill(status=500, body="broken"))
    row(page, "Tor Opdal").get_by_text("Ikke her", exact=True).click()
    says(page, "Én registrering venter på telefonen.")
    log_out = page.get_by_role("navigation", name="Hovedmeny").get_by_role("button", name="Logg ut")
    log_out.click()
    asking = page.get_by_role("dialog", name="Oppmøte du har ført, er ikke sendt ennå")
    expect(asking).to_be_visible()
    assert_accessible(page)
    asking.get_by_role("button", name="Vent").click()
    assert page.evaluate(WAITING) == 1
    log_out.click()
    asking.get_by_role("button", name="Slett det som ikke er sendt, og logg ut").click()
    expect(page.get_by_text("Du er logget ut.")).to_be_visible()
    assert (page.evaluate(KEPT_PAGES), page.evaluate("localStorage.length")) == ([], 0)
    assert recorded() == {"Jonas Hole": 0}
    context.close()


def test_who_records_there_no_more_is_told_so_and_decides_about_what_waits(
    browser: Browser, run: CourseRun, live_server
):
    """Fails when 404 is taken for a log-in that ended, or lets the phone forget."""
    leader, where = leader_of(run), f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/"
    context, page = at_gathering(browser, leader, live_server, where)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    run.leaders.update(until=yesterday)
    row(page, "Jonas Hole").get_by_text("Ikke her", exact=True).click()
    says(page, "Du fører ikke oppmøte her lenger")
    says(page, "Skriv av det du har ført her, og gi det til dem som leder kurset.")
    assert_accessible(page)
    assert (page.evaluate(WAITING), recorded()) == (1, {})
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("button", name="Logg ut").click()
    page.get_by_role("button", name="Slett det som ikke er sendt, og logg ut").click()
    expect(page.get_by_text("Du er logget ut.")).to_be_visible()
    assert (page.evaluate("localStorage.length"), recorded()) == (0, {})
    context.close()


def test_who_finishes_the_list_after_their_last_day_stays_on_it(
    browser: Browser, run: CourseRun, live_server
):
    """Half past midnight, and no page of the run opens any more. Fails when the list leads on to one."""
    leader, where = leader_of(run), f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/"
    tonight = timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0)
    run.gatherings.filter(pk=gathering_of(run).pk).update(starts_at=tonight)
    context, page = at_gathering(browser, leader, live_server, where)
    run.leaders.update(until=tonight.date())
    with time_machine.travel(tonight + datetime.timedelta(hours=6, minutes=30)):
        page.get_by_role("button", name="Ferdig", exact=True).click()
        says(page, "Lagret kl. 00.3")
    assert page.url == live_server.url + where
    assert (sorted(recorded().values()), page.evaluate(WAITING)) == ([135] * 4, 0)
    context.close()


def test_old_marks_of_another_gathering_never_hold_back_what_is_pressed_now(
    browser: Browser, run: CourseRun, live_server
):
    """Those are tried in vain while one presses. Fails when the gatherings share a timer: its retry takes the place of ours."""
    leader, where = leader_of(run), f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/"
    context, page = at_gathering(browser, leader, live_server, where)
    tried: list[Route] = []
    page.route("**/samling/999999/merker/", lambda route: tried.append(route))
    page.evaluate(OLD_MARK, f"/kursleder/{run.pk}/samling/999999/merker/")
    page.reload()
    until(lambda: page.wait_for_timeout(50) or len(tried), 1)
    tried[0].fulfill(status=500, body="broken")
    until(lambda: page.wait_for_timeout(50) or len(tried), 2)
    row(page, "Jonas Hole").get_by_text("Ikke her", exact=True).click()
    tried[1].fulfill(status=500, body="broken")
    says(page, "Lagret kl.")
    assert (recorded(), page.evaluate(WAITING)) == ({"Jonas Hole": 0}, 1)
    context.close()


def at_gathering(browser: Browser, person: User, live_server, where: str) -> tuple[BrowserContext, Page]:
    """A phone on which this person has the list open."""
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="nb-NO")
    context.set_default_timeout(SECONDS)
    come_in(context, person, live_server.url)
    page = context.new_page()
    page.goto(where)
    return context, page


def recorded() -> dict[str, int]:
    """What stands, by name."""
    return dict(Attendance.objects.values_list("enrolment__person__name", "minutes"))
