"""Tables that leave the house: CSV as Norwegian Excel opens it, and XLSX. What somebody typed is never run as a formula.

Why a cell may begin with an apostrophe: docs/decisions/0033-what-progress-shows.md.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a spreadsheet takes for the beginning of a formula, or for something to leave out before one. In full width too.
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_SHEET_NAME = 31
NAME_WIDTH = 28

Cell = str | int | float | Decimal | datetime.date | datetime.datetime
Row = Sequence[Cell]


def harmless(value: Cell) -> Cell:
    """The value as it may stand in a cell: text that would be read as a formula gets an apostrophe in front.

    A moment stands as the clock on the wall showed it: a spreadsheet knows no time zones.
    """
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return (
        f"'{text}" if text.lstrip(" \u00a0").startswith(BEGINNINGS) or text.startswith(BEGINNINGS) else text
    )


def as_csv(rows: Iterable[Row]) -> bytes:
    """The rows with semicolons between, and the mark at the start by which Excel knows that it is UTF-8."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows(
        [_as_typed(cell) for cell in row] for row in _all_harmless(rows)
    )
    return written.getvalue().encode("utf-8-sig")


def _all_harmless(rows: Iterable[Row]) -> Iterator[list[Cell]]:
    """The rows with every cell `harmless`. Most words stand in many cells, and are looked at once."""
    known: dict[str, Cell] = {}
    for row in rows:
        known |= {cell: harmless(cell) for cell in row if isinstance(cell, str) and cell not in known}
        yield [known[cell] if isinstance(cell, str) else harmless(cell) for cell in row]


def _as_typed(value: Cell) -> Cell:
    """Days, hours and decimals as one writes them in Norway, so that Excel takes them for what they are."""
    if isinstance(value, Decimal):
        return number_format(value)
    if isinstance(value, datetime.datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, datetime.date) else value


def as_xlsx(sheets: Mapping[str, Iterable[Row]]) -> bytes:
    """A workbook with a sheet for each name; the first row and the first column stay in sight."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(str(name)[:LONGEST_SHEET_NAME])
        sheet.freeze_panes = "B2"
        sheet.column_dimensions[get_column_letter(1)].width = NAME_WIDTH
        for row in _all_harmless(rows):
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
