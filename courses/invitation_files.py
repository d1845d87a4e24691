"""Reading a list of people to invite from a file: CSV as Norwegian Excel writes it, or XLSX.

What comes out are lines as one would have pasted them (`courses.invitation_lists`), so that they are looked at in the same
preview. A formula is never worked out and its text never taken for a name; a file that is too large, or would be when it is
unpacked, is refused before it is read.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from courses.errors import CourseError
from courses.invitation_lists import ADDRESS, MOST_LINES

MOST_BYTES = 1_000_000
#: A list of this size is read in some seconds, whatever it is filled with.
MOST_UNPACKED = 5_000_000
MOST_COLUMNS = 30
#: How far down people may stand in a sheet. Empty rows between them are nothing to stop at, so it is more than there may be.
MOST_ROWS = 5000
#: No sheet has a row below this one. Spreadsheets write it, empty, when somebody has given all rows another look.
LAST_ROW = 1_048_576
ZIP = b"PK\x03\x04"
#: Text files with their mark at the start; without one UTF-8 where that is what it is, else what Norwegian Excel writes.
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
EXCEL = "cp1252"
BETWEEN = (";", "\t", ",")
FIRST_NAME, LAST_NAME, NAME, EMAIL, PHONE = "first name", "last name", "name", "e-mail", "phone"
#: What the columns are called, in three languages and in the registers of members.
HEADINGS = {
    NAME: ("navn", "namn", "name", "fullt navn", "deltaker", "deltakar", "medlem"),
    FIRST_NAME: ("fornavn", "førenamn", "first name", "firstname", "given name"),
    LAST_NAME: ("etternavn", "etternamn", "last name", "lastname", "surname"),
    EMAIL: ("e-post", "epost", "e-postadresse", "epostadresse", "email", "e-mail", "mail", "e-mail address"),
    PHONE: ("mobil", "mobilnummer", "mobile", "mobil/telefon", "telefon", "telefonnummer", "tlf", "phone"),
}
KINDS = {heading: kind for kind, headings in HEADINGS.items() for heading in headings}
#: Of several columns of one kind the one named first above is read first: a message reaches a mobile.
RANKS = {heading: rank for rank, heading in enumerate(KINDS)}
#: How many rows at the top may hold the headings. Registers write a title and a date above them.
TOP_ROWS = 10
#: A name and two addresses. More columns than that need headings: nobody else's column is taken for one of them.
MOST_WITHOUT_HEADINGS = 3


def text_of(uploaded: UploadedFile) -> str:
    """The people in a file, one on each line, as one would have pasted them.

    Raises CourseError for a file that is too large, holds too many lines, or is no list we can read.
    """
    if uploaded.size is None or uploaded.size > MOST_BYTES:
        raise CourseError(
            _("The file is too large. It can be up to 1 MB. Keep only the names and addresses.")
        )
    content = uploaded.read()
    rows = [row for row in _rows(content) if any(row)]
    lines = list(_lines(rows))
    if not lines:
        raise CourseError(
            _("We found nobody in the file. It needs a column with names, and one with e-mail or mobile.")
        )
    if len(lines) > MOST_LINES:
        raise CourseError(_("The file has more than %(most)d lines. Divide it.") % {"most": MOST_LINES})
    return "\n".join(lines)


def _rows(content: bytes) -> Iterator[list[str]]:
    """The cells as text, whatever kind of file it is."""
    return _of_workbook(content) if content.startswith(ZIP) else _of_text(content)


def _of_text(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise CourseError(_("We cannot read this file. Save it as XLSX or CSV, and try again."))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            yield [cell.strip() for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise CourseError(_("We cannot read this file. Save it as XLSX or CSV, and try again.")) from error


def _delimiter(text: str) -> str:
    """What divides the headings, and where there are none, what stands most often in the first lines."""
    top = [line for line in text.splitlines() if line.strip()][:TOP_ROWS]

    def fits(sign: str) -> tuple[int, int]:
        known = (_how_many_known([cell.strip(' "') for cell in line.split(sign)]) for line in top)
        return max(known, default=0), sum(line.count(sign) for line in top)

    return max(BETWEEN, key=fits)


def _decoded(content: bytes) -> str:
    mark = next((mark for mark in MARKS if content.startswith(mark)), b"")
    for encoding in (MARKS[mark],) if mark else ("utf-8", EXCEL):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CourseError(_("We cannot read this file. Save it as XLSX or CSV, and try again."))


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    """The first sheet. A cell with a formula is empty: it is not worked out, and its text is nobody's name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(file.file_size for file in packed.infolist()) > MOST_UNPACKED:
                raise CourseError(
                    _("The file is too large. It can be up to 1 MB. Keep only the names and addresses.")
                )
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file claims about its size may be wrong
        before = None
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            if row is before and number <= LAST_ROW:
                continue  # for all rows that the file leaves out, openpyxl gives the very same empty one
            before, cells = row, [_cell(cell) for cell in row]
            if number > LAST_ROW or (number > MOST_ROWS and any(cells)):
                raise CourseError(
                    _("The file has more than %(most)d lines. Divide it.") % {"most": MOST_LINES}
                )
            yield cells
    except CourseError:
        raise
    except Exception as error:
        raise CourseError(_("We cannot read this file. Save it as XLSX or CSV, and try again.")) from error


