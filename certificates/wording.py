"""Turn the wording of a course page and the bare facts into the finished sentences of a document.

The wording is one running text with words in braces, written by an editor. The paper shows it in parts: the name large,
then what the person has done, the topics as a list, and the rest in smaller letters. An editor may write otherwise; what
does not follow the pattern is printed as it stands.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.formats import number_format

from certificates.fitting import clean
from lms.people.dates import date_words, day_range_words, list_words

TOPIC_MARK = "·"
MOST_DATES = 4
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of one document in one language. `disclaimer` is what the document does not give."""

    title: str
    body: str
    disclaimer: str
    labels: Mapping[str, str] = field(default_factory=dict)


def fill(template: str, values: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """Put `values` in the places of `template`. What has no value leaves with the words that lead up to it.

    Those words are the label of the value («i samarbeid med {partners}»), or else everything back to the comma.
    """
    for key in set(_PLACEHOLDER.findall(template)):
        if values.get(key):
            continue
        label = re.escape(labels.get(key, ""))
        with_label = rf"\s*{label}\s*\{{{key}\}}" if label else None
        if with_label and re.search(with_label, template, re.IGNORECASE):
            template = re.sub(with_label, "", template, flags=re.IGNORECASE)
        else:
            template = re.sub(rf",?[^,.\n]*\{{{key}\}}[^,.\n]*", "", template)
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), template)


def period(dates: Iterable[datetime.date]) -> str:
    """Return the days of a course in words: `14. og 28. mars 2026`, or first and last day when there are many."""
    days = sorted(set(dates))
    if not days:
        return ""
    if len(days) > MOST_DATES:
        return day_range_words(days[0], days[-1])
    return list_words(
        [_shortened(date, later) for date, later in itertools.pairwise(days)]
        + [date_words(days[-1], year=True)]
    )


def _shortened(date: datetime.date, later: datetime.date) -> str:
    """Return `date` without the month or year that `later` repeats."""
    if date.year != later.year:
        return date_words(date, year=True)
    words = date_words(date)
    return words.split()[0] if date.month == later.month else words


def hours(minutes: int) -> str:
    """Return course hours of 60 minutes in words, rounded down to the half hour: `14`, `13,5`."""
    halves = minutes // 30
    return number_format(halves / 2, decimal_pos=halves % 2)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of `text`, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`."""
    return tuple(part for part in re.split(r"(?<=[.!?])\s+(?=\S)", " ".join(text.split())) if part)


def without_name(statement: str) -> str:
    """Return a statement's template without the name it begins with, which stands above in large letters."""
    return re.sub(r"^\s*\{name\}\s*", "", statement)


def topics_of(body: list[str], labels: Mapping[str, str]) -> tuple[str, tuple[str, ...], list[str]]:
    """Take the topics paragraph out of `body`: its heading, the topics, and the paragraphs that remain."""
    for paragraph in body:
        if TOPIC_MARK in paragraph:
            heading, colon, text = paragraph.partition(":")
            if not colon:
                heading, text = labels.get("topics", ""), paragraph
            topics = [topic.strip(" .") for topic in text.split(TOPIC_MARK)]
            rest = [other for other in body if other is not paragraph]
            return heading.strip(), tuple(upper_first(topic) for topic in topics if topic), rest
    return "", (), body


def upper_first(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return `text` with a small first letter."""
    return text[:1].lower() + text[1:]


def cleaned(values: Mapping[str, str]) -> dict[str, str]:
    """Return every value safe to print, and without braces, so that a name can never be taken for a place to fill."""
    return {key: clean(_PLACEHOLDER.sub(r"\1", value)) for key, value in values.items()}
