"""Make a person's name safe to print and large enough to be proud of.

A name is never broken inside a word; it steps down in size until it fits one line, and at the smallest size it may
take several lines, broken at spaces.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "paper" / "fonts"
_POINTS_PER_MM = 72 / 25.4
_LONGEST = 160


def clean(text: str) -> str:
    """Return `text` on one line without control, bidirectional or unassigned characters.

    A right-to-left override could make a document read as somebody else's name; a line break could move it.
    """
    signs = (" " if sign.isspace() else sign for sign in str(text))
    kept = "".join(sign for sign in signs if unicodedata.category(sign)[0] != "C")
    one_line = " ".join(unicodedata.normalize("NFC", kept).split())
    return one_line[:_LONGEST].rstrip()


@cache
def _advances(weight: int) -> tuple[int, dict[int, int]]:
    """Return units per em and the advance width of every letter of the serif face in `weight`."""
    from fontTools.ttLib import TTFont

    widths: dict[int, int] = {}
    units = 1000
    for stem in (f"paper-serif-ext-{weight}", f"paper-serif-{weight}"):
        with TTFont(FONTS / f"{stem}.ttf") as font:
            units = font["head"].unitsPerEm
            metrics = font["hmtx"].metrics
            widths |= {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}
    return units, widths


def width_mm(text: str, *, weight: int, points: float) -> float:
    """Return how wide `text` is in millimetres, without kerning. Unknown letters count as one em."""
    units, widths = _advances(weight)
    return sum(widths.get(ord(sign), units) for sign in text) / units * points / _POINTS_PER_MM


def name_size(name: str, *, weight: int, room_mm: float, steps: Sequence[float]) -> float:
    """Return the first of `steps` (points, falling) in which `name` fits one line of `room_mm`, or else the last.

    When a single word is wider than the room even at the last step, the size goes on down until that word fits.
    """
    for points in steps:
        if width_mm(name, weight=weight, points=points) <= room_mm:
            return points
    smallest = steps[-1]
    longest_word = max((width_mm(word, weight=weight, points=smallest) for word in name.split()), default=0)
    return smallest if longest_word <= room_mm else round(smallest * room_mm / longest_word, 1)
