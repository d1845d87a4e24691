"""What every PDF of ours is set with: our own fonts and one style sheet, and nothing from anywhere else."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from certificates import fitting

Asset = tuple[bytes, str]


class DocumentNotMade(Exception):
    """The document asked for something that is not ours."""


class Assets:
    """What one document may ask for: the fonts, and what it brings itself. Each is `asset:NAME`."""

    def __init__(self, **brought: Asset) -> None:
        self.known = {f"asset:{name}": entry for name, entry in {**_fonts(), **brought}.items()}
        self.refused: list[str] = []

    def fetch(self, url: str) -> Any:
        """For WeasyPrint: no network, no files, no data addresses.

        Anything else is noted and fatal: WeasyPrint only warns about ordinary errors and would go on with a picture or a
        font missing. Inside an SVG picture even the fatal one is swallowed, hence the note.
        """
        from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

        if url not in self.known:
            self.refused.append(url)
            raise FatalURLFetchingError
        content, content_type = self.known[url]
        return URLFetcherResponse(url, content, {"Content-Type": content_type})

    def made(self, make: Callable[[], bytes]) -> bytes:
        """Run `make`, and raise `DocumentNotMade` when anything else was asked for.

        WeasyPrint's fatal error is a BaseException, which tasks do not catch; it becomes an ordinary one here.
        """
        from weasyprint.urls import FatalURLFetchingError

        content = b""
        with suppress(FatalURLFetchingError):
            content = make()
        if self.refused:
            raise DocumentNotMade("A document may only use our own fonts, and what it brings itself.")
        return content


@cache
def stationery(style: Path) -> tuple[Any, Any]:
    """Return a style sheet and its font set, made once per process: six times faster than once per document."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    words = style.read_text(encoding="utf-8")
    sheet = CSS(string=words, base_url="asset:page", font_config=fonts, url_fetcher=Assets().fetch)
    # WeasyPrint frees the font set in its destructor, which fails when the interpreter is already half gone.
    atexit.register(stationery.cache_clear)
    return sheet, fonts


@cache
def _fonts() -> dict[str, Asset]:
    """Read the fonts once."""
    return {file.name: (file.read_bytes(), "font/ttf") for file in sorted(fitting.FONTS.glob("*.ttf"))}
