"""Which window sent what: one's own next words are no conflict, and what comes too late is passed over."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from courses.strokes import NO_WINDOW, Stroke


@dataclass
class Row:
    window: str = ""
    stroke: int = 0


@pytest.mark.parametrize(
    ("row", "after", "late"),
    [
        (Row(), False, False),
        (Row("mine", 4), True, False),
        (Row("mine", 5), True, True),
        (Row("mine", 6), True, True),
        (Row("before", 2), True, False),
        (Row("before", 3), False, False),
        (Row("other", 1), False, False),
    ],
)
def test_what_a_sending_knows_about_the_row(row: Row, after: bool, late: bool) -> None:
    sending = Stroke("mine", 5, ("before", 2))
    assert (sending.came_after(row), sending.came_too_late(row)) == (after, late)


@pytest.mark.parametrize("row", [Row(), Row("other", 1)])
def test_a_form_without_a_window_never_passes_for_one(row: Row) -> None:
    assert (NO_WINDOW.came_after(row), NO_WINDOW.came_too_late(row)) == (False, False)


@pytest.mark.parametrize(
    ("window", "stroke", "known", "read"),
    [
        ("ab12", "7", "cd34:2", Stroke("ab12", 7, ("cd34", 2))),
        ("ab12", "7", "", Stroke("ab12", 7)),
        ("", "7", "cd34:2", Stroke("", 0, ("cd34", 2))),
        ("a" * 25, "7", "", NO_WINDOW),
        ("<b>", "7", "cd34:-2", NO_WINDOW),
        ("ab12", "seven", "cd34", NO_WINDOW),
        ("ab12", "9" * 11, "", Stroke("ab12", 2_000_000_000)),
        ("ab12", "9" * 12, "", NO_WINDOW),
        ("ab12", "²", "", NO_WINDOW),
    ],
)
def test_what_is_sent_along_is_read_or_passed_over(window, stroke, known, read) -> None:
    assert Stroke.sent_with({"window": window, "stroke": stroke, "known": known}) == read
