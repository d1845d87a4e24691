"""Which colours an association may use, and what is said to the others."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from lms.people.colour import UnusableColour, checked_main_colour, main_tokens, validate_main_colour


def refusal(colour: str) -> str:
    with translation.override("nb"), pytest.raises(UnusableColour) as caught:
        checked_main_colour(colour)
    return str(caught.value)


def test_a_dark_colour_is_taken_as_it_is() -> None:
    assert checked_main_colour(" #7A1F3D ") == "#7a1f3d"
    assert main_tokens("#7a1f3d")["light"]["--lm-panel-bg"] == "#7a1f3d"


def test_our_own_blueberry_is_taken() -> None:
    assert checked_main_colour("#353b6e") == "#353b6e"


@pytest.mark.parametrize("colour", ["", "353b6e", "#fff", "#12345g", "red", "#353b6e;}"])
def test_what_is_no_colour_is_answered_with_how_to_write_one(colour: str) -> None:
    assert refusal(colour) == "Skriv fargen som # og seks tegn, for eksempel #353b6e."


def test_a_light_colour_is_refused_with_the_nearest_that_works() -> None:
    sentence = refusal("#ff8800")
    assert sentence.startswith("Fargen er for lys: Hvit tekst på den er vanskelig å lese. #")
    suggested = sentence.split(". ")[1].split(" ")[0]
    assert checked_main_colour(suggested) == suggested


def test_the_field_validator_says_the_same() -> None:
    with translation.override("nb"), pytest.raises(ValidationError) as caught:
        validate_main_colour("#ff8800")
    assert caught.value.messages == [refusal("#ff8800")]
