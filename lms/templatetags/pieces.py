"""A piece of a page that follows from few plain values is put together once, and then only filled in.

    {% piece "components/foot.html" sends="work" fill here=frame.here %}

What stands before `fill` decides the markup: short plain values that many readers have in common – the language is one of
them unasked. What stands after `fill` is the reader's own, and so is the token of a form: it is escaped and put into its
place each time, and never kept. Nothing somebody has written or chosen may stand before `fill` (decision 37).
"""

from __future__ import annotations

import html
import re
import secrets
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.context import BaseContext
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

#: How many pieces a process keeps. The frame of a page takes about ten for each language and association.
MOST_KEPT = 4096
#: Nobody can know it, so nobody can write what looks like a place to be filled in.
_PLACE = f"place-{secrets.token_hex(8)}-"
_PLACES = re.compile(rf"{_PLACE}(\w+)-")
_TOKEN = "csrf_token"  # noqa: S105  the name, not the token
Given = tuple[tuple[str, type, object], ...]


@register.tag("piece")
def do_piece(parser: Parser, token: Token) -> PieceNode:
    """`{% piece "a/template.html" name=value … fill name=value … %}`. Raises TemplateSyntaxError for anything else."""
    _tag, *bits = token.split_contents()
    if not bits:
        raise template.TemplateSyntaxError("'piece' needs the name of a template.")
    name = parser.compile_filter(bits.pop(0))
    shape = token_kwargs(bits, parser)
    filled = {}
    if bits[:1] == ["fill"]:
        del bits[0]
        filled = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"'piece' does not know what {bits[0]!r} is.")
    return PieceNode(name, shape, filled)


class PieceNode(Node):
    """Looks the piece up, and fills it in."""

    def __init__(
        self, name: FilterExpression, shape: dict[str, FilterExpression], filled: dict[str, FilterExpression]
    ) -> None:
        self.name, self.shape, self.filled = name, shape, filled

    def render(self, context: BaseContext) -> SafeString:
        """The markup. Runs no query of its own."""
        shape = given(**{name: expression.resolve(context) for name, expression in self.shape.items()})
        filled = {name: expression.resolve(context) for name, expression in self.filled.items()}
        filled[_TOKEN] = context.get(_TOKEN, "")
        return fill(self.name.resolve(context), shape, filled)


def given(**values: object) -> Given:
    """What decides the markup. The kind of each value belongs to what a piece is kept under: to Python, markup and the
    same letters as text are equal."""
    return tuple((name, type(value), value) for name, value in values.items())


def fill(name: str, shape: Given, filled: dict[str, object]) -> SafeString:
    """The piece with the reader's own in its places. Raises KeyError for a place that nothing is filled into."""
    parts = _written(name, get_language(), shape, tuple(filled))
    return mark_safe(  # noqa: S308  a rendered template, and what is escaped here
        "".join([_safe(filled[part]) if number % 2 else part for number, part in enumerate(parts)])
    )


def _safe(value: object) -> str:
    """As Django escapes it, by the shortest way: markup as it is, and plain text with what Django's `escape` is made of."""
    if type(value) is SafeString:
        return value
    return html.escape(value) if type(value) is str else str(conditional_escape(value))


def _written(name: str, language: str | None, shape: Given, places: tuple[str, ...]) -> list[str]:
    """Who changes a template sees the change at once."""
    write = _write.__wrapped__ if settings.DEBUG else _write
    return write(name, language, shape, places)


@lru_cache(MOST_KEPT)
def _write(name: str, _language: str | None, shape: Given, places: tuple[str, ...]) -> list[str]:
    """The text of the piece and, at every odd place, the name of what is filled in there."""
    context = {place: value for place, _kind, value in shape}
    context |= {place: mark_safe(f"{_PLACE}{place}-") for place in places}  # noqa: S308  our own mark
    return _PLACES.split(get_template(name).template.render(template.Context(context)))
