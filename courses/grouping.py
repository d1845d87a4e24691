"""Pairs and threes for practice, suggested so that those who lead need not. Stable until somebody asks for others.

No reason is asked for when somebody shall not practise with somebody (edge case 42): one asks for other groups. Where a
three lacks one, two practise as a pair and the leader observes (edge case 41).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.errors import CourseError
from courses.models import Gathering
from lms.people.models import User

PAIR, TRIO = 2, 3


def shuffled(people: Iterable[str], seed: str) -> list[str]:
    """The same people in an order that looks like none, and is the same each time for the same seed."""
    return sorted(people, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest())


def groups_of(people: Sequence[str], size: int, *, has_pair_variant: bool = False) -> list[list[str]]:
    """The people in groups of `size`, in their order; everybody is in one, and nobody is alone unless they are the only one.

    A trio that lacks somebody becomes a pair where the card has one for two; otherwise the last groups are one larger.
    """
    count = len(people)
    if count <= size or size < PAIR:
        return [list(people)] if people else []
    sizes = [size] * (count // size)
    left = count % size
    if left and size == TRIO and has_pair_variant:
        sizes = [*sizes, PAIR] if left == PAIR else [*sizes[:-1], PAIR, PAIR]
    else:
        for number in range(left):
            sizes[-1 - number % len(sizes)] += 1
    found, begin = [], 0
    for length in sizes:
        found.append(list(people[begin : begin + length]))
        begin += length
    return found


@transaction.atomic
def shuffle(*, gathering: Gathering, by: User, seen: str | None = None) -> Gathering:
    """Suggest other pairs and threes for this gathering. Raises CourseError for who does not record attendance there.

    `seen` is how often it had been done when the page was shown: whoever presses twice there gets one new suggestion.
    """
    row = Gathering.objects.select_for_update(of=("self",), no_key=True).get(pk=gathering.pk)
    if not Gathering.objects.recordable_by(by).filter(pk=row.pk).exists():
        raise CourseError(_("Only those who lead the gathering can make the groups."))
    if seen not in (None, str(row.times_shuffled)):
        return row
    Gathering.objects.filter(pk=row.pk).update(times_shuffled=F("times_shuffled") + 1)
    row.refresh_from_db()
    return row
