"""The letters of the papers: each from a font of ours, with its own shape and width, also the Northern Sámi ones."""

import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont
from pypdf import PdfReader
from pypdf.generic import ContentStream

from certificates.documents import DocumentFacts
from certificates.fitting import FONTS
from certificates.rendering import render
from tests.certificates.drawing import BOTH, picture, reader
from tests.certificates.making import SAMI_NAME, make_approval_facts


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
