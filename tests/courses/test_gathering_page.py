"""How many are expected, in words that nobody stumbles over."""

from __future__ import annotations

import pytest
from django.utils import translation

from courses.gathering_page import expected_words


@pytest.mark.parametrize(
    ("states", "away", "words"),
    [
        (
            ["active", "confirmed", "invited"],
            1,
            "To kommer. Én har ikke svart. Én har sagt fra og kan ikke komme.",
        ),
        (["invited"], 0, "Ingen kommer foreløpig. Én har ikke svart."),
        ([], 0, "Ingen kommer foreløpig."),
    ],
)
def test_nobody_is_not_a_number(states: list[str], away: int, words: str) -> None:
    """Fails when nought is counted like the others: «Null kommer.»"""
    with translation.override("nb"):
        assert expected_words(states, away=away) == words
