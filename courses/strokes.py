"""Which window sent a text, and as which sending: what tells one's own next words from another window's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

LONGEST_NAME = 24
HIGHEST = 2_000_000_000


class Written(Protocol):
    """A row that knows who wrote it last."""

    window: str
    stroke: int


@dataclass(frozen=True)
class Stroke:
    """One sending from one window. `known` is another window's sending whose words stood in this one from the start."""

    window: str = ""
    number: int = 0
    known: tuple[str, int] = ("", 0)

    @classmethod
    def sent_with(cls, fields: Mapping[str, str]) -> Stroke:
        """What a form or the small script sent along. Without JavaScript there is nothing, and no window is known."""
        window, number = _one(f"{fields.get('window', '')}:{fields.get('stroke', '')}")
        return cls(window, number, _one(fields.get("known", "")))

    def came_after(self, row: Written) -> bool:
        """Whether the row holds what this window, or the one it took over from, had sent before."""
        if not row.window:
            return False
        return row.window == self.window or (row.window == self.known[0] and row.stroke <= self.known[1])

    def came_too_late(self, row: Written) -> bool:
        """Whether the same window has already sent this, or something newer: a lost answer, or a slow road."""
        return bool(self.window) and row.window == self.window and row.stroke >= self.number


#: A form without JavaScript, or what a leader writes in.
NO_WINDOW = Stroke()


def _one(words: str) -> tuple[str, int]:
    name, _colon, number = words.rpartition(":")
    fits = name.isascii() and name.isalnum() and len(name) <= LONGEST_NAME
    if not fits or not (number.isascii() and number.isdigit() and len(number) < 12):
        return ("", 0)
    return (name, min(int(number), HIGHEST))
