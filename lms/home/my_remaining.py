"""What my page says about what remains: why, and who takes the next step. Never how far one has come in numbers.

Two lists that are kept apart: what the certificate of completion waits for, and the pledge, which only the approval asks
for (edge case 20).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.course_addresses import activity_address
from courses.facts import ActivityFact, PersonFacts
from courses.judgements import (
    by_marker,
    capital_first,
    duration_words,
    leader_names,
    representative_name,
    titles_of,
)
from courses.kinds import MarkedBy
from courses.models import Enrolment
from lms.people.dates import number_words
from lms.people.judging import Actor

FEW = 4


@dataclass(frozen=True)
class Remaining:
    """One thing that remains, why, and who takes the next step."""

    title: str
    sentence: str
    actor: str
    acts: str
    address: str = ""
    link: str = ""

    @property
    def is_yours(self) -> bool:
        """Whether the person acts next."""
        return self.actor == Actor.TRAINEE

    @property
    def has_link(self) -> bool:
        """Whether there is a page to go to."""
        return bool(self.address)

    @property
    def state(self) -> str:
        """The shape of its row."""
        return "you" if self.is_yours else "wait"


@dataclass(frozen=True)
class WhatRemains:
    """The lists for one place. `place` knows the pledge as `my_places` has annotated it; `course` is the address of the
    person's course; `will_meet` says whether there are gatherings to come."""

    place: Enrolment
    course: str
    facts: PersonFacts
    will_meet: bool

    @property
    def before_certificate(self) -> list[Remaining]:
        """What is not in place yet before the certificate of completion, why, and who takes the next step."""
        found: list[Remaining] = []
        for requirement in self.facts.run.requirements:
            if keys := requirement.activity_keys():
                found += self._activities(keys)  # it says by itself what is not done
            elif not (judgement := requirement.judge(self.facts)).met:
                title = capfirst(str(requirement._meta.verbose_name))
                found.append(self._row(title, judgement.sentence, judgement.actor))
        return found

    def _row(self, title: str, sentence: str, actor: str, address: str = "", link: str = "") -> Remaining:
        return Remaining(title, sentence, actor, self._acts(actor), address, link)

    def _acts(self, actor: str) -> str:
        """Who takes the next step, and what that asks of the person."""
        if actor == Actor.TRAINEE:
            return _("Your turn.")
        if actor == Actor.SECRETARIAT:
            return _("The secretariat sees to this. You need not do anything now.")
        is_leader = actor == Actor.LEADER
        names = capital_first(leader_names(self.facts) if is_leader else representative_name(self.facts))
        if self.will_meet:
            return _("You come when we meet. %(names)s will see to the rest.") % {"names": names}
        return _("%(names)s takes the next step. Do call, and agree on a time.") % {"names": names}

    def _activities(self, keys: list[str]) -> Iterable[Remaining]:
        """What remains among these, by who marks it: at home, together, in own time."""
        known = self.facts.run.activities
        open_ones = [known[key] for key in keys if key in known and not self.facts.is_done(key)]
        groups = by_marker(one for one in open_ones if not self._is_pledge(one))
        if at_home := groups["own"]:
            sentence = (
                f"{titles_of(at_home)}." if len(at_home) <= FEW else _("We build on them when we meet.")
            )
            yield self._row(capfirst(_at_home(at_home)), sentence, Actor.TRAINEE, self.course, _("See which"))
        if together := groups[MarkedBy.LEADER]:
            sentence = _("We do them when we meet. %(names)s will mark them.") % {
                "names": leader_names(self.facts)
            }
            words = f"{sentence} {self._done_without(together)}".rstrip()
            yield self._row(capfirst(_together(len(together))), words, Actor.LEADER)
        if in_own_time := groups[MarkedBy.REPRESENTATIVE]:
            sentence = f"{titles_of(in_own_time)}."
            yield self._row(_("In own time with the association"), sentence, Actor.REPRESENTATIVE)
        if any(self._is_pledge(one) for one in open_ones):
            yield self._pledge_to_go_through()

    def _done_without(self, together: list[ActivityFact]) -> str:
        """That some of it was done at a gathering the person was not at, so that coming next time is not enough."""
        away = {
            one.code
            for one in self.facts.run.common
            if one.pk in self.facts.minutes and not self.facts.minutes_at(one)
        }
        if not (count := sum(one.in_gathering in away for one in together)):
            return ""
        return ngettext(
            "%(count)s of them was done while you were away. Agree with %(names)s on how you make it up.",
            "%(count)s of them were done while you were away. Agree with %(names)s on how you make them up.",
            count,
        ) % {"count": capfirst(number_words(count)), "names": leader_names(self.facts)}

    @property
    def pledge(self) -> Remaining | None:
        """The pledge, while it is not signed. It is asked for before one becomes a peer supporter, not by the course."""
        if self.place.pledge_signed_at or not self.place.pledge_code:
            return None
        if self.place.pledge_explained_on:
            sentence = _("It has been gone through with you. You can sign when you are ready.")
            return self._row(
                pledge_label(self.place), sentence, Actor.TRAINEE, self._pledge_page(), _("Read and sign")
            )
        keys = {key for need in self.facts.run.requirements for key in need.activity_keys()}
        known = self.facts.run.activities
        if any(self._is_pledge(known[key]) and not self.facts.is_done(key) for key in keys & set(known)):
            return None  # it stands among what the certificate waits for
        return self._pledge_to_go_through()

    def _pledge_to_go_through(self) -> Remaining:
        sentence = _("It is gone through in own time with your association. After that you sign.")
        label, address = pledge_label(self.place), self._pledge_page()
        return self._row(label, sentence, Actor.REPRESENTATIVE, address, _("Read it"))

    def _pledge_page(self) -> str:
        return activity_address(self.course, self.place.pledge_code)

    def _is_pledge(self, activity: ActivityFact) -> bool:
        return activity.code == self.place.pledge_code


def pledge_label(place: Enrolment) -> str:
    """What the association calls the pledge (R58)."""
    return capfirst(place.organisation.get_pledge_label_display())


def _at_home(activities: list[ActivityFact]) -> str:
    """«Tre aktiviteter hjemme, omtrent 35 minutter i alt»."""
    count, minutes = len(activities), sum(one.minutes for one in activities)
    words = ngettext("%(count)s activity at home", "%(count)s activities at home", count)
    duration = duration_words(minutes)
    return _("%(what)s, about %(duration)s") % {
        "what": words % {"count": number_words(count)},
        "duration": duration,
    }


def _together(count: int) -> str:
    words = ngettext("%(count)s exercise together", "%(count)s exercises together", count)
    return words % {"count": number_words(count)}
