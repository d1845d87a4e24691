"""My thoughts to take along: a tagged PDF and plain text, made for the one who wrote them and kept nowhere.

The PDF is made in the request, one at a time in each process and no longer than a thick book, because a task would have
to write the words somewhere on the way (docs/decisions/0018-how-long-words-are-kept.md).
"""

from __future__ import annotations

import threading
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.stationery import Assets, stationery
from courses.own_words import OwnCourse, OwnText
from lms.people.dates import date_words

STYLE = Path(__file__).parent / "paper" / "thoughts.css"
#: About forty pages; making them takes some seconds.
LONGEST = 120_000
UNIVERSAL = "pdf/ua-1"
_one_at_a_time = threading.Lock()
WAIT_SECONDS = 20


class DocumentTooLong(Exception):
    """So much is written that a PDF would hold up everybody else; the plain text has no limit."""


def as_pdf(courses: list[OwnCourse], language: str) -> bytes:
    """Return a PDF with title, language, headings and tags (PDF/UA-1), which a screen reader can walk through.

    Raises `DocumentTooLong`, also when others are being made and the wait is long.
    """
    if _length(courses) > LONGEST:
        raise DocumentTooLong
    with translation.override(language):
        page = render_to_string(
            "home/thoughts_document.html",
            {"courses": courses, "language": language, "today": timezone.localdate()},
        )
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise DocumentTooLong
    try:
        return _made(page)
    finally:
        _one_at_a_time.release()


def _made(page: str) -> bytes:
    from weasyprint import HTML

    assets = Assets()
    sheet, fonts = stationery(STYLE)
    document = HTML(string=page, base_url="asset:page", url_fetcher=assets.fetch)
    return assets.made(
        lambda: document.write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_variant=UNIVERSAL, pdf_tags=True
        )
    )


def as_text(courses: list[OwnCourse]) -> str:
    """Return the same as plain text with the line ends that every machine reads (CRLF)."""
    lines = [_("My thoughts").upper(), date_words(timezone.localdate(), year=True)]
    for course in courses:
        lines += ["", "", course.title, "=" * len(course.title)]
        for module in course.modules:
            lines += ["", module.title, "-" * len(module.title)]
            for text in module.texts:
                lines += ["", text.title, f"({_facts(text)})"]
                for one in text.texts:
                    lines += ["", *one.splitlines()]
        for copy in course.brought:
            lines += ["", _("Brought to the approval conversation"), copy.title, "", *copy.text.splitlines()]
    return "\r\n".join([*lines, ""])


def _facts(text: OwnText) -> str:
    written = _("Written %(date)s") % {"date": date_words(timezone.localdate(text.changed_at), year=True)}
    return f"{written}. {text.who_reads}"


def _length(courses: list[OwnCourse]) -> int:
    """Number of characters; nothing else is counted, and it is not kept."""
    texts = [text for course in courses for module in course.modules for text in module.texts]
    copies = [copy.text for course in courses for copy in course.brought]
    return sum(len(one) for text in texts for one in text.texts) + sum(map(len, copies))
