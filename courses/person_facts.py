"""What is known of one person in one run, and of the run: what the requirements for completion are judged by.

They hold and reckon. How they are filled, in a fixed number of queries, is said in `courses.facts`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from courses.fact_parts import ActivityFact, Host, MakeUpFact, PlannedGathering, TakingPart
from courses.kinds import DONE_STATES, MarkedBy
from courses.models.requirements import CompletionRequirement


@dataclass
class RunFacts:
    """What is the same for everybody in a run. `leaders` holds first names by person."""

    requirements: Sequence[CompletionRequirement] = ()
    common: list[PlannedGathering] = field(default_factory=list)
    own_times: dict[int, PlannedGathering] = field(default_factory=dict)
    leaders: dict[int, str] = field(default_factory=dict)
    organisations: dict[int, TakingPart] = field(default_factory=dict)
    activities: Mapping[str, ActivityFact] = field(default_factory=dict)
    #: Where a missed gathering could be made up in another course, the first first.
    hosts: list[Host] = field(default_factory=list)
    #: The names of guests from other courses, by the gathering they come to.
    guests: dict[int, list[str]] = field(default_factory=dict)
    #: When the facts were gathered: what is ahead is so seen from here.
    now: datetime.datetime = field(default_factory=timezone.now)
    #: Whether own time is among what completion asks for.
    asks_for_own_time: bool = False
    #: Leave out names that would tell which association somebody belongs to (edge case 18).
    discreet: bool = False

    def of_nobody(self) -> RunFacts:
        """What the run asks for, and nothing yet of its plan and its people: to gather the facts of some more in it."""
        return RunFacts(
            requirements=self.requirements,
            activities=self.activities,
            asks_for_own_time=self.asks_for_own_time,
            discreet=self.discreet,
        )

    @cached_property
    def untold(self) -> frozenset[str]:
        """What is not told now of anybody, by key: whatever belongs to own time, until all associations have had theirs.

        To whom associations are not told apart it would say who had it together, and of somebody who comes alone that
        they do (edge case 18). Empty for everybody else.
        """
        if self.tells_own_time:
            return frozenset()
        codes = {own.code for own in self.own_times.values()}
        return frozenset(
            key
            for key, one in self.activities.items()
            if one.marked_by == MarkedBy.REPRESENTATIVE or codes & {one.code, one.in_gathering}
        )

    @property
    def tells_own_time(self) -> bool:
        """Whether it is told who has had own time: always but to whom associations are not told apart, see `untold`.

        One that has none planned has not had it, and its people would stand out when the others were done (decision 45).
        """
        planned = [self.own_times.get(pk) for pk in self.organisations.keys() | self.own_times.keys()]
        over = bool(planned) and all(own is not None and own.ends_at <= self.now for own in planned)
        return over or not self.discreet

    def hosts_of(self, gathering: PlannedGathering) -> list[Host]:
        """Where this gathering is held in other courses."""
        return [host for host in self.hosts if host.key == gathering.key]


@dataclass
class PersonFacts:
    """What one person has done in one run: status only, never content."""

    enrolment_id: int
    organisation_id: int
    first_name: str
    run: RunFacts
    leader_confirmed: bool = False
    states: dict[str, str] = field(default_factory=dict)
    minutes: dict[int, int] = field(default_factory=dict)
    roles_tried: set[str] = field(default_factory=set)
    #: Minutes at the same gatherings in an earlier run of the course, by activity; and whether own time was among them.
    minutes_before: dict[UUID, int] = field(default_factory=dict)
    own_time_before: bool = False
    #: What is agreed or confirmed instead of a gathering, by that gathering.
    make_ups: dict[int, MakeUpFact] = field(default_factory=dict)
    #: The gatherings for which the person said beforehand that they could not come.
    told: set[int] = field(default_factory=set)

    def leave_out_own_time(self) -> None:
        """Forget what is not to be told now of own time."""
        if self.run.tells_own_time:
            return
        self.states = {key: state for key, state in self.states.items() if key not in self.run.untold}
        for own in self.run.own_times.values():
            self.minutes.pop(own.pk, None)
            self.make_ups.pop(own.pk, None)
        self.own_time_before = False

    def is_done(self, key: str) -> bool:
        """Whether an activity is done or skipped by agreement."""
        return self.states.get(key) in DONE_STATES

    @property
    def own_time(self) -> PlannedGathering | None:
        """The own time of the person's own association, if it is planned."""
        return self.run.own_times.get(self.organisation_id)

    @property
    def planned_minutes(self) -> int:
        """The planned minutes of the common gatherings."""
        return sum(gathering.minutes for gathering in self.run.common)

    def minutes_at(self, gathering: PlannedGathering) -> int:
        """Minutes at a gathering: here or at the same one in an earlier run (edge case 6), the more of the two, and never more
        than it lasts: its length may have been put right after attendance was recorded.

        What is made up fills what is missing there and never more, so nothing counts twice.
        """
        most = max(self.minutes.get(gathering.pk, 0), self.minutes_before.get(gathering.key, 0))
        there = min(most, gathering.minutes)
        return there + min(self.made_up(gathering), max(gathering.minutes - there, 0))

    def made_up(self, gathering: PlannedGathering) -> int:
        """Minutes that a confirmed make-up counts for at a gathering."""
        make_up = self.make_ups.get(gathering.pk)
        return make_up.minutes if make_up and make_up.is_confirmed else 0

    @property
    def attended_minutes(self) -> int:
        """Minutes at the common gatherings of this plan."""
        return sum(self.minutes_at(gathering) for gathering in self.run.common)

    @property
    def open_minutes(self) -> int:
        """Minutes of common gatherings that can still be added: nothing is recorded yet, and the person has not said no."""
        return sum(self.missing_at(gathering) for gathering in self.run.common if self.is_open(gathering))

    def missing_at(self, gathering: PlannedGathering) -> int:
        """Minutes of a gathering that do not count for the person yet."""
        return max(gathering.minutes - self.minutes_at(gathering), 0)

    def is_open(self, gathering: PlannedGathering) -> bool:
        """Whether a gathering may still be attended."""
        return gathering.pk not in self.minutes and gathering.pk not in self.told

    def is_agreed(self, gathering: PlannedGathering) -> bool:
        """Whether it is agreed how a gathering is made up, at a time to come."""
        make_up = self.make_ups.get(gathering.pk)
        return make_up is not None and make_up.is_ahead(self.run.now)

    @property
    def agreed_minutes(self) -> int:
        """Minutes of common gatherings that were missed, and for which it is agreed how they are made up."""
        return sum(
            self.missing_at(gathering)
            for gathering in self.run.common
            if self.is_agreed(gathering) and not self.is_open(gathering)
        )

    @property
    def has_had_own_time(self) -> bool:
        """Whether own time with the person's association was held: here, in an earlier run, or made up."""
        here = self.own_time
        return self.own_time_before or bool(here and (self.minutes.get(here.pk, 0) or self.made_up(here)))
