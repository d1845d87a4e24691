"""What the requirements for completion are judged by, gathered in a fixed number of queries for any number of people.

`Facts.gather` runs five queries (four when the outline is given), whatever the number of people, activities and runs.
Afterwards judging runs none.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from courses.activities.base import ActivityPage
from courses.fact_rows import GATHERINGS, NOBODY, THOSE_WHO_ACT, WORK
from courses.kinds import DONE_STATES, GatheringKind
from courses.models import CourseRun, Enrolment
from courses.models.requirements import CompletionRequirement, OwnTimeAttended

if TYPE_CHECKING:
    from courses.outline import Outline


@dataclass(frozen=True)
class ActivityFact:
    """What a sentence needs to say about an activity."""

    code: str
    title: str
    marked_by: str
    minutes: int


@dataclass(frozen=True)
class PlannedGathering:
    """A gathering as it stands in the plan of the run."""

    pk: int
    code: str
    title: str
    minutes: int
    starts_at: datetime.datetime
    organisation_id: int | None
    place: str = ""
    key: UUID | None = None
    times_moved: int = 0

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is planned to end."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class TakingPart:
    """An association in a run, with its representative if there is one (R53)."""

    name: str
    representative_id: int | None
    representative: str


@dataclass
class RunFacts:
    """What is the same for everybody in a run. `leaders` holds first names by person."""

    requirements: Sequence[CompletionRequirement] = ()
    common: list[PlannedGathering] = field(default_factory=list)
    own_times: dict[int, PlannedGathering] = field(default_factory=dict)
    leaders: dict[int, str] = field(default_factory=dict)
    organisations: dict[int, TakingPart] = field(default_factory=dict)
    activities: Mapping[str, ActivityFact] = field(default_factory=dict)
    #: Whether own time is among what completion asks for.
    asks_for_own_time: bool = False
    #: Leave out names that would tell which association somebody belongs to (edge case 18).
    discreet: bool = False


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
        """Minutes at a gathering, here or at the same one in an earlier run (edge case 6): the more of the two."""
        before = min(self.minutes_before.get(gathering.key, 0), gathering.minutes)
        return max(self.minutes.get(gathering.pk, 0), before)

    @property
    def attended_minutes(self) -> int:
        """Minutes at the common gatherings of this plan."""
        return sum(self.minutes_at(gathering) for gathering in self.run.common)

    @property
    def open_minutes(self) -> int:
        """Minutes of common gatherings that can still be added: where nothing is recorded for the person yet."""
        return sum(
            gathering.minutes - self.minutes_at(gathering)
            for gathering in self.run.common
            if gathering.pk not in self.minutes
        )

    @property
    def has_had_own_time(self) -> bool:
        """Whether own time with the person's association was held, here or in an earlier run."""
        return self.own_time_before or bool(self.own_time and self.minutes.get(self.own_time.pk, 0))


class Facts:
    """The facts about some places in courses, by enrolment id."""

    def __init__(self, people: dict[int, PersonFacts], runs: dict[int, RunFacts]) -> None:
        self.people = people
        self.runs = runs

    def __getitem__(self, enrolment_id: int) -> PersonFacts:
        return self.people[enrolment_id]

    def __iter__(self) -> Iterator[PersonFacts]:
        return iter(self.people.values())

    @classmethod
    def gather(
        cls,
        enrolments: Iterable[Enrolment],
        *,
        outline: Outline | None = None,
        discreet: bool = False,
        course_run: CourseRun | None = None,
    ) -> Facts:
        """Gather the facts. `outline` saves the query for titles; `discreet` leaves out representatives' names.

        `course_run` asks for the facts of a run even when nobody is in it.
        """
        places = list(enrolments)
        run_ids = {place.course_run_id for place in places} | ({course_run.pk} if course_run else set())
        runs = {run_id: RunFacts(discreet=discreet) for run_id in run_ids}
        people = {place.pk: _person(place, runs[place.course_run_id]) for place in places}
        _add_requirements(runs)
        _add_activities(runs, outline)
        _add_gatherings(runs, people)
        _add_those_who_act(runs)
        _add_work(people)
        return cls(people, runs)


