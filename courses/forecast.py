"""How it looks for one person: done, can still reach it, or something is to be made up, and which gathering would do.

Pure functions on facts: no query. The share is counted against the whole plan, never the gatherings that are over alone,
and nothing here ever says that somebody cannot: there is always a way, and who takes the next step.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.fact_parts import ActivityFact, Host, MakeUpFact, PlannedGathering
from courses.facts import PersonFacts
from courses.judgements import (
    capital_first,
    duration_words,
    leader_names,
    needed_minutes,
    representative_name,
    role_words,
)
from courses.models import AttendanceShare, OwnTimeAttended, RolesTried
from lms.people.dates import list_words

MINUTES_IN_A_UNIT = 45
PRACTICE = "practice"


class Outlook(IntEnum):
    """How it looks, the one that asks for most last."""

    DONE, REACHABLE, AGREED, MAKE_UP = range(4)


@dataclass(frozen=True)
class Missed:
    """A gathering, or own time, of which something is missing: how much, what is agreed, and where else it is held."""

    gathering: PlannedGathering
    minutes: int
    make_up: MakeUpFact | None
    hosts: tuple[Host, ...]

    @property
    def is_own_time(self) -> bool:
        """Whether it belongs to an association."""
        return self.gathering.organisation_id is not None


def units_words(minutes: int) -> str:
    """«5 kurstimer à 45 minutter», as study associations and grants count."""
    units = round(minutes / MINUTES_IN_A_UNIT, 1)
    number = number_format(units, decimal_pos=None if units % 1 else 0)
    return ngettext(
        "%(number)s unit of 45 minutes", "%(number)s units of 45 minutes", 1 if units == 1 else 2
    ) % {"number": number}


@dataclass(frozen=True)
class Forecast:
    """The forecast for one person in one run."""

    person: PersonFacts

    @property
    def needed(self) -> int:
        """Minutes of the plan that are asked for; none where the course asks for no share."""
        shares = [need.percent for need in self.person.run.requirements if isinstance(need, AttendanceShare)]
        return needed_minutes(self.person.planned_minutes, max(shares)) if shares else 0

    @property
    def lacking(self) -> int:
        """Minutes that are still asked for."""
        return max(self.needed - self.person.attended_minutes, 0)

    @property
    def short(self) -> int:
        """Minutes that neither what is to come nor what is agreed can give: so much has to be made up."""
        return max(self.lacking - self.person.open_minutes - self.person.agreed_minutes, 0)

    @cached_property
    def share(self) -> Outlook:
        """The time at the common gatherings."""
        if not self.lacking:
            return Outlook.DONE
        if self.short:
            return Outlook.MAKE_UP
        return Outlook.REACHABLE if self.lacking <= self.person.open_minutes else Outlook.AGREED

    @property
    def own_time(self) -> Outlook:
        """Own time with the association: what is planned and not held yet can still be reached."""
        asked = any(isinstance(need, OwnTimeAttended) for need in self.person.run.requirements)
        planned = self.person.own_time
        if not asked or self.person.has_had_own_time:
            return Outlook.DONE
        # To whom associations are not told apart, a missed one would say when it was, and so whose it is.
        if planned is None or self.person.is_open(planned) or self.person.run.discreet:
            return Outlook.REACHABLE
        return Outlook.AGREED if self.person.is_agreed(planned) else Outlook.MAKE_UP

    @property
    def lacking_roles(self) -> list[str]:
        """The roles that are asked for and that the person has not tried on any card."""
        needs = [need for need in self.person.run.requirements if isinstance(need, RolesTried)]
        asked = dict.fromkeys(role for need in needs for role in need.roles)
        return [role for role in asked if role not in self.person.roles_tried]

    @property
    def roles(self) -> Outlook:
        """The roles of the practice in threes: where one still practises together, they can be tried. Who was there while
        nothing is ticked off yet has nothing to make up.
        """
        if not self.lacking_roles:
            return Outlook.DONE
        common = self.person.run.common
        ahead = {one.code for one in common if self.person.is_open(one)}
        agreed = {one.code for one in common if self.person.is_agreed(one)}
        was_there = {one.code for one in common if self.person.minutes_at(one)}
        cards = self._practice
        if any(card.in_gathering in ahead for card in cards.values()):
            return Outlook.REACHABLE
        if any(
            card.in_gathering in was_there and not self.person.is_done(key) for key, card in cards.items()
        ):
            return Outlook.REACHABLE
        is_agreed = any(card.in_gathering in agreed for card in cards.values())
        return Outlook.AGREED if is_agreed else Outlook.MAKE_UP

    @property
    def _practice(self) -> dict[str, ActivityFact]:
        """The practice cards of the course, by key."""
        return {key: one for key, one in self.person.run.activities.items() if one.kind == PRACTICE}

    @property
    def outlook(self) -> Outlook:
        """Of the three, what asks for most."""
        return max(self.share, self.own_time, self.roles)

    @property
    def needs_make_up(self) -> bool:
        """Whether something has to be agreed on now."""
        return self.outlook == Outlook.MAKE_UP

    @cached_property
    def missed(self) -> list[Missed]:
        """Every gathering that is over for the person and was not attended in full, in order; own time when it was missed."""
        run, own = self.person.run, self.person.own_time
        found = [self._missed(one) for one in run.common if not self.person.is_open(one)]
        if own and not (run.discreet or self.person.is_open(own) or self._had(own)):
            found.append(self._missed(own))
        return [one for one in found if one.minutes or one.make_up]

    def _had(self, own_time: PlannedGathering) -> bool:
        """Own time that was held as planned. Made up, it stands among what was missed, so that it can be taken back."""
        return self.person.own_time_before or bool(self.person.minutes.get(own_time.pk))

    def _missed(self, gathering: PlannedGathering) -> Missed:
        return Missed(
            gathering,
            self.person.missing_at(gathering),
            self.person.make_ups.get(gathering.pk),
            tuple(self.person.run.hosts_of(gathering)) if gathering.organisation_id is None else (),
        )

    @property
    def would_do(self) -> list[Missed]:
        """What it takes: own time if it was missed, and the fewest common gatherings whose minutes suffice."""
        open_ones = [one for one in self.missed if one.minutes and not self.person.is_agreed(one.gathering)]
        own_time = [one for one in open_ones if one.is_own_time]
        common = sorted((one for one in open_ones if not one.is_own_time), key=lambda one: -one.minutes)
        chosen, left = [], self.short
        for one in common:
            if left > 0:
                chosen.append(one)
                left -= one.minutes
        if not chosen and self.roles == Outlook.MAKE_UP:
            chosen = [one for one in common if self._is_practised(one)][:1]
        return chosen + own_time

    def _is_practised(self, missed: Missed) -> bool:
        return any(card.in_gathering == missed.gathering.code for card in self._practice.values())

    @property
    def ahead(self) -> list[Missed]:
        """What is agreed and to come."""
        return [one for one in self.missed if one.make_up and self.person.is_agreed(one.gathering)]

    @property
    def unconfirmed(self) -> list[Missed]:
        """What was agreed and should have happened by now: somebody has to say whether it did."""
        return [
            one
            for one in self.missed
            if one.make_up and not one.make_up.is_confirmed and not self.person.is_agreed(one.gathering)
        ]

    @property
    def presence(self) -> tuple[int, int]:
        """At how many of the gatherings recorded for the person they were, and how many that is."""
        recorded = [one for one in self.person.run.common if one.pk in self.person.minutes]
        return sum(self.person.minutes[one.pk] > 0 for one in recorded), len(recorded)

    @property
    def commitment(self) -> tuple[int, int]:
        """The same, with those for which they told beforehand that they could not come."""
        recorded = [one for one in self.person.run.common if one.pk in self.person.minutes]
        kept = [one for one in recorded if self.person.minutes[one.pk] > 0 or one.pk in self.person.told]
        return len(kept), len(recorded)

    @property
    def hours_words(self) -> str:
        """«3 timer og 45 minutter (5 kurstimer à 45 minutter) av 9 timer (12 kurstimer à 45 minutter)»."""
        person = self.person
        return _("%(there)s (%(there_units)s) of %(planned)s (%(planned_units)s)") % {
            "there": duration_words(person.attended_minutes),
            "there_units": units_words(person.attended_minutes),
            "planned": duration_words(person.planned_minutes),
            "planned_units": units_words(person.planned_minutes),
        }

    @property
    def sentence(self) -> str:
        """How it looks, in one sentence with who takes the next step."""
        names = {
            "names": capital_first(leader_names(self.person)),
            "representative": capital_first(representative_name(self.person)),
        }
        if self.outlook == Outlook.DONE:
            return self._in_place_words()
        if self.outlook == Outlook.REACHABLE:
            return self._reachable_words()
        if self.outlook == Outlook.AGREED:
            return _("It is agreed how what was missed is made up.")
        if self._lacks_roles_alone:
            sentence = ngettext(
                "%(names)s agrees on when the role %(roles)s can be tried, and registers it.",
                "%(names)s agrees on when the roles %(roles)s can be tried, and registers it.",
                len(self.lacking_roles),
            )
            return sentence % {**names, "roles": role_words(self.lacking_roles)}
        if max(self.share, self.roles) == Outlook.MAKE_UP:
            return _("Needs a make-up. %(names)s takes the next step.") % names
        return _("Own time has to be made up. %(representative)s takes the next step.") % names

    @property
    def _lacks_roles_alone(self) -> bool:
        """Whether a role is missing and no gathering: two practised what is for three (edge case 41), say."""
        practised = any(self._is_practised(one) for one in self.would_do)
        others = max(self.share, self.own_time)
        return self.roles == Outlook.MAKE_UP and others != Outlook.MAKE_UP and not practised

    def _in_place_words(self) -> str:
        """Names what this course asks for: an add-on course has no own time, and a seminar no roles."""
        needs = self.person.run.requirements
        asked = [_("the time")]
        if any(isinstance(need, OwnTimeAttended) for need in needs):
            asked.append(pgettext("is in place", "own time"))
        if any(isinstance(need, RolesTried) for need in needs):
            asked.append(_("the roles"))
        sentence = ngettext("%(what)s is in place.", "%(what)s are in place.", len(asked))
        return sentence % {"what": capital_first(list_words(asked))}

    def _reachable_words(self) -> str:
        """Something missed may be made up though the time does not ask for it: what was practised is done with others."""
        missed = [one for one in self.missed if one.minutes]
        if not missed:
            return _("Can still reach it. Nothing has to be made up.")
        if all(one.make_up for one in missed):
            return _("It is agreed how what was missed is made up.")
        away = [one for one in missed if not one.make_up and not self.person.minutes_at(one.gathering)]
        if any(self._is_practised(one) for one in away):
            return _("The time can still be reached. What was practised meanwhile is made up with others.")
        return _("The time can still be reached. What was missed can be made up all the same.")
