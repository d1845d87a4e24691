"""People a page at a time, in the order of the alphabet, and found by name without the name standing in any address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.core.paginator import Page, Paginator

from courses.models import Enrolment
from lms.people.alphabet import alphabetical

PEOPLE_ON_A_PAGE = 50
OnAPage = TypeVar("OnAPage")


def in_order(places: Iterable[Enrolment]) -> list[Enrolment]:
    """The places by the names of their people."""
    return sorted(places, key=lambda place: alphabetical(place.person.name))


def page_of(found: Sequence[OnAPage], wanted: str | None) -> Page[OnAPage]:
    """One page of them; `wanted` as it stands in an address. None asks for all on one page, as on paper."""
    size = PEOPLE_ON_A_PAGE if wanted is not None else max(len(found), 1)
    return Paginator(found, size).get_page(wanted or 1)


def page_with(place: Enrolment, places: Sequence[Enrolment]) -> int:
    """The number of the page on which somebody stands."""
    return places.index(place) // PEOPLE_ON_A_PAGE + 1


def named(typed: str, places: Iterable[Enrolment]) -> list[Enrolment]:
    """Those whose name has a word that begins so, for each word typed. Nothing typed is nobody's name."""
    words = [alphabetical(word) for word in typed.split()]
    return [place for place in places if words and _answers_to(words, place.person.name)]


def _answers_to(words: list[str], name: str) -> bool:
    parts = [alphabetical(part) for part in name.split()]
    return all(any(part.startswith(word) for part in parts) for word in words)
