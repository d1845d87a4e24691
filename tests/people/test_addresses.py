"""The many ways people write an address, and the one way it is kept."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lms.people.addresses import clean_address, clean_email, clean_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("400 00 002", "+4740000002"),
        ("40 00 00 02", "+4740000002"),
        ("+47 400 00 002", "+4740000002"),
        ("0047 400 00 002", "+4740000002"),
        ("47 400 00 002", "+4740000002"),
        ("4740 0002", "+4747400002"),
        ("+46 70 123 45 67", "+46701234567"),
        (" Arne @Likevel.Example ", "arne@likevel.example"),
        ("40000002@likevel.example", "40000002@likevel.example"),
    ],
)
def test_what_is_typed_becomes_what_is_kept(typed, kept):
    assert clean_address(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "  ", "400", "+", "+47", "400 00 00 02 9", "arne", "a@b", "a@b.", "æ@@b.no", "١٢٣٤٥٦٧٨"]
)
def test_what_cannot_be_an_address_is_refused(typed):
    with pytest.raises(ValidationError):
        clean_address(typed)


@given(st.text())
def test_anything_typed_is_an_address_or_a_sentence(typed):
    try:
        kept = clean_address(typed)
    except ValidationError as refusal:
        sentences = refusal.messages
    else:
        sentences = [kept]
        assert clean_address(kept) == kept
    assert len(sentences) == 1


@given(st.integers(min_value=20000000, max_value=99999999))
def test_every_norwegian_number_has_one_form(number):
    digits = str(number)
    assert {
        clean_phone(digits),
        clean_phone(f"+47{digits}"),
        clean_phone(f"0047 {digits[:3]} {digits[3:]}"),
    } == {f"+47{digits}"}


def test_an_email_is_one_address():
    assert clean_email("Kari.Moe@Likevel.example") == "kari.moe@likevel.example"
