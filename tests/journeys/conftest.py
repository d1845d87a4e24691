"""Journeys use the real thing: `./run` in a folder of its own, with the demo world, server and worker."""

from __future__ import annotations

import email
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Generator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.first_start import ROOT, environment

START_SECONDS = 600
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Site:
    """A running installation: where it answers, and where its mail ends up."""

    address: str
    mail_folder: Path
    var: Path

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Every mail sent to `address` so far, oldest first."""
        found = []
        for path in sorted(self.mail_folder.glob("*.log"), key=lambda item: item.stat().st_mtime_ns):
            for part in path.read_bytes().split(b"-" * 79 + b"\n"):
                message = email.message_from_bytes(part, policy=policy.default)
                if address in (message["To"] or ""):
                    found.append(message)
        return found

    def wait_for_mail(self, address: str, *, after: int = 0, seconds: float = 30) -> str:
        """The text of the first mail to `address` beyond the first `after` ones."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            mails = self.mails_to(address)
            if len(mails) > after:
                return text_of(mails[after])
            time.sleep(0.2)
        raise AssertionError(f"No mail number {after + 1} reached {address}.")


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail."""
    return message.get_body(("plain",)).get_content()


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(prepared_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Generator[Site]:
    """`./run`, started once for all journeys on the demo world of the first start, and stopped afterwards."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(prepared_var, folder / "var")
    mails = folder / "mail"
    mails.mkdir()
    port = free_port()
    address = f"http://localhost:{port}"
    given = environment(LIKEVEL_VAR=str(folder / "var"), MAIL_FOLDER=str(mails))
    log = (folder / "run.log").open("w")
    process = subprocess.Popen(
        ["./run", "--port", str(port)],
        cwd=ROOT,
        env=given,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        wait_until_it_answers(address, process, folder / "run.log")
        yield Site(address, mails, folder / "var")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        log.close()


def wait_until_it_answers(address: str, process: subprocess.Popen, log: Path) -> None:
    """Returns when the front page answers; fails with the log when `./run` ended or took too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"./run ended with {process.returncode}:\n{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(f"{address}/", timeout=5)
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"./run did not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Generator[Callable[..., Page]]:
    """Opens a browser context of its own for one person: `visitor(PHONE)`, `visitor(LAPTOP, javascript=False)`."""
    opened: list[BrowserContext] = []

    def open_for(viewport: dict, *, javascript: bool = True, scheme: str = "light") -> Page:
        context = browser.new_context(
            base_url=site.address,
            viewport=viewport,
            java_script_enabled=javascript,
            color_scheme=scheme,
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            accept_downloads=True,
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def assert_accessible(page: Page) -> None:
    """Axe has nothing to say about this page, and nothing scrolls sideways."""
    results = Axe().run(page)
    told = [
        f"{violation['id']}: {violation['help']} – {node['html'][:160]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    assert told == [], f"{page.url}\n" + "\n".join(told)
    wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wider, f"{page.url} scrolls sideways"
