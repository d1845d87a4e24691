"""The next gathering on the leader's page: the programme with times, who comes, guests, what to bring, pairs and threes."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext as _

from courses.activities.base import ActivityPage
from courses.activities.practice.models import PAIR_ROLES
from courses.facts import PlannedGathering, RunFacts
from courses.gathering_page import EXPECTED_STATES, expected_words
from courses.grouping import PAIR, TRIO, groups_of, shuffled
from courses.kinds import EnrolmentState
from courses.models import Enrolment, Gathering
from courses.outline import Outline

COLUMNS = (
    "translation_key", "locale__language_code", "code", "title", "in_gathering", "gatheringpage__programme",
    "gatheringpage__what_to_bring", "practicepage__group_size", "practicepage__roles", "shuffled",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One item of the programme with its time."""

    title: str
    begins: datetime.datetime
    ends: datetime.datetime


@dataclass(frozen=True)
class Groups:
    """The suggested groups for one practice card."""

    title: str
    size: int
    groups: list[list[str]]

    @property
    def has_pair(self) -> bool:
        """Whether two practise on a card for three, so that somebody has to observe."""
        return self.size == TRIO and any(len(group) == PAIR for group in self.groups)


class Tonight:
    """What the panel of the next gathering is made from: one query more, whatever the number of people."""

    def __init__(
        self,
        gathering: PlannedGathering,
        run: RunFacts,
        places: Sequence[Enrolment],
        told: Collection[int],
        *,
        outline: Outline,
        language: str,
    ) -> None:
        self.gathering = gathering
        self.run = run
        self.places = places
        self.told = told
        self.outline = outline
        self.language = language

    @cached_property
    def _expected(self) -> list[Enrolment]:
        """Those who belong there and have a place now. Who is on a pause is not counted."""
        own = self.gathering.organisation_id
        expected = [place for place in self.places if place.state in EXPECTED_STATES]
        return [place for place in expected if own is None or place.organisation_id == own]

    @property
    def coming(self) -> list[Enrolment]:
        """Who comes, as far as is known."""
        return [place for place in self._expected if place.pk not in self.told]

    @property
    def away(self) -> list[Enrolment]:
        """Who has said that they cannot come. Nobody is asked why."""
        return [place for place in self._expected if place.pk in self.told]

    @property
    def guests(self) -> list[str]:
        """Who makes up this gathering of another course here: names and nothing more."""
        return self.run.guests.get(self.gathering.pk, [])

    @property
    def expected_words(self) -> str:
        """«Ti kommer. Én har ikke svart. To har sagt fra at de ikke kommer.»"""
        states = [str(place.state) for place in self.coming] + [str(EnrolmentState.ACTIVE)] * len(self.guests)
        return expected_words(states, away=len(self.away))

    @cached_property
    def pages(self) -> dict[Any, dict[str, Any]]:
        """The gathering and its practice cards, by key, in the reader's language where there is one. One query."""
        practice = [
            one.key for one in self.outline.in_gathering(self.gathering.code) if one.kind == "practice"
        ]
        times = Gathering.objects.filter(pk=self.gathering.pk).values("times_shuffled")
        rows = (
            ActivityPage.objects.filter(translation_key__in=[self.gathering.key, *practice], live=True)
            .annotate(shuffled=Subquery(times, output_field=Gathering._meta.get_field("times_shuffled")))
            .order_by("path")
            .values(*COLUMNS)
        )
        in_order = sorted(rows, key=lambda row: row["locale__language_code"] == self.language)
        return {row["translation_key"]: row for row in in_order}

    @property
    def programme(self) -> list[Item]:
        """Tonight's plan, item by item with the clock."""
        page = self.pages.get(self.gathering.key)
        items, begins = [], self.gathering.starts_at
        for block in (page or {}).get("gatheringpage__programme") or []:
            ends = begins + datetime.timedelta(minutes=block.value["minutes"])
            items.append(Item(block.value["title"], begins, ends))
            begins = ends
        return items

    @property
    def what_to_bring(self) -> str:
        """What participants were asked to bring."""
        return (self.pages.get(self.gathering.key) or {}).get("gatheringpage__what_to_bring") or ""

    @cached_property
    def practice(self) -> list[Groups]:
        """The suggested groups, card by card, of those who come and of guests."""
        cards = [
            self.pages[one.key]
            for one in self.outline.in_gathering(self.gathering.code)
            if one.kind == "practice" and one.key in self.pages
        ]
        return [self._groups(card) for card in cards]

    @property
    def times_shuffled(self) -> int:
        """How often other groups were asked for. Sent along with the button, so that two presses are one."""
        return next((row["shuffled"] for row in self.pages.values()), 0)

    def _groups(self, card: dict[str, Any]) -> Groups:
        size, roles = card["practicepage__group_size"], card["practicepage__roles"] or []
        keys = {block.value["key"] for block in roles}
        people = shuffled(self._names, f"{self.gathering.pk}:{card['shuffled']}:{card['translation_key']}")
        has_pair_variant = size == TRIO and set(PAIR_ROLES) < keys
        return Groups(card["title"], size, groups_of(people, size, has_pair_variant=has_pair_variant))

    @property
    def _names(self) -> list[str]:
        """Names to sit in groups; two with the same name are told apart by a number."""
        names: list[str] = []
        times: Counter[str] = Counter()
        for name in [*(place.person.name for place in self.coming), *self.guests]:
            times[name] += 1
            number = times[name]
            names.append(
                _("%(name)s (%(number)d)") % {"name": name, "number": number} if number > 1 else name
            )
        return names
