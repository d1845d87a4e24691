"""Advice to those who write: what a tired reader would stumble over, and questions the course should not ask.

Advice never stops anybody. What breaks a promise is refused when publishing, by the forms of the kinds (decision 19).
Pure: reads one page, runs no query beyond the pictures and files it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks import ListBlock, RichTextBlock, StreamBlock, StreamValue, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.plain_text import plain_text

LONGEST_SENTENCE = 25
SHOWN_WORDS = 7
SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
ILLNESS = re.compile(
    r"\b(?:diagnos\w*|sykdom\w*|sjukdom\w*|illness\w*|disease\w*|hva feiler|kva feilar|medisiner bruker)\b",
    re.IGNORECASE,
)
DIAGNOSIS = re.compile(r"\bdiagnos\w*|\bhva feiler|\bkva feilar", re.IGNORECASE)
NOT = re.compile(r"\b(?:ikke|ikkje|uten|utan|aldri|ingen|not|no|never|without|don't)\b", re.IGNORECASE)
ASKS = re.compile(
    r"\?|^(?:skriv|fortell|fortel|oppgi|nevn|nemn|beskriv|kryss|write|tell|name|describe|state|tick)\b",
    re.IGNORECASE,
)
#: Fields whose words are put to the reader as questions.
ASKED = ("prompts", "lines")


def advice_on(page: Page) -> list[str]:
    """One sentence for each thing worth another look. Empty when there is nothing."""
    texts = list(texts_of(page))
    return [
        *(_long(sentence) for _name, text in texts for sentence in sentences_in(text) if _is_long(sentence)),
        *(
            _asking(sentence)
            for name, text in texts
            for sentence in asking_for_illness(text, asked=name in ASKED)
        ),
        *missing_in(page),
    ]


def texts_of(page: Page) -> Iterator[tuple[str, str]]:
    """The words an editor wrote, by field, as plain text."""
    for name in ("content_notice", "introduction", "body", "what_to_bring", "confirmation"):
        value = getattr(page, name, "")
        if value:
            yield name, plain_text(value) if "<" in value else value
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            for text in _words(getattr(page, field.name)):
                yield field.name, text


def sentences_in(text: str) -> list[str]:
    """The sentences and lines of a text, without the marks of a list."""
    return [part.strip(' -*#«»“”"') for part in SENTENCE.split(text) if part.strip(' -*#«»“”"')]


def asking_for_illness(text: str, *, asked: bool) -> list[str]:
    """The sentences that ask the reader what they are ill with. In a prompt any mention counts; «not» forgives it."""
    return [
        sentence
        for sentence in sentences_in(text)
        if ILLNESS.search(sentence)
        and not NOT.search(sentence)
        and ((asked and DIAGNOSIS.search(sentence)) or ASKS.search(sentence))
    ]


def asks_for_diagnosis(texts: Iterable[str]) -> str:
    """The first sentence that asks for a diagnosis, or nothing."""
    found = (sentence for text in texts for sentence in sentences_in(text))
    return next((each for each in found if DIAGNOSIS.search(each) and not NOT.search(each)), "")


def missing_in(page: Page) -> list[str]:
    """Pictures without words for what they show, recordings without a text version."""
    found = []
    for block in getattr(page, "media", ()):
        value = block.value
        if block.block_type == "picture":
            image = value["image"]
            if image is not None and not image.decorative and not (image.contextual_alt_text or "").strip():
                found.append(
                    _("A picture lacks words for what it shows. Those who cannot see it get nothing.")
                )
        elif "transcript" in value and not str(value["transcript"] or "").strip():
            found.append(
                _("«%(title)s» lacks a text version. Those who cannot hear it get nothing.")
                % {"title": value["title"]}
            )
    return found


def _words(value: Any) -> Iterator[str]:
    """Every text in the blocks of a stream, whatever they are put together from."""
    if isinstance(value, StreamValue):
        for child in value:
            yield from _words_in(child.block, child.value)


def _words_in(block: Any, value: Any) -> Iterator[str]:
    if isinstance(block, StructBlock) and value:
        for name, child in block.child_blocks.items():
            yield from _words_in(child, value.get(name))
    elif isinstance(block, ListBlock):
        for child in value or ():
            yield from _words_in(block.child_block, child)
    elif isinstance(block, StreamBlock):
        yield from _words(value)
    elif isinstance(block, RichTextBlock):
        yield plain_text(str(value.source)) if value else ""
    elif isinstance(value, str) and " " in value:
        yield value


def _is_long(sentence: str) -> bool:
    return len(sentence.split()) > LONGEST_SENTENCE


def _long(sentence: str) -> str:
    words = {"number": len(sentence.split()), "beginning": " ".join(sentence.split()[:SHOWN_WORDS])}
    return (
        _("A sentence has %(number)s words: «%(beginning)s …». Shorter ones are easier on a tired day.")
        % words
    )


def _asking(sentence: str) -> str:
    return _(
        "«%(sentence)s» may be read as a question about illness. Nobody should have to say what they have."
    ) % {"sentence": sentence}
