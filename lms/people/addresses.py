"""What a person types to say who they are: an e-mail address or a mobile number, in any of the ways people write them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

NORWAY = "+47"
SIGNS_IN_NUMBERS = " \u00a0\u2009\u202f-–.()/"
SHORTEST, LONGEST = 8, 15
_valid_email = EmailValidator()


def looks_like_email(text: str) -> bool:
    """Whether `text` is meant as an e-mail address, right or wrong. Anything that is mostly digits is a number."""
    digits = sum(character.isdigit() for character in text)
    letters = sum(character.isalpha() for character in text)
    return "@" in text or letters > digits


def clean_email(text: str) -> str:
    """The address in lower case. Raises ValidationError with a sentence that says what is missing."""
    address = "".join(text.split()).lower()
    name, at, domain = address.partition("@")
    if not at:
        raise ValidationError(
            _("There is no @ in this address. An e-mail address looks like name@example.no.")
        )
    if not name:
        raise ValidationError(_("What stands before the @ is missing."))
    if "." not in domain.strip("."):
        raise ValidationError(_("The address lacks its ending, for example «.no»."))
    try:
        _valid_email(address)
    except ValidationError as error:
        raise ValidationError(
            _("There is a sign in the address that cannot be there. Look at it once more.")
        ) from error
    return address


def clean_phone(text: str) -> str:
    """The number with its country, «+4740000002»; a number without one is Norwegian.

    Raises ValidationError with a sentence when it cannot be a number one can send a message to.
    """
    compact = "".join(character for character in text.strip() if character not in SIGNS_IN_NUMBERS)
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    digits = compact.removeprefix("+")
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValidationError(_("A mobile number has only digits, for example 400 00 000."))
    if not compact.startswith("+"):
        digits = digits if len(digits) == 10 and digits.startswith("47") else NORWAY[1:] + digits
    if digits.startswith("47"):
        return _norwegian(digits)
    if not SHORTEST <= len(digits) <= LONGEST:
        raise ValidationError(_("This is too short or too long for a phone number."))
    return "+" + digits


def _norwegian(digits: str) -> str:
    if len(digits) != 10:
        raise ValidationError(_("A Norwegian mobile number has eight digits. Count them once more."))
    return "+" + digits


def partly_hidden(address: str) -> str:
    """An address for the eyes of somebody who has not shown that they know it: enough to recognise one's own."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}…@{domain[:1]}…" if at else f"… {address[-2:]}"


def clean_address(text: str) -> str:
    """The e-mail address or phone number in `text`, in the one form it is kept in. Raises ValidationError."""
    return clean_email(text) if looks_like_email(text) else clean_phone(text)