def _person(place: Enrolment, run: RunFacts) -> PersonFacts:
    return PersonFacts(
        enrolment_id=place.pk,
        organisation_id=place.organisation_id,
        first_name=place.person.first_name,
        run=run,
        leader_confirmed=place.leader_confirmed_at is not None,
    )


def _add_requirements(runs: dict[int, RunFacts]) -> None:
    for run_id, requirements in CompletionRequirement.of_runs(runs).items():
        runs[run_id].requirements = requirements
        runs[run_id].asks_for_own_time = any(isinstance(need, OwnTimeAttended) for need in requirements)


def _add_activities(runs: dict[int, RunFacts], outline: Outline | None) -> None:
    if outline is not None:
        found = {
            str(a.key): ActivityFact(a.code, a.title, a.marked_by, a.minutes) for a in outline.activities
        }
    else:
        asked = {key for run in runs.values() for need in run.requirements for key in need.activity_keys()}
        found = _titles_of(asked)
    for run in runs.values():
        run.activities = found


def _titles_of(keys: set[str]) -> dict[str, ActivityFact]:
    """The activities in the reader's language where there is a live page in it, else in any language."""
    rows = ActivityPage.objects.filter(translation_key__in=keys, live=True).values_list(
        "translation_key", "code", "title", "marked_by", "minutes", "locale__language_code"
    )
    wanted = get_language()
    return {
        str(key): ActivityFact(code, title, marked_by, minutes)
        for key, code, title, marked_by, minutes, _language in sorted(rows, key=lambda row: row[5] == wanted)
    }


def _add_gatherings(runs: dict[int, RunFacts], people: dict[int, PersonFacts]) -> None:
    """Gatherings and who was there, in one query: a row for each attendance, or one with none."""
    rows = GATHERINGS.found(runs=list(runs), people=list(people) or [NOBODY])
    seen = set()
    plan: list[Any]
    for run_id, kind, *plan, enrolment_id, minutes in rows:
        planned = PlannedGathering(*plan)
        if planned.pk not in seen:
            seen.add(planned.pk)
            if kind == GatheringKind.COMMON:
                runs[run_id].common.append(planned)
            else:
                runs[run_id].own_times[planned.organisation_id] = planned
        if enrolment_id is not None:
            people[enrolment_id].minutes[planned.pk] = minutes


def _add_those_who_act(runs: dict[int, RunFacts]) -> None:
    """The leaders of today, and the associations with their representatives, in one query."""
    rows = THOSE_WHO_ACT.found(runs=list(runs), day=timezone.localdate())
    for run_id, organisation_id, organisation, person_id, name in sorted(rows, key=lambda row: row[4] or ""):
        first_name = (name or "").split(" ")[0]
        if organisation_id:
            runs[run_id].organisations[organisation_id] = TakingPart(organisation, person_id, first_name)
        else:
            runs[run_id].leaders[person_id] = first_name


def _add_work(people: dict[int, PersonFacts]) -> None:
    """Status of all work, and the roles tried, here and before, in one query. No other column of any work is read."""
    rows = WORK.found(people=list(people))
    roles: dict[int, set[str]] = defaultdict(set)
    for enrolment_id, key, state, tried, tried_before, minutes, kind in rows:
        person = people[enrolment_id]
        person.states[str(key)] = state
        if state in DONE_STATES:
            roles[enrolment_id].update(tried or (), tried_before or ())
        if minutes:
            person.minutes_before[key] = minutes
            person.own_time_before = person.own_time_before or kind == GatheringKind.OWN_TIME
    for enrolment_id, tried in roles.items():
        people[enrolment_id].roles_tried = tried
