"""What the leader's page of a run shows: who lacks something now, by module, and what comes next. Status only.

Made from the outline and the facts, so it costs a fixed number of queries; everything here is computed.
Due now is what belongs before the last gathering that was held; nothing ahead of the next one is ever called missing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone

from courses.completion import judge
from courses.facts import Facts, PersonFacts, PlannedGathering, RunFacts
from courses.judgements import lacking_minutes
from courses.kinds import TAKING_PART_STATES, EnrolmentState, MarkedBy
from courses.models import AttendanceShare, CourseRun, Enrolment, RequiredActivities
from courses.outline import Outline, OutlineActivity, OutlineModule
from courses.people_pages import in_order
from lms.people.judging import Judgement

DONE, MISSING, ONGOING, AHEAD = "done", "miss", "later", "dot"
GATHERING = "gathering"


@dataclass(frozen=True)
class Timeline:
    """Where the run is now, as places in the outline."""

    outline: Outline
    run: RunFacts
    now: datetime.datetime

    @cached_property
    def needed(self) -> set[str]:
        """The written keys of what everybody goes through: as frozen when the run was opened, with the gatherings; before
        that as it stands.
        """
        frozen = [need for need in self.run.requirements if isinstance(need, RequiredActivities)]
        if not frozen:
            return {str(key) for key in self.outline.required_keys()}
        gatherings = {str(a.key) for a in self.outline.activities if a.kind == GATHERING and a.required}
        return gatherings | {key for need in frozen for key in need.keys}

    @cached_property
    def asked(self) -> list[OutlineActivity]:
        """The activities that everybody goes through, in the order of the course."""
        return [a for a in self.outline.activities if self.outline.written_keys[a.code] in self.needed]

    def is_over(self, gathering: PlannedGathering) -> bool:
        """Whether a gathering has ended."""
        return gathering.starts_at + datetime.timedelta(minutes=gathering.minutes) <= self.now

    @cached_property
    def held(self) -> set[str]:
        """The numbers of the common gatherings that are over."""
        return {gathering.code for gathering in self.run.common if self.is_over(gathering)}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each activity in the course, by number."""
        return {activity.code: place for place, activity in enumerate(self.outline.activities)}

    @cached_property
    def due_before(self) -> int:
        """What stands before this place and is done at home belongs before the last gathering that was held."""
        return max((self.places.get(code, 0) for code in self.held), default=0)

    @cached_property
    def ongoing_before(self) -> int:
        """What stands before this place belongs before the next gathering, or the end."""
        ahead = [self.places.get(g.code, 0) for g in self.run.common if g.code not in self.held]
        return min((place for place in ahead if place > self.due_before), default=len(self.places))

    def own_time_is_over(self, person: PersonFacts) -> bool:
        """Whether own time was held; where associations are not told apart, whether all of them had theirs."""
        mine = [*self.run.own_times.values()] if self.run.discreet else [person.own_time]
        return bool(mine) and all(own is not None and self.is_over(own) for own in mine)

    def state_of(self, activity: OutlineActivity, person: PersonFacts) -> str:
        """Done, missing, ongoing or ahead, for one activity of one person."""
        key = self.outline.written_keys[activity.code]
        if person.is_done(key):
            return DONE
        if key in self.run.untold:
            return AHEAD
        home = self.outline.by_code.get(activity.in_gathering)
        if is_own_time(activity) and person.own_time and person.made_up(person.own_time):
            return DONE
        if is_own_time(activity) or (home is not None and is_own_time(home)):
            return MISSING if self.own_time_is_over(person) else AHEAD
        if activity.kind == GATHERING:
            return self._state_of_gathering(activity, person)
        if activity.in_gathering:
            return MISSING if activity.in_gathering in self.held else AHEAD
        place = self.places[activity.code]
        if place < self.due_before:
            return MISSING
        return ONGOING if place < self.ongoing_before else AHEAD

    def _state_of_gathering(self, activity: OutlineActivity, person: PersonFacts) -> str:
        """A gathering one was not at lacks only as long as the time at the others does not suffice, nothing is made up,
        and nothing is agreed.
        """
        mine = next((g for g in self.run.common if g.code == activity.code), None)
        if mine is not None and person.made_up(mine):
            return DONE
        if activity.code not in self.held:
            return AHEAD
        if mine is None or mine.pk not in person.minutes or person.is_agreed(mine):
            return ONGOING
        return DONE if has_enough_time(person) else MISSING


def is_own_time(activity: OutlineActivity) -> bool:
    """Whether an activity is own time with the association: a gathering its representative marks (R51)."""
    return activity.kind == GATHERING and activity.marked_by == MarkedBy.REPRESENTATIVE


def has_enough_time(person: PersonFacts) -> bool:
    """Whether the share of time at gatherings is reached; so too when none is asked for."""
    shares = [need for need in person.run.requirements if isinstance(need, AttendanceShare)]
    return bool(shares) and all(lacking_minutes(share, person) <= 0 for share in shares)


