"""The code on a document can be typed by tired hands, and knows its own typing errors."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from certificates.codes import ALPHABET, LENGTH, new_code, normalise, printed, with_check_symbol

PAYLOADS = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def test_a_new_code_is_whole_and_never_the_same() -> None:
    made = {new_code() for _ in range(2000)}
    assert len(made) == 2000
    assert {code for code in made if normalise(code) != code} == set()


@given(PAYLOADS)
def test_every_single_wrong_symbol_is_found(payload: str) -> None:
    code = with_check_symbol(payload)
    wrong = [
        code[:place] + symbol + code[place + 1 :]
        for place, symbol in itertools.product(range(LENGTH), ALPHABET)
        if code[place] != symbol
    ]
    assert len(wrong) == LENGTH * 31
    assert [code for code in wrong if normalise(code) is not None] == []


def test_a_wrong_symbol_is_found_whatever_the_symbols_are() -> None:
    """The check is linear, so all pairs of symbols at all places, with the rest zero, are all cases there are."""
    zero = "0" * LENGTH
    assert normalise(zero) == zero
    slipped = [
        (place, symbol)
        for place, symbol in itertools.product(range(LENGTH), ALPHABET[1:])
        if normalise(zero[:place] + symbol + zero[place + 1 :]) is not None
    ]
    assert slipped == []


def test_every_swap_of_two_symbols_is_found() -> None:
    """Also by linearity: a swap changes the sum by (w_i + w_j) * (a + b), and this tries all of them, neighbours or not."""
    undetected = []
    for (i, j), difference in itertools.product(itertools.combinations(range(LENGTH), 2), ALPHABET[1:]):
        changed = ["0"] * LENGTH
        changed[i] = changed[j] = difference
        if normalise("".join(changed)) is not None:
            undetected.append((i, j, difference))
    assert undetected == []


@given(PAYLOADS, st.integers(0, LENGTH - 2))
def test_neighbours_that_changed_places_are_found(payload: str, place: int) -> None:
    code = with_check_symbol(payload)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert normalise(swapped) == (code if swapped == code else None)


@given(PAYLOADS, st.data())
def test_what_people_really_type_is_forgiven(payload: str, data: st.DataObject) -> None:
    code = with_check_symbol(payload)
    typed = ""
    for symbol in code:
        lookalikes = {"0": "0Oo", "1": "1IiLl"}.get(symbol, symbol + symbol.lower())
        typed += data.draw(st.sampled_from(lookalikes))
        typed += data.draw(st.sampled_from(["", "", "-", " ", "–", "\u00a0", ". ", "\u200b", "−", "\t"]))
    assert normalise(typed) == (code if len(typed) <= 64 else None)


@given(st.text(max_size=80))
def test_nothing_that_is_typed_can_break_it(typed: str) -> None:
    code = normalise(typed)
    assert code is None or normalise(code) == code


def test_letters_that_are_never_used_are_refused() -> None:
    assert [normalise(with_check_symbol("0" * 11)[:-1] + letter) for letter in "UÆØÅ*"] == [None] * 5


def test_it_is_printed_in_groups_of_four() -> None:
    assert printed("7K4MQ2XV9RTB") == "7K4M-Q2XV-9RTB"
