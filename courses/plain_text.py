"""Plain text as people write it in a file, made into the rich text that the admin edits, and back again.

An empty line parts paragraphs, lines that begin with «- » are a list and those with «1. » a numbered one, «### » begins a
heading; `**bold**`, `*italic*` and `[words](https://address)` are the only marks within a line. Everything else is
escaped and stands as written.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from itertools import groupby

BULLET = "- "
NUMBER = re.compile(r"\d+\. ")
HEADING = "### "
#: Before «- », «1. » or «### » at the beginning of a line: it is no list and no heading.
AS_WRITTEN = "\\"
LINK = re.compile(r"\[([^\]]+)\]\(((?:https?://|mailto:|tel:)[^\s)]+)\)")
BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
ITALIC = re.compile(r"\*(\S(?:.*?\S)?)\*")
ADDRESS = re.compile(r"https?://|mailto:|tel:")
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}


def rich_text(text: str) -> str:
    """The HTML for `text`. Pure; the result holds only p, h3, ul, ol, li, b, i, a and br."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text.strip()))
    return "".join(_block(block) for block in blocks if block)


def plain_text(html: str) -> str:
    """The text that `rich_text` makes `html` from. Pure; a link to a page of this site leaves only its words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n\n".join(reader.blocks)


def _block(block: str) -> str:
    parts = groupby(block.splitlines(), key=_kind_of)
    return "".join(WRAPPERS[kind](list(lines)) for kind, lines in parts)


def _kind_of(line: str) -> str:
    if line.startswith(HEADING):
        return "h3"
    if line.startswith(BULLET):
        return "ul"
    return "ol" if NUMBER.match(line) else "p"


def _list(lines: list[str]) -> str:
    items = "".join(f"<li>{_inline(line.removeprefix(BULLET).strip())}</li>" for line in lines)
    return f"<ul>{items}</ul>"


def _numbered(lines: list[str]) -> str:
    """A numbered list is numbered 1, 2, 3 …; a line that begins with «17. mai» is none."""
    if len(lines) == 1 or [int(line.split(".")[0]) for line in lines] != list(range(1, len(lines) + 1)):
        return _paragraph(lines)
    items = "".join(f"<li>{_inline(NUMBER.sub('', line, count=1).strip())}</li>" for line in lines)
    return f"<ol>{items}</ol>"


def _headings(lines: list[str]) -> str:
    return "".join(f"<h3>{_inline(line.removeprefix(HEADING).strip())}</h3>" for line in lines)


def _paragraph(lines: list[str]) -> str:
    return f"<p>{'<br/>'.join(_inline(line.strip().removeprefix(AS_WRITTEN)) for line in lines)}</p>"


WRAPPERS = {"ul": _list, "ol": _numbered, "h3": _headings, "p": _paragraph}


def _inline(line: str) -> str:
    text = escape(line, quote=False)
    text = LINK.sub(lambda found: f'<a href="{found[2].replace(chr(34), "%22")}">{found[1]}</a>', text)
    return ITALIC.sub(r"<i>\1</i>", BOLD.sub(r"<b>\1</b>", text))


class _Reader(HTMLParser):
    """Collects the blocks of rich text as plain text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.lists: list[tuple[str, list[str]]] = []
        #: The words so far, one level for each mark or link that is open, with what stands around it.
        self.levels: list[list[str]] = [[]]
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Opens a mark, a link or a list; begins afresh at a block."""
        if tag in ("ul", "ol"):
            self._end_line()
            if not self.lists:
                self.lists.append((tag, []))
            else:
                self.lists.append(self.lists[-1])
        elif tag == "br":
            self.levels[-1].append("\n")
        elif tag in MARKS or tag == "a":
            self.levels.append([])
            if tag == "a":
                self.addresses.append(dict(attributes).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """Closes it again."""
        if tag in ("ul", "ol") and self.lists:
            self._end_line()
            kind, lines = self.lists.pop()
            if not self.lists and lines:
                self.blocks.append(
                    "\n".join(_as_item(kind, number, line) for number, line in enumerate(lines, 1))
                )
        elif tag in ("p", "h3", "li", "h2", "h4"):
            self._end_line(HEADING if tag.startswith("h") else "")
        elif (tag in MARKS or tag == "a") and len(self.levels) > 1:
            words = "".join(self.levels.pop())
            self.levels[-1].append(self._link(words) if tag == "a" else _around(words, MARKS[tag]))

    def handle_data(self, data: str) -> None:
        """Words."""
        self.levels[-1].append(re.sub(r"\s+", " ", data))

    def close(self) -> None:
        """Keeps what was not closed."""
        super().close()
        self._end_line()

    def _link(self, words: str) -> str:
        address = self.addresses.pop() if self.addresses else ""
        if not ADDRESS.match(address) or not words.strip():
            return words
        safe = address.replace(" ", "%20").replace(")", "%29")
        return f"[{words.strip()}]({safe})"

    def _end_line(self, mark: str = "") -> None:
        words = "".join("".join(level) for level in self.levels)
        self.levels = [[]]
        lines = [line.strip() for line in words.split("\n") if line.strip()]
        if lines and self.lists:
            self.lists[-1][1].append(" ".join(lines))
        elif lines:
            self.blocks.append(mark + "\n".join(line if mark else _as_words(line) for line in lines))


def _as_words(line: str) -> str:
    return line if _kind_of(line) == "p" else f"{AS_WRITTEN}{line}"


def _as_item(kind: str, number: int, line: str) -> str:
    return f"{number}. {line}" if kind == "ol" else f"{BULLET}{line}"


def _around(words: str, mark: str) -> str:
    """The mark close around the words, with the spaces outside."""
    inner = words.strip()
    if not inner:
        return words
    before, _inner, after = words.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"
