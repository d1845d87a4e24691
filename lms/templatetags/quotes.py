"""What people say, in boxes. Written here and not in a template: twelve of them may stand on one page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe

QUOTE = '<blockquote class="lm-says lm-says--box"><p>{}</p><p class="lm-small lm-muted">{}</p></blockquote>'


class Quote(Protocol):
    """A text, and what the one who wrote it is called here."""

    text: str

    @property
    def first_name(self) -> str: ...


def quotes(said: Iterable[Quote]) -> SafeString:
    """Each text in a box of its own with the first name below. Lines stay lines; nothing in them is markup."""
    return mark_safe(  # noqa: S308  escaped here
        "".join([QUOTE.format(_lines(one.text), escape(one.first_name)) for one in said])
    )


def _lines(text: str) -> str:
    return "<br>".join(escape(text).splitlines())
