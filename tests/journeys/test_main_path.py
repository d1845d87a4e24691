"""The whole path, once for real: invitation → code → course → gatherings → certificate → check → committee → approval.

Four people in browsers of their own, the trainee and the leader on a phone; again without JavaScript for the trainee.
"""

from __future__ import annotations

import datetime
import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys import actors
from tests.journeys.conftest import LAPTOP, PHONE, Site, assert_accessible
from tests.journeys.walking import do_activity, press

ROOT = Path(__file__).resolve().parents[2]
# Two walks on one site: two people, so that each finds their own.
NAMES = {True: "Åse Čuđŋáŧ-Sørgård", False: "Østen Čuđŋáŧ-Sørgård"}


def codes_of_the_course() -> list[str]:
    """The numbers of all activities, in order."""
    course = yaml.safe_load((ROOT / "courses/content/nb.yaml").read_text())
    return [activity["id"] for module in course["modules"] for activity in module["activities"]]


def no_look(page: Page) -> None:
    """For the second time round, when the pages have been looked at already."""


def accept_invitation(page: Page, site: Site, address: str, look: Callable[[Page], None]) -> None:
    """From the mail, by the link and a code, to a place that is confirmed."""
    link = re.search(r"http://\S+/invitasjon/\S+", site.wait_for_mail(address))[0]
    page.goto(link)
    look(page)
    press(page, page.get_by_role("main").get_by_role("button", name=re.compile("kode")))
    look(page)
    code = re.search(r"\d{3} \d{3}", site.wait_for_mail(address, after=1))[0]
    page.get_by_label("Koden på seks tall").fill(f" {code} ")
    press(page, page.get_by_role("button", name="Logg inn"))
    look(page)
    press(page, page.get_by_role("button", name="Ja, jeg vil ha plassen"))
    page.wait_for_url("**/min-side/")
    look(page)


def walk_the_course(page: Page, look: Callable[[Page], None]) -> str:
    """Every activity that one can do alone. Returns the address of the course."""
    press(page, page.get_by_role("link", name="Fortsett", exact=True))
    course = page.url.rsplit("/", 2)[0] + "/"
    page.goto(course)
    look(page)
    for code in codes_of_the_course():
        response = page.goto(f"{course}{code}/")
        assert response.status == 200, code
        look(page)
        do_activity(page)
    page.goto("/min-side/")
    expect(page.get_by_role("heading", name="Du har gjort alt du kan gjøre på egen hånd")).to_be_visible()
    return course


def sign(page: Page, course: str, name: str, look: Callable[[Page], None]) -> None:
    """Signs the pledge; without the tick and the name it is refused, and nothing is signed."""
    page.goto(f"{course}8.2/")
    look(page)
    press(page, page.get_by_role("button", name="Signer"))
    expect(page.get_by_role("alert")).to_be_visible()
    look(page)
    page.get_by_label(re.compile("^Jeg har lest")).check()
    page.get_by_label("Skriv navnet ditt").fill(name)
    press(page, page.get_by_role("button", name="Signer"))
    expect(page.get_by_role("button", name="Signer")).to_have_count(0)


def download(page: Page, what: str, tmp_path: Path) -> bytes:
    """The document from my page, once the worker has made it."""
    for _attempt in range(60):
        page.goto("/min-side/")
        link = page.get_by_role("link", name=re.compile(f"Last ned.*{what}"))
        if link.count() and not page.get_by_text("Vi lager dokumentet").count():
            break
        page.wait_for_timeout(500)
    with page.expect_download() as started:
        link.click()
    path = tmp_path / f"{what}.pdf"
    started.value.save_as(path)
    return path.read_bytes()


def qr_address(pdf: bytes, tmp_path: Path) -> str:
    """The address in the QR code, read from a picture of the page."""
    (tmp_path / "page.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "200", "-png", "-singlefile", "page.pdf", "page"], cwd=tmp_path, check=True
    )
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", "page.png"], cwd=tmp_path, capture_output=True, check=True
    )
    return read.stdout.decode().strip()


def words_of(pdf: bytes) -> str:
    """The text of a document with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def check_at_the_public_page(
    page: Page, address: str, heading: str, name: str, look: Callable[[Page], None]
) -> None:
    """Anybody can check the code, and sees what the paper says."""
    page.goto(address)
    look(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_role("main")).to_contain_text(name)


@pytest.mark.journey
@pytest.mark.parametrize(
    "javascript",
    [
        pytest.param(True, id="with javascript"),
        pytest.param(False, id="without javascript", marks=pytest.mark.long),
    ],
)
def test_from_invitation_to_approved(
    javascript: bool, site: Site, visitor: Callable[..., Page], tmp_path: Path
) -> None:
    """Requirements R37–R53 and R55–R66 as one story, on the real starter course."""
    look = assert_accessible if javascript else no_look
    name = NAMES[javascript]
    first_name = name.split()[0]
    today = datetime.date.today()
    address = f"aase-{'js' if javascript else 'plain'}@deltaker.example"
    title = f"Grunnkurs på Røros {'A' if javascript else 'B'}"

    secretariat, trainee, leader, committee, guest = (
        visitor(LAPTOP),
        visitor(PHONE, javascript=javascript),
        visitor(PHONE),
        visitor(LAPTOP),
        visitor(PHONE),
    )
    actors.log_in_as(secretariat, "Setter opp kurs")
    first, last = today - datetime.timedelta(days=2), today - datetime.timedelta(days=1)
    run = actors.set_up_run(secretariat, title, first, last, look)
    actors.invite(secretariat, run, f"{name}; {address}", look)

    accept_invitation(trainee, site, address, look)
    course = walk_the_course(trainee, look)

    actors.log_in_as(leader, "Leder kurset")
    actors.hold_all(leader, title, look)
    actors.log_in_as(committee, "Har saker")
    actors.hold_all(committee, title, look)

    completion = download(trainee, "Kursbevis", tmp_path)
    assert name in words_of(completion)
    assert "Det er ikke en godkjenning som likeperson" in words_of(completion)
    check = qr_address(completion, tmp_path)
    assert check.startswith(f"{site.address}/sjekk/")
    check_at_the_public_page(guest, check, "Kursbeviset er ekte", name, look)

    sign(trainee, course, name, look)
    for _attempt in range(60):
        committee.goto("/utvalg/")
        if committee.get_by_role("link", name=f"Åpne saken til {first_name}").count():
            break
        committee.wait_for_timeout(500)
    actors.approve(committee, first_name, today, look)

    approval = download(trainee, "Likepersonsertifikat", tmp_path)
    assert name in words_of(approval)
    check_at_the_public_page(guest, qr_address(approval, tmp_path), "Sertifikatet gjelder", name, look)
    assert all(name not in (mail["Subject"] or "") for mail in site.mails_to(address))
    assert {str(mail["Subject"]) for mail in site.mails_to(address)} <= NEUTRAL_SUBJECTS


NEUTRAL_SUBJECTS = {
    "Du er invitert",
    "Koden din",
    "Noe ligger klart til deg",
    "Avtalen vår",
    "Svaret er klart",
}
