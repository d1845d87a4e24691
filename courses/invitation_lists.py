"""Reading a pasted list of people to invite: one on each line, a name and an e-mail address or a mobile number."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.people.addresses import clean_email, clean_phone

BETWEEN = re.compile(r"[;\t<>]+")
#: An address right after a name, with nothing but a space between: an e-mail address, or at least eight digits.
ADDRESS = re.compile(r"""[^\s;,<>"']*@[^\s;,<>"']*|(?<!\S)\+?\d(?:\s?\d){7,}(?!\S)""")
#: What a spreadsheet takes for the beginning of a formula.
CALCULATED = ("=", "+", "-", "@")
LONGEST_NAME = 120
#: As many digits make a phone number; a house number or a number of a member has fewer.
PHONE_DIGITS = 8
MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """One line as read. `problem` says in a sentence why it is left out; empty when it is fine.

    `has_place` says that the reason is a place on the course.
    """

    number: int
    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    problem: str = ""
    has_place: bool = False

    @property
    def addresses(self) -> list[str]:
        """The e-mail address, the phone number, or both."""
        return [address for address in (self.email, self.phone) if address]


def read_list(
    text: str, *, taken: Collection[str] = (), owners: Mapping[str, int] | None = None
) -> list[Line]:
    """The lines of a pasted list, empty ones left out. `taken` are addresses that already have a place, `owners` whose
    the known addresses are: two that are not one person's do not go together on a line.

    Semicolon, comma or tab stand between the parts, in any order, as mail programs and spreadsheets give them, or a
    space alone, as people write them.
    """
    lines: list[Line] = []
    seen: set[str] = set()
    filled = ((number, row) for number, row in enumerate(text.splitlines(), start=1) if row.strip())
    for number, row in islice(filled, MOST_LINES):
        line = _read(number, row.strip())
        if not line.problem:
            line = _beside_others(line, seen, taken, owners or {})
        if not line.problem or line.has_place:
            seen.update(line.addresses)
        lines.append(line)
    return lines


def _beside_others(
    line: Line, seen: Collection[str], taken: Collection[str], owners: Mapping[str, int]
) -> Line:
    """The line, with what is wrong with it when one looks at the lines above and at who is known."""
    if any(address in seen for address in line.addresses):
        return replace(line, problem=_("The same address stands further up."))
    if line.addresses[0] not in taken and len({owners[one] for one in line.addresses if one in owners}) > 1:
        words = _("The e-mail address and the phone number belong to two different people. Use one of them.")
        return replace(line, problem=words)
    if any(address in taken for address in line.addresses):
        return replace(line, problem=_("Has a place on this course already."), has_place=True)
    return line


def _read(number: int, row: str) -> Line:
    parts = [part for chunk in BETWEEN.split(ADDRESS.sub(r";\g<0>;", row)) for part in _parts(chunk)]
    email = next((part for part in parts if "@" in part), "")
    phone = next((part for part in parts if "@" not in part and _has_digits(part)), "")
    names = [part for part in parts if _is_name(part)]
    name = names[0] if names else ""
    if len(set(names)) > 1 or _several_addresses(parts):
        words = _(
            "There are several names, e-mail addresses or mobile numbers here. Write one person on each line, "
            "with only one of each."
        )
        return Line(number, row, problem=words)
    if not name:
        return Line(number, row, problem=_("The name is missing."))
    if name.startswith(CALCULATED):
        return Line(number, row, problem=_("A name cannot begin with «%(sign)s».") % {"sign": name[0]})
    if not email and not phone:
        return Line(number, row, name, problem=_("An e-mail address or a mobile number is missing."))
    try:
        email, phone = clean_email(email) if email else "", clean_phone(phone) if phone else ""
    except ValidationError as error:
        return Line(number, row, name, problem=error.messages[0])
    return Line(number, row, name[:LONGEST_NAME], email, phone)


def _parts(chunk: str) -> list[str]:
    """What stands between commas; «Lie, Kari», as mail programs write names, is one part: Kari Lie."""
    parts = [part.strip(" \"'") for part in chunk.split(",") if part.strip(" \"'")]
    if len(parts) == 2 and all(_is_name(part) for part in parts) and " " not in parts[0]:
        return [f"{parts[1]} {parts[0]}"]
    return parts


def _several_addresses(parts: list[str]) -> bool:
    """Whether two different addresses of one kind are there: perhaps two people, and none is left out unseen."""
    emails = {part.casefold().removeprefix("mailto:") for part in parts if "@" in part}
    numbers = ("".join(filter(str.isdigit, part)) for part in parts if "@" not in part)
    phones = {number[-PHONE_DIGITS:] for number in numbers if len(number) >= PHONE_DIGITS}
    return len(emails) > 1 or len(phones) > 1


def _is_name(part: str) -> bool:
    return "@" not in part and not _has_digits(part)


def _has_digits(part: str) -> bool:
    return any(character.isdigit() for character in part)
