"""Names in alphabetical order as Norwegians expect it: Á stands with A, and Æ, Ø, Å come last."""

from __future__ import annotations

import unicodedata

LAST = {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"}
PLAIN = str.maketrans({"đ": "d", "ŋ": "n", "ŧ": "t", "ð": "d", "ł": "l", "ß": "ss"})


def alphabetical(name: str) -> str:
    """A key to sort names by."""
    signs = unicodedata.normalize("NFC", name).casefold().translate(PLAIN)
    return "".join(LAST.get(sign) or unicodedata.normalize("NFD", sign)[0] for sign in signs)
