"""The two papers: their words, letters, QR code and bytes – and what a hostile value cannot do."""

import base64
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from certificates.documents import DocumentFacts, Logo
from certificates.rendering import page_of, render
from certificates.stationery import DocumentNotMade, stationery
from tests.certificates.drawing import A4, BOTH, box, picture, reader, words
from tests.certificates.making import SAMI_NAME, make_approval_facts, make_completion_facts


def test_the_completion_says_what_the_facts_say_on_one_upright_page() -> None:
    pdf = reader(make_completion_facts())
    assert (len(pdf.pages), box(pdf)) == (1, A4)
    expected = (
        "Foreningen Nordlys i samarbeid med Nyrenett Kursbevis Åse Sørgård Ædelsten-Čuđŋáŧ har gjennomført Grunnkurs for "
        "likepersoner hos Foreningen Nordlys i samarbeid med Nyrenett 14. og 28. mars 2026, Trondheim, 14 kurstimer Temaer "
        "Likepersonsrollen Hva som forventes Kommunikasjon og lytting Kurset bygger på egen aktivitet, refleksjon og øving. "
        "Liv, kursleder Odd, kursleder Beviset viser at kurset er gjennomført. Det er ikke en godkjenning som likeperson. "
        "Nr. KB-2026-0412, utstedt 28. mars 2026. Kontroller på 127.0.0.1:8000/sjekk med koden 7K4M-Q2XV-9RTP"
    )
    assert words(pdf) == expected


def test_the_approval_says_what_the_facts_say_on_one_lying_page() -> None:
    pdf = reader(make_approval_facts())
    assert (len(pdf.pages), box(pdf)) == (1, A4[::-1])
    expected = (
        "Likepersonsertifikat Åse Sørgård Ædelsten-Čuđŋáŧ er godkjent som likeperson i Foreningen Nordlys "
        "fra 15. april 2026 etter gjennomført grunnkurs, signert taushetsløfte og godkjenningssamtale Kari, for "
        "likepersonsutvalget Foreningen Nordlys Sertifikatet er knyttet til oppdraget og er ikke en helsefaglig godkjenning. Om det gjelder i "
        "dag, ser du på 127.0.0.1:8000/sjekk med koden 3N8P-W5HD-6YCJ. Nr. LS-2026-0031."
    )
    assert words(pdf) == expected


def test_it_is_no_approval_stands_in_bold_on_the_completion() -> None:
    found: dict[str, str] = {}

    def note_font(text: str, _user: list, _line: list, font: dict | None, _size: float) -> None:
        found[text.strip()] = str(font["/BaseFont"]) if font else ""

    reader(make_completion_facts()).pages[0].extract_text(visitor_text=note_font)
    bold = [font for text, font in found.items() if "Det er ikke en godkjenning som likeperson" in text]
    assert [font.split("+")[1].strip(",") for font in bold] == ["Paper-Sans-650"]


@pytest.mark.parametrize("facts", BOTH, ids=lambda facts: facts.kind)
def test_title_language_dates_and_structure_are_in_the_file(facts: DocumentFacts) -> None:
    pdf = reader(facts)
    assert pdf.metadata["/Title"] == f"{facts.title} {facts.number}"
    assert pdf.metadata["/CreationDate"] == "D:20260328160000+01'00"
    assert (pdf.root_object["/Lang"], pdf.root_object["/MarkInfo"]["/Marked"].value) == ("nb", True)


