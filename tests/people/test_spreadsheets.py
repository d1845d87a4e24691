"""Tables that leave the house open in Norwegian Excel, and nothing in them is run."""

from __future__ import annotations

import datetime
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from lms.people import spreadsheets

DANGEROUS = ["=1+1", "+47", "-2", "@SUM(A1)", "\tx", "\rx", " =1+1", "＝1+1"]


def cells_of(content: bytes) -> list[list]:
    """The cells of the first sheet, with how each is stored."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("typed", DANGEROUS)
def test_what_looks_like_a_formula_is_text_in_both_kinds_of_file(typed: str) -> None:
    """A name that begins with a sign of calculation is never run, in Excel or in what the CSV is opened with."""
    assert spreadsheets.harmless(typed) == f"'{typed}"
    assert spreadsheets.as_csv([["Navn"], [typed]]).decode("utf-8-sig").startswith("Navn\r\n")
    assert b"\n" + typed.encode() not in spreadsheets.as_csv([["Navn"], [typed]])
    [[_name], [(_value, kind)]] = cells_of(spreadsheets.as_xlsx({"Ark": [["Navn"], [typed]]}))
    assert kind == "s"


def test_names_and_numbers_stay_as_they_are() -> None:
    """Hyphens and signs inside a name are no formula, and a number stays a number."""
    row = ["Anne-Marie Ås", "a=b", "0.1", 7, 1.5]
    assert [spreadsheets.harmless(cell) for cell in row] == row


def test_the_csv_is_what_norwegian_excel_opens_with_a_double_click() -> None:
    """The mark of UTF-8 first, semicolons between, and quotes around what has one inside."""
    content = spreadsheets.as_csv([["Åse; Lie", 'Sa "hei"'], ["Øy", 2]])
    assert content == '\ufeff"Åse; Lie";"Sa ""hei"""\r\nØy;2\r\n'.encode()


def test_signs_that_no_workbook_holds_are_left_out() -> None:
    """A control sign in a name must not stop the file."""
    content = spreadsheets.as_xlsx({"Ark": [["Arne\x0bDahl", 3]]})
    assert cells_of(content) == [[("ArneDahl", "s"), (3, "n")]]


def test_a_day_is_a_day_in_both_kinds_of_file() -> None:
    """A moment stands as the clock on the wall showed it; openpyxl refuses one with a time zone."""
    day = datetime.date(2026, 3, 1)
    moment = timezone.make_aware(datetime.datetime(2026, 3, 1, 10, 30))
    assert spreadsheets.as_csv([[day, moment]]).decode("utf-8-sig") == "01.03.2026;01.03.2026 10:30\r\n"
    [[first, second]] = cells_of(spreadsheets.as_xlsx({"Ark": [[day, moment]]}))
    assert first == (datetime.datetime(2026, 3, 1), "d")
    assert second == (datetime.datetime(2026, 3, 1, 10, 30), "d")
