"""The two papers: their words, letters, QR code and bytes – and what a hostile value cannot do."""

import base64
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont
from pypdf import PdfReader
from pypdf.generic import ContentStream

from certificates import rendering
from certificates.documents import DocumentFacts, Logo
from certificates.fitting import FONTS
from certificates.rendering import DocumentNotMade, page_of, render
from tests.certificates.making import SAMI_NAME, make_approval_facts, make_completion_facts

BOTH = [make_completion_facts(), make_approval_facts()]
A4 = (595, 842)


def reader(facts: DocumentFacts) -> PdfReader:
    return PdfReader(io.BytesIO(render(facts)))


def words(pdf: PdfReader) -> str:
    return " ".join(pdf.pages[0].extract_text().split())


def picture(content: bytes, folder: Path, *, dots: int = 150) -> Path:
    """The first page as a picture, drawn by another program than the one that made it."""
    (folder / "page.pdf").write_bytes(content)
    command = [
        "pdftoppm",
        "-png",
        "-singlefile",
        "-r",
        str(dots),
        str(folder / "page.pdf"),
        str(folder / "page"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "page.png"


def box(pdf: PdfReader) -> tuple[int, int]:
    return round(pdf.pages[0].mediabox.width), round(pdf.pages[0].mediabox.height)


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
    rendering._stationery.cache_clear()
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


def drawn_glyphs(pdf: PdfReader) -> list[tuple[str, str, float, float]]:
    """Every letter of the page: font, letter by the file's own map, width by the file, width by the embedded outlines.

    A file that maps a code to «đ» but holds another letter's outline differs in the last two, or in the outline below.
    """
    page = pdf.pages[0]
    fonts = {name: font.get_object() for name, font in page["/Resources"]["/Font"].items()}
    found, current = [], None
    for operands, operator in ContentStream(page.get_contents(), pdf).operations:
        if operator == b"Tf":
            current = EmbeddedFont(fonts[operands[0]])
        elif operator in (b"Tj", b"TJ") and current is not None:
            strings = operands[0] if operator == b"TJ" else operands
            for part in strings:
                raw = bytes(part) if isinstance(part, bytes) else getattr(part, "original_bytes", None)
                if raw is not None:
                    found += [current.glyph(raw[i : i + 2]) for i in range(0, len(raw), 2)]
    return found


class EmbeddedFont:
    """One font inside the PDF: its outlines, its widths and its map back to letters."""

    def __init__(self, font: dict) -> None:
        below = font["/DescendantFonts"][0].get_object()
        self.name = str(font["/BaseFont"]).split("+")[1].strip(",")
        self.outlines = TTFont(io.BytesIO(below["/FontDescriptor"]["/FontFile2"].get_data()))
        self.widths = self._widths(below["/W"])
        self.letters = self._letters(font["/ToUnicode"].get_data().decode())

    @staticmethod
    def _widths(array: list) -> dict[int, float]:
        widths, at = {}, 0
        while at < len(array):
            first, second = int(array[at]), array[at + 1].get_object()
            if isinstance(second, list):
                widths |= {first + i: float(width) for i, width in enumerate(second)}
                at += 2
            else:
                widths |= dict.fromkeys(range(first, int(second) + 1), float(array[at + 2]))
                at += 3
        return widths

    @staticmethod
    def _letters(cmap: str) -> dict[int, str]:
        pairs = re.findall(r"<([0-9A-Fa-f]{4})>\s+<([0-9A-Fa-f]+)>\s*\n", cmap)
        return {int(code, 16): bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}

    def glyph(self, code: bytes) -> tuple[str, str, float, float]:
        index = int.from_bytes(code, "big")
        advance = self.outlines["hmtx"].metrics[self.outlines.getGlyphName(index)][0]
        real = advance / self.outlines["head"].unitsPerEm * 1000
        return self.name, self.letters[index], round(self.widths[index]), round(real)


@pytest.mark.parametrize("facts", BOTH, ids=lambda facts: facts.kind)
def test_every_letter_has_the_width_of_its_own_outline(facts: DocumentFacts) -> None:
    """Fails when two font files share a family name: the wrong letters are drawn while the text still copies right."""
    glyphs = drawn_glyphs(reader(facts))
    text = "".join(letter for _, letter, _, _ in glyphs)
    assert {letter for letter in SAMI_NAME if letter not in text} == set()
    assert [glyph for glyph in glyphs if glyph[2] != glyph[3]] == []


@pytest.mark.parametrize("facts", BOTH, ids=lambda facts: facts.kind)
def test_every_letter_of_the_name_comes_from_a_font_of_ours_and_has_the_width_it_has_there(
    facts: DocumentFacts,
) -> None:
    """The outlines inside the PDF are measured against the font files we ship, letter by letter, in both faces."""
    wrong = []
    for font, letter, _, drawn in drawn_glyphs(reader(facts)):
        with TTFont(FONTS / f"{font.lower()}.ttf") as ours:
            glyph = ours.getBestCmap().get(ord(letter[0])) if len(letter) == 1 else None
            expected = ours["hmtx"].metrics[glyph][0] / ours["head"].unitsPerEm * 1000 if glyph else drawn
        if round(expected) != drawn:
            wrong.append((font, letter, drawn, round(expected)))
    assert wrong == []


SAMI_LETTERS = "čđŋšŧžČĐŊŠŦŽ"


@pytest.mark.parametrize("letter", SAMI_LETTERS)
def test_each_sami_letter_is_drawn_with_its_own_shape(letter: str, tmp_path: Path) -> None:
    """A picture of the last letter of a name is compared with every Sámi letter drawn straight from our font.

    The other letters of the name come from the other font file, as in the real case where wrong letters were printed.
    Two programs drew the pictures, so they are never quite equal; but the likest one must be the letter itself.
    """
    page = Image.open(picture(render(make_approval_facts(name=f"Åse {letter}")), tmp_path, dots=100)).convert(
        "L"
    )
    # The name stands alone between the title and the statement, right of the seal.
    on_page = last_word(page.crop((420, 240, 800, 346)))
    unlikeness = {other: unlike(on_page, drawn_alone(other)) for other in SAMI_LETTERS}
    assert min(unlikeness, key=lambda other: unlikeness[other]) == letter


def last_word(line: Image.Image) -> Image.Image:
    """What stands after the last gap that is as wide as a space."""
    inked = [min(line.getpixel((x, y)) for y in range(line.height)) < 128 for x in range(line.width)]
    end = line.width - inked[::-1].index(True)
    start = max(x for x in range(end) if not any(inked[x - 9 : x]))
    word = line.crop((start, 0, end, line.height))
    return word.crop(ImageChops.invert(word).getbbox())


def drawn_alone(letter: str) -> Image.Image:
    canvas = Image.new("L", (300, 300), 255)
    font = ImageFont.truetype(str(FONTS / "paper-serif-ext-480.ttf"), round(50 * 100 / 72))
    ImageDraw.Draw(canvas).text((100, 60), letter, font=font, fill=0)
    return canvas.crop(ImageChops.invert(canvas).getbbox())


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of dots that differ, both laid over each other from the upper left corner."""
    width, height = max(one.width, other.width), max(one.height, other.height)
    sheets = []
    for part in (one, other):
        sheet = Image.new("L", (width, height), 255)
        sheet.paste(part, (0, 0))
        sheets.append(sheet)
    return sum(ImageChops.difference(*sheets).histogram()[128:]) / (width * height)


def test_no_two_font_files_share_a_family_name_and_the_licences_lie_beside_them() -> None:
    families = [TTFont(file)["name"].getDebugName(1) for file in sorted(FONTS.glob("*.ttf"))]
    sheet = (FONTS.parent / "paper.css").read_text()
    faces = re.findall(r'font-family: "([^"]+)"; src: url\("asset:([^"]+)"\)', sheet)
    assert sorted(family for family, _ in faces) == sorted(families)
    assert len(set(families)) == len(families)
    assert {name for _, name in faces} == {file.name for file in FONTS.glob("*.ttf")}
    assert {file.name for file in FONTS.glob("LICENSE-*")} == {
        "LICENSE-Literata.txt",
        "LICENSE-SourceSans3.txt",
    }
    assert not any("Source" in family for family in families)


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
