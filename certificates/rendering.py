"""From frozen facts to the bytes of a PDF. Nothing is read but the facts and our own paper folder.

The same facts give the same bytes, in every process: identifier and dates come from the facts. `finisher` is called
with WeasyPrint's document and the unfinished PDF, just before it is written.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from certificates import codes, fitting
from certificates.documents import DocumentFacts
from certificates.stationery import Assets, stationery
from lms.people.dates import date_words

STYLE = fitting.FONTS.parent / "paper.css"
PARTICIPATION_STYLE = fitting.FONTS.parent / "participation.css"
# Where the name stands on each sheet: font weight, room in millimetres, and the sizes it steps through.
NAME_ROOM: dict[str, dict[str, Any]] = {
    "completion": {"weight": 560, "room_mm": 154, "steps": (28, 24, 20)},
    "approval": {"weight": 480, "room_mm": 156, "steps": (50, 38, 28)},
}
# How far down the flowing text may reach, in millimetres from the top of the sheet.
LOWEST_END = {"completion": 213, "approval": 158}
DENSITIES = (0, 1, 2)
_PIXELS_PER_MM = 96 / 25.4


def qr_picture(address: str) -> dict[str, Any]:
    """Return the QR code of `address` as one SVG path of horizontal runs, and its number of modules."""
    import segno

    rows = tuple(segno.make_qr(address, error="m").matrix)
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return {"path": "".join(runs), "modules": len(rows)}


def page_of(facts: DocumentFacts, *, density: int = 0) -> str:
    """Return the document as HTML, every value escaped. A higher `density` sets it tighter and smaller."""
    name = fitting.clean(facts.name)
    with translation.override(facts.language):
        return render_to_string(
            facts.template,
            {
                "facts": facts,
                "name": name,
                "density": density,
                "name_points": str(fitting.name_size(name, **NAME_ROOM[facts.kind])),
                "qr": qr_picture(facts.check_url),
                "printed_code": codes.printed(facts.code),
            },
        )


def _laid_out(facts: DocumentFacts, assets: Assets) -> Any:
    """Return the laid out document, set as tight as it takes to leave the signatures and the foot free."""
    from weasyprint import HTML

    sheet, fonts = stationery(STYLE)
    for density in DENSITIES:
        page = HTML(string=page_of(facts, density=density), base_url="asset:page", url_fetcher=assets.fetch)
        document = page.render(stylesheets=[sheet], font_config=fonts, pdf_tags=True)
        end = document.pages[0].anchors.get("end")
        if end is not None and end[1] / _PIXELS_PER_MM <= LOWEST_END[facts.kind]:
            break
    return document


def render_participation(facts: dict[str, Any], made_at: datetime.datetime) -> bytes:
    """Return the confirmation of participation as a tagged PDF with its language (PDF/UA-1), from its finished words.

    Raises `DocumentNotMade` when the page asks for anything but the paper folder.
    """
    from weasyprint import HTML

    day = timezone.localtime(made_at)
    with translation.override(facts["language"]):
        words = {
            "facts": facts,
            "made_at": day.isoformat(timespec="seconds"),
            "made_on": date_words(day.date(), year=True),
        }
        page = render_to_string("certificates/pdf/participation.html", words)
    assets = Assets()
    sheet, fonts = stationery(PARTICIPATION_STYLE)
    document = HTML(string=page, base_url="asset:page", url_fetcher=assets.fetch)
    given = {"stylesheets": [sheet], "font_config": fonts, "pdf_variant": "pdf/ua-1", "pdf_tags": True}
    return assets.made(lambda: document.write_pdf(**given))


def render(facts: DocumentFacts, *, finisher: Callable | None = None) -> bytes:
    """Return the PDF. Takes about 0.2 s, and 2 s more the first time in a process.

    Raises `DocumentNotMade` when the page asks for anything but the paper folder.
    """
    identifier = hashlib.sha256(json.dumps(facts.to_json(), sort_keys=True).encode()).digest()[:16]
    assets = Assets()
    if facts.logo is not None:
        assets = Assets(logo=(base64.b64decode(facts.logo.content), facts.logo.content_type))

    def make() -> bytes:
        document = _laid_out(facts, assets)
        return document.write_pdf(pdf_tags=True, pdf_identifier=identifier, finisher=finisher)

    return assets.made(make)
