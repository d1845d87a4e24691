"""Names on paper: safe, whole, and as large as they can be."""

from hypothesis import given
from hypothesis import strategies as st

from certificates.fitting import clean, name_size, width_mm
from certificates.rendering import NAME_ROOM

APPROVAL = NAME_ROOM["approval"]


def test_control_and_bidirectional_characters_are_taken_out() -> None:
    assert clean("Bi\u202eret\x00 \u2066Ánne\u2069\r\n\tN\u00adango\u200b") == "Biret Ánne Nango"


def test_letters_with_loose_accents_are_put_together() -> None:
    assert clean("A\u030ase C\u030cuđŋa\u0301ŧ") == "Åse Čuđŋáŧ"


@given(st.text(max_size=200))
def test_a_cleaned_name_is_one_line_and_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.splitlines() in ([once], [])


def test_names_step_down_and_never_out_of_their_room() -> None:
    names = ("Biret Ánne", "Åse Sørgård Hansen", "Åse Sørgård Ædelsten-Čuđŋáŧ")
    assert [name_size(name, **APPROVAL) for name in names] == [50, 38, 28]


def test_a_word_that_is_too_wide_at_the_smallest_size_shrinks_until_it_fits() -> None:
    name = "W" * 60
    points = name_size(name, **APPROVAL)
    assert points < 28
    assert width_mm(name, weight=480, points=points) <= APPROVAL["room_mm"] + 0.5