def _cell(cell: Any) -> str:
    """A cell as text; a number that Excel made of a phone number without its decimals."""
    if cell.value is None or cell.data_type == "f":
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return " ".join(str(cell.value).split())


def _lines(rows: Sequence[list[str]]) -> Iterator[str]:
    """Each row as a line. With headings only the columns we know are taken; a register holds more than is needed here.

    Raises CourseError where there are none, and more columns than we ask for.
    """
    top = max(range(min(len(rows), TOP_ROWS)), key=lambda number: _how_many_known(rows[number]), default=0)
    if rows and _how_many_known(rows[top]):
        headings = [_heading(cell) for cell in rows[top]]
        found = [_known(row, headings) for row in rows[top + 1 :]]
    elif sum(any(column) for column in zip_longest(*rows)) > MOST_WITHOUT_HEADINGS:
        raise CourseError(
            _(
                "We do not see what stands in the columns. Write name, e-mail and mobile above them, or keep "
                "only those three."
            )
        )
    else:
        found = [[_as_part(cell) for cell in row] for row in rows]
    for cells in found:
        yield "; ".join(cell for cell in cells if cell)


def _heading(cell: str) -> str:
    return cell.casefold().rstrip(":* ")


def _how_many_known(row: Sequence[str]) -> int:
    """How many headings we know there are in a row. Where an address stands, there are none: it is somebody's row."""
    if any(ADDRESS.search(cell) for cell in row):
        return 0
    return sum(_heading(cell) in KINDS for cell in row)


def _known(row: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Name, e-mail and phone of a row. Of several columns of one kind the first that holds something."""
    columns = [(heading, cell) for heading, cell in zip(headings, row, strict=False) if heading in KINDS]
    found: dict[str, str] = {}
    for heading, cell in sorted(columns, key=lambda column: RANKS[column[0]]):
        found[KINDS[heading]] = found.get(KINDS[heading]) or cell
    name = found.get(NAME) or f"{found.get(FIRST_NAME, '')} {found.get(LAST_NAME, '')}".strip()
    return [_as_part(name), _as_part(found.get(EMAIL, "")), _as_part(found.get(PHONE, ""))]


def _as_part(cell: str) -> str:
    """A cell as a part of a line: «Lie, Åse» is Åse Lie, and no sign is left that would divide it."""
    if cell.count(",") == 1 and "@" not in cell:
        last, first = cell.split(",")
        cell = f"{first.strip()} {last.strip()}"
    for sign in ";,\t<>":
        cell = cell.replace(sign, " ")
    return " ".join(cell.split())
