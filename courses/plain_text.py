"""Plain text as people write it in a file, made into the rich text that the admin edits.

An empty line parts paragraphs, lines that begin with «- » are a list, `**bold**`, `*italic*` and
`[words](https://address)` are the only marks. Everything else is escaped and stands as written.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

BULLET = "- "
LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)]+)\)")
BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
ITALIC = re.compile(r"\*(\S(?:.*?\S)?)\*")


def rich_text(text: str) -> str:
    """The HTML for `text`. Pure; the result holds only p, ul, li, b, i, a and br."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text.strip()))
    return "".join(_block(block) for block in blocks if block)


def _block(block: str) -> str:
    parts = groupby(block.splitlines(), key=lambda line: line.startswith(BULLET))
    return "".join(_list(list(lines)) if bulleted else _paragraph(list(lines)) for bulleted, lines in parts)


def _list(lines: list[str]) -> str:
    items = "".join(f"<li>{_inline(line.removeprefix(BULLET).strip())}</li>" for line in lines)
    return f"<ul>{items}</ul>"


def _paragraph(lines: list[str]) -> str:
    return f"<p>{'<br/>'.join(_inline(line.strip()) for line in lines)}</p>"


def _inline(line: str) -> str:
    text = escape(line, quote=False)
    text = LINK.sub(lambda found: f'<a href="{found[2].replace(chr(34), "%22")}">{found[1]}</a>', text)
    return ITALIC.sub(r"<i>\1</i>", BOLD.sub(r"<b>\1</b>", text))