@dataclass(frozen=True)
class PersonRow:
    """One person on the page."""

    enrolment: Enrolment
    facts: PersonFacts
    #: The state of each activity that everybody goes through, by its number.
    states: dict[str, str]
    cells: list[str]
    missing: list[OutlineActivity]

    @cached_property
    def judgements(self) -> list[Judgement]:
        """What completion asks for, judged."""
        return judge(self.facts)

    @property
    def is_taking_part(self) -> bool:
        """Under way, so that something may be lacking."""
        return self.enrolment.state in (EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE)

    @property
    def lacks(self) -> bool:
        """Whether something is missing now."""
        return self.is_taking_part and bool(self.missing)

    def lacks_in(self, module: str) -> bool:
        """The same for one module; for any, where none is named."""
        return self.is_taking_part and any(module in ("", one.module_code) for one in self.missing)

    @property
    def is_up_to_date(self) -> bool:
        """Whether all is done so far."""
        return self.enrolment.state == EnrolmentState.COMPLETED or (self.is_taking_part and not self.missing)

    @property
    def unmet(self) -> list[Judgement]:
        """What is still asked for before completion, each with who acts."""
        return [judgement for judgement in self.judgements if not judgement.met]


@dataclass(frozen=True)
class RunOverview:
    """Everything the page needs."""

    course_run: CourseRun
    outline: Outline
    run: RunFacts
    timeline: Timeline
    rows: list[PersonRow]

    @classmethod
    def of(
        cls,
        course_run: CourseRun,
        places: Iterable[Enrolment],
        *,
        language: str,
        discreet: bool,
        now: datetime.datetime | None = None,
    ) -> RunOverview:
        """The overview of these places in the run. Five queries with that of the places, whatever their number."""
        outline = Outline.of(course_run.course, language)
        enrolments = in_order(places)
        facts = Facts.gather(enrolments, outline=outline, discreet=discreet, course_run=course_run)
        timeline = Timeline(outline, facts.runs[course_run.pk], now or timezone.now())
        rows = [_row(enrolment, facts[enrolment.pk], timeline) for enrolment in enrolments]
        return cls(course_run, outline, facts.runs[course_run.pk], timeline, rows)

    def also_of(self, places: Iterable[Enrolment]) -> RunOverview:
        """The overview of these places in the same run. Two queries, whatever their number; none for nobody."""
        enrolments = in_order(places)
        if not enrolments:
            return replace(self, rows=[])
        facts = Facts.gather(enrolments, outline=self.outline, asked=self.run)
        timeline = replace(self.timeline, run=facts.runs[self.course_run.pk])
        rows = [_row(enrolment, facts[enrolment.pk], timeline) for enrolment in enrolments]
        return replace(self, run=timeline.run, timeline=timeline, rows=rows)

    @property
    def modules(self) -> list[OutlineModule]:
        """The columns."""
        return self.outline.modules

    def with_state(self, *states: str) -> list[PersonRow]:
        """The rows of people in one of these states."""
        return [row for row in self.rows if row.enrolment.state in states]

    @property
    def lacking(self) -> list[PersonRow]:
        """Who lacks something now."""
        return [row for row in self.rows if row.lacks]

    @property
    def up_to_date(self) -> list[PersonRow]:
        """Who has done all so far."""
        return [row for row in self.rows if row.is_up_to_date]

    @property
    def paused(self) -> list[PersonRow]:
        """Who takes a pause."""
        return self.with_state(EnrolmentState.PAUSED)

    @property
    def invited(self) -> list[PersonRow]:
        """Who has not answered the invitation."""
        return self.with_state(EnrolmentState.INVITED)

    @property
    def is_held(self) -> bool:
        """Whether all common gatherings are over, so that what remains is all that remains."""
        return bool(self.run.common) and len(self.timeline.held) == len(self.run.common)


def _row(enrolment: Enrolment, person: PersonFacts, timeline: Timeline) -> PersonRow:
    states = {activity.code: timeline.state_of(activity, person) for activity in timeline.asked}
    paused = enrolment.state not in TAKING_PART_STATES or enrolment.state == EnrolmentState.PAUSED
    cells = [
        _cell([states[a.code] for a in module.activities if a.code in states])
        for module in timeline.outline.modules
    ]
    if paused:
        cells = [cell if cell == DONE else AHEAD for cell in cells]
    missing = [a for a in timeline.asked if states[a.code] == MISSING]
    return PersonRow(enrolment, person, states, cells, missing)


def _cell(states: list[str]) -> str:
    """The state of a module: missing says most, then ongoing; begun and not due is ongoing too."""
    if all(state == DONE for state in states):
        return DONE
    if MISSING in states:
        return MISSING
    return ONGOING if ONGOING in states or DONE in states else AHEAD
