"""Make the static fonts of the documents from the variable fonts of the screens.

    python certificates/paper/make_fonts.py FOLDER_WITH_THE_VARIABLE_WOFF2_FILES

Run it when the screen fonts change; the result is committed. Three rules are built in:

* one weight per file, because a PDF renderer cannot be trusted with a variable axis;
* one family name per file, because a renderer that finds two files under one name may draw the
  letters of one with the shapes of the other, and print a wrong name that still copies right;
* names without "Source", which the licence of Source Sans reserves for unchanged files.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parent / "fonts"

# (variable file, family without weight, weights)
SOURCES = (
    ("literata-latin-wght-normal", "Paper Serif", (440, 480, 560, 600)),
    ("literata-latin-ext-wght-normal", "Paper Serif Ext", (440, 480, 560, 600)),
    ("source-sans-3-latin-wght-normal", "Paper Sans", (400, 650)),
    ("source-sans-3-latin-ext-wght-normal", "Paper Sans Ext", (400, 650)),
    ("source-sans-3-latin-wght-italic", "Paper Sans Italic", (400,)),
)
FAMILY, SUBFAMILY, UNIQUE, FULL, POSTSCRIPT = 1, 2, 3, 4, 6
TYPOGRAPHIC = (16, 17, 21, 22, 25)


def make(source: Path, family: str, weight: int) -> Path:
    """Write one static weight of `source` as a font file with its own family name."""
    font = TTFont(source, recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.flavor = None
    for table in ("STAT", "vhea", "vmtx"):
        if table in font:
            del font[table]
    name = f"{family} {weight}"
    names = font["name"]
    names.names = [record for record in names.names if record.nameID not in TYPOGRAPHIC]
    postscript = name.replace(" ", "")
    for identifier, text in (
        (FAMILY, name),
        (SUBFAMILY, "Regular"),
        (UNIQUE, f"{postscript};static"),
        (FULL, name),
        (POSTSCRIPT, postscript),
    ):
        names.removeNames(nameID=identifier)
        names.setName(text, identifier, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = 0x40
    font["head"].macStyle = 0
    target = FONTS / f"{name.lower().replace(' ', '-')}.ttf"
    font.save(target)
    return target


def main(folder: str) -> None:
    """Make every file of `SOURCES`."""
    for stem, family, weights in SOURCES:
        for weight in weights:
            target = make(Path(folder) / f"{stem}.woff2", family, weight)
            sys.stdout.write(f"{target.name}: {target.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main(sys.argv[1])
