"""What the secretariat, the leader, the representative and the committee do on the way, each in their own browser."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.walking import press

Look = Callable[[Page], None]


def log_in_as(page: Page, what_one_can_try: str) -> None:
    """One click on the demo's log-in page."""
    page.goto("/logg-inn/")
    page.get_by_role("listitem").filter(has_text=what_one_can_try).get_by_role("button").click()
    page.wait_for_url(lambda url: "/logg-inn/" not in url)


def set_up_run(page: Page, title: str, first: datetime.date, last: datetime.date, look: Look) -> str:
    """The secretariat sets up a run, names Kari as representative and opens it. Returns the address of the run."""
    page.goto("/sekretariat/")
    look(page)
    page.goto("/sekretariat/ny/")
    look(page)
    page.get_by_label("Hva skal det hete?").fill(title)
    page.get_by_label("Hvor?").fill("Samfunnshuset, Røros")
    page.get_by_label("Første dag").fill(first.isoformat())
    page.get_by_label("Siste dag").fill(last.isoformat())
    page.get_by_label("Kursledere").fill("Liv Aune, liv@prostatanettet.example")
    page.get_by_role("button", name="Sett opp kurset").click()
    page.wait_for_url(re.compile(r"/sekretariat/\d+/$"))
    address = page.url
    look(page)
    page.get_by_role("link", name=re.compile("Sett inn en representant")).click()
    look(page)
    page.get_by_label("Navn, og så e-post eller mobilnummer").fill("Kari Moe, kari@prostatanettet.example")
    page.get_by_role("button", name="Før det inn").click()
    page.wait_for_url(address)
    page.get_by_role("button", name="Åpne kurset").click()
    expect(page.get_by_text(re.compile("^Åpent"))).to_be_visible()
    return address


def invite(page: Page, run_address: str, line: str, look: Look) -> None:
    """Pastes one line, looks through it, sends."""
    page.goto(f"{run_address}inviter/")
    look(page)
    page.get_by_label("Hvem skal inviteres?").fill(line)
    page.get_by_role("button", name="Se gjennom lista").click()
    look(page)
    page.get_by_role("button", name="Inviter 1 person").click()
    page.wait_for_url(run_address)


def finish_gathering(page: Page) -> None:
    """All are here; everything was done together; done."""
    for box in page.get_by_role("main").get_by_role("checkbox", name=re.compile(".")).all():
        if box.is_visible() and not box.is_checked():
            box.check()
    page.get_by_role("button", name="Ferdig").click()
    expect(page.get_by_text("Lagret: 1 her, 0 delvis, 0 ikke her.")).to_be_visible()


def hold_all(page: Page, run_title: str, look: Look) -> None:
    """Registers every gathering of the run that this person may register: all here, all done together."""
    page.goto("/kursleder/")
    look(page)
    press(page, page.get_by_role("link", name=f"Åpne {run_title}"))
    look(page)
    gatherings = page.get_by_role("region", name="Øktene").get_by_role(
        "link", name=re.compile("^Før oppmøte")
    )
    left = gatherings.count()
    assert left, "nothing to record attendance for"
    for left_after in reversed(range(left)):
        press(page, gatherings.first)
        look(page)
        finish_gathering(page)
        expect(gatherings).to_have_count(left_after)


def approve(page: Page, first_name: str, today: datetime.date, look: Look) -> None:
    """The committee member takes the case, checks, books and notes the conversation, decides after reading it back."""
    page.goto("/utvalg/")
    look(page)
    page.get_by_role("link", name=f"Åpne saken til {first_name}").click()
    look(page)
    page.get_by_role("button", name="Ta saken").click()
    page.get_by_role("button", name="Kontroller i registeret").click()
    expect(page.get_by_text(re.compile("^Kontrollert i dag|^Kontrollert"))).to_be_visible()
    page.get_by_role("region", name="Medlemskapet").get_by_role("button").click()
    page.get_by_role("link", name="Avtal en tid").click()
    look(page)
    page.get_by_label("Hvilken dag").fill((today + datetime.timedelta(days=3)).isoformat())
    page.get_by_label("Hvilket klokkeslett").fill("18:00")
    page.get_by_label("Hvor").fill("på telefon")
    page.get_by_role("button", name="Noter avtalen").click()
    page.get_by_role("link", name="Jeg har hatt samtalen").click()
    look(page)
    page.get_by_label("Når hadde du samtalen?").fill(today.isoformat())
    page.get_by_role("button", name="Noter at jeg hadde samtalen").click()
    page.get_by_role("radio", name=re.compile("^Godkjent med avtale")).check()
    page.get_by_label("Hva dere avtalte, i én setning").fill(f"{first_name} begynner med telefonvakt.")
    page.get_by_role("button", name="Les gjennom før du bekrefter").click()
    look(page)
    page.get_by_label(re.compile("enige om dette")).check()
    page.get_by_role("button", name="Bekreft godkjenningen").click()
    page.wait_for_url(re.compile(r"/utvalg/sak/\d+/$"))
    look(page)