@pytest.mark.parametrize("facts", BOTH, ids=lambda facts: facts.kind)
def test_the_qr_code_on_the_drawn_page_leads_to_the_check(facts: DocumentFacts, tmp_path: Path) -> None:
    """Fails when the QR picture loses its fill, its size or its light border, or holds another address."""
    scanned = subprocess.run(
        ["zbarimg", "-q", "--nodbus", "--raw", str(picture(render(facts), tmp_path))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert scanned.stdout.strip() == facts.check_url


@pytest.mark.parametrize("facts", BOTH, ids=lambda facts: facts.kind)
def test_the_same_facts_give_the_same_bytes(facts: DocumentFacts) -> None:
    first = render(facts)
    stationery.cache_clear()
    assert render(facts) == first


def test_another_process_gives_the_same_bytes() -> None:
    script = (
        "import django, hashlib; django.setup(); from certificates.rendering import render; "
        "from tests.certificates.making import make_completion_facts; "
        "print(hashlib.sha256(render(make_completion_facts())).hexdigest())"
    )
    seeds = ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"})
    assert len({run_python(script, environment) for environment in seeds}) == 1


def run_python(script: str, environment: dict[str, str]) -> str:
    root = Path(__file__).resolve().parents[2]
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.test", "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | settings | environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


HOSTILE = '</title><script>alert(1)</script><img src="file:///etc/passwd"><style>@import "http://x.example/"</style>&amp;{{ 7 }}'


def test_hostile_values_are_printed_as_letters() -> None:
    fields = dict.fromkeys(
        ("title", "name", "organisation", "number_line", "check_line", "qr_label", "place"), HOSTILE
    )
    facts = make_completion_facts(
        **fields,
        language='nb"><script>',
        partners_line=HOSTILE,
        statement=(HOSTILE,),
        topics=(HOSTILE,),
        signers=(HOSTILE,),
    )
    page = page_of(facts)
    assert [page.count(tag) for tag in ("<script", "<img", "<style", "<title>")] == [0, 0, 0, 1]
    assert "<script>alert(1)</script>" in words(reader(make_completion_facts(statement=(HOSTILE,))))


@pytest.mark.logs_errors("weasyprint")
@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "asset:../paper.css", "data:text/plain,x"]
)
def test_a_picture_may_not_fetch_anything(address: str) -> None:
    """An SVG logo is the one thing an association brings that could ask for more."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="{address}" width="9" height="9"/></svg>'
    logo = Logo(content_type="image/svg+xml", content=base64.b64encode(svg.encode()).decode())
    with pytest.raises(DocumentNotMade):
        render(make_completion_facts(logo=logo))


def test_an_associations_logo_and_colour_take_the_place_of_ours(tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (40, 40), (0, 120, 0)).save(made, "PNG")
    logo = Logo(content_type="image/png", content=base64.b64encode(made.getvalue()).decode())
    drawn = Image.open(
        picture(render(make_approval_facts(logo=logo, colour="#7a1f5c")), tmp_path, dots=50)
    ).convert("RGB")
    colours = {colour for _, colour in drawn.getcolors(100000)}
    assert {(0, 120, 0), (122, 31, 92)} <= colours
    assert (53, 59, 110) not in colours


@pytest.mark.parametrize(
    "name", ["Li", SAMI_NAME, "Karl Johan Sebastian Nordgård-Østensjø Bakkehaug", "W" * 100, "Ola " * 40]
)
@pytest.mark.parametrize("make", [make_completion_facts, make_approval_facts])
def test_long_and_short_names_stay_on_one_page_with_everything_below(make, name: str) -> None:
    pdf = reader(make(name=name))
    assert len(pdf.pages) == 1
    assert words(pdf).count("med koden") == 1


LONG = "Foreningen for autoimmune leversykdommer og pårørende i hele Nord-Norge og på Svalbard"


@pytest.mark.parametrize("topics", [3, 7, 12, 16])
def test_much_text_is_set_tighter_and_never_runs_into_signatures_or_foot(topics: int, tmp_path: Path) -> None:
    facts = make_completion_facts(
        name="Karl Johan Sebastian Nordgård-Østensjø Bakkehaug-Ædelsten",
        organisation=LONG,
        statement=(
            "har gjennomført Grunnkurs for likepersoner",
            f"hos {LONG} i samarbeid med {LONG}",
            "14. mars 2026",
        ),
        topics=("Grenser, utviklingsområder og det å øve videre alene",) * topics,
        closing=("Slutt.",),
    )
    content = render(facts)
    (tmp_path / "long.pdf").write_bytes(content)
    places = subprocess.run(
        ["pdftotext", "-bbox", str(tmp_path / "long.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    lower_edge = {
        word: float(re.search(rf'yMax="([\d.]+)">{re.escape(word)}<', places)[1])
        for word in ("Slutt.", "Liv,", "Beviset")
    }
    # The line for a signature is 13 mm high and stands above its name.
    assert lower_edge["Slutt."] + 13 * 72 / 25.4 < lower_edge["Liv,"] < lower_edge["Beviset"]


def test_a_finisher_gets_the_unfinished_file() -> None:
    """The room that signing needs."""
    content = render(
        make_approval_facts(), finisher=lambda _document, pdf: pdf.info.update({"Custom": "(here)"})
    )
    assert PdfReader(io.BytesIO(content)).metadata["/Custom"] == "here"
