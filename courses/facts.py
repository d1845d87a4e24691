"""What the requirements for completion are judged by, gathered in a fixed number of queries for any number of people.

`Facts.gather` runs four queries (three when the outline is given), whatever the number of people, activities and runs.
Afterwards judging runs none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language

from courses.activities.base import ActivityPage
from courses.fact_parts import (
    ActivityFact,
    FoundActivity,
    Host,
    MakeUpFact,
    PlannedGathering,
    TakingPart,
)
from courses.fact_rows import GATHERING, GUEST, HOST, LEADER, MAKE_UP, NOTICE, WORK, RunRow, rows_of_runs
from courses.kinds import DONE_STATES, EnrolmentState, GatheringKind
from courses.models import CourseRun, Enrolment
from courses.models.requirements import CompletionRequirement, OwnTimeAttended
from courses.person_facts import PersonFacts, RunFacts

if TYPE_CHECKING:
    from courses.outline import Outline

__all__ = [
    "ActivityFact",
    "Facts",
    "Host",
    "MakeUpFact",
    "PersonFacts",
    "PlannedGathering",
    "RunFacts",
    "TakingPart",
]


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
        asked: RunFacts | None = None,
    ) -> Facts:
        """Gather the facts. `outline` saves the query for titles; `discreet` leaves out representatives' names.

        `course_run` asks for the facts of a run even when nobody is in it. `asked` are known facts of the one run that
        all of them are in: what it asks for is not read again.
        """
        places = list(enrolments)
        run_ids = {place.course_run_id for place in places} | ({course_run.pk} if course_run else set())
        runs = {run_id: asked.of_nobody() if asked else RunFacts(discreet=discreet) for run_id in run_ids}
        people = {place.pk: _person(place, runs[place.course_run_id]) for place in places}
        if asked is None:
            _add_requirements(runs)
            _add_activities(runs, outline)
        _add_what_belongs(runs, people)
        _add_work(people)
        for place in places:
            if place.state != EnrolmentState.COMPLETED:
                people[place.pk].leave_out_own_time()
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
        found: Mapping[str, ActivityFact] = outline.by_written_key
    else:
        asked = {key for run in runs.values() for need in run.requirements for key in need.activity_keys()}
        found = _titles_of(asked)
    for run in runs.values():
        run.activities = found


def _titles_of(keys: set[str]) -> dict[str, ActivityFact]:
    """The activities in the reader's language where there is a live page in it, else in any language."""
    rows = ActivityPage.objects.filter(translation_key__in=keys, live=True).values_list(
        "translation_key", "code", "title", "marked_by", "minutes", "in_gathering", "locale__language_code"
    )
    wanted = get_language()
    return {
        str(key): FoundActivity(*fact)
        for key, *fact, _language in sorted(rows, key=lambda row: row[-1] == wanted)
    }


def _add_what_belongs(runs: dict[int, RunFacts], people: dict[int, PersonFacts]) -> None:
    """Gatherings with attendance, what is made up, who cannot come, where one can be a guest, and those who act: one query."""
    rows = rows_of_runs(list(runs), list(people), day=timezone.localdate(), now=timezone.now())
    seen: set[int] = set()
    for row in rows:
        person = people.get(row.person)
        if row.what == GATHERING:
            _add_gathering(row, runs[row.run_id], person, seen)
        elif row.what == MAKE_UP and person:
            person.make_ups[row.pk] = _make_up(row)
        elif row.what == NOTICE and person:
            person.told.add(row.pk)
        elif row.what == HOST:
            _add_host(row, runs)
        elif row.what == GUEST:
            runs[row.run_id].guests.setdefault(row.pk, []).append(row.title)
    for row in sorted((row for row in rows if row.pk is None), key=lambda row: row.place or ""):
        _add_one_who_acts(row, runs[row.run_id])


def _add_gathering(row: RunRow, run: RunFacts, person: PersonFacts | None, seen: set[int]) -> None:
    if row.pk not in seen:
        seen.add(row.pk)
        planned = PlannedGathering(
            row.pk, row.code, row.title, row.minutes, row.starts_at, row.organisation_id, row.place, row.key,
            row.times_moved,
        )  # fmt: skip
        if row.kind == GatheringKind.COMMON:
            run.common.append(planned)
        else:
            run.own_times[row.organisation_id] = planned
    if person:
        person.minutes[row.pk] = row.number
        if row.told:
            person.told.add(row.pk)


def _make_up(row: RunRow) -> MakeUpFact:
    return MakeUpFact(
        pk=row.times_moved,
        kind=row.kind,
        state=row.code,
        minutes=row.number or 0,
        meets_at=row.starts_at,
        place=row.place or "",
        substitute_id=row.organisation_id,
        other_run=row.title or "",
        was_away=bool(row.told),
    )


def _add_host(row: RunRow, runs: dict[int, RunFacts]) -> None:
    host = Host(row.pk, row.key, row.title, row.starts_at, row.minutes, row.place)
    for run_id, run in runs.items():
        if run_id != row.run_id:
            run.hosts.append(host)


def _add_one_who_acts(row: RunRow, run: RunFacts) -> None:
    """A leader of today, or an association with its representative."""
    first_name = (row.place or "").split(" ")[0]
    if row.what == LEADER:
        run.leaders[row.person] = first_name
    else:
        run.organisations[row.organisation_id] = TakingPart(row.title, row.person, first_name, bool(row.told))


def _add_work(people: dict[int, PersonFacts]) -> None:
    """Status of all work, and the roles tried, here and before, in one query. No other column of any work is read."""
    rows = WORK.found(people=list(people))
    roles: dict[int, set[str]] = defaultdict(set)
    written = cache(str)  # the same few keys stand in every person's rows
    for enrolment_id, key, state, tried, tried_before, minutes, kind in rows:
        person = people[enrolment_id]
        person.states[written(key)] = state
        if state in DONE_STATES:
            roles[enrolment_id].update(tried or (), tried_before or ())
        if minutes:
            person.minutes_before[key] = minutes
            person.own_time_before = person.own_time_before or kind == GatheringKind.OWN_TIME
    for enrolment_id, tried in roles.items():
        people[enrolment_id].roles_tried = tried
