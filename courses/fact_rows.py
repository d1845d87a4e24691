"""The rows that the facts of a run are made from: what belongs to runs, and the state of work.

Each is one query for any number of runs and people, put together once (`lms.people.prepared`). No words of anybody's
are among them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    Field,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Least

from courses.activities.base import Response
from courses.kinds import ON_THE_LIST_STATES, GatheringKind, RunState
from courses.models import AbsenceNotice, Attendance, Gathering, MakeUp, RunLeader, RunOrganisation
from lms.people.prepared import LONGEST_FILLED, Prepared

#: Stands for the people of a run that nobody is in.
NOBODY = 0
GATHERING, MAKE_UP, NOTICE, HOST = "gathering", "make_up", "notice", "host"
GUEST, LEADER, TAKES_PART = "guest", "leads", "part"


class RunRow(NamedTuple):
    """One row of what belongs to runs: `what` says from which table, and so what the other columns hold.

    gathering: with `person` (place) and `number` (minutes) for each attendance at it, or none. make_up: of the gathering
    `pk`; `code` its state, `title` the course it is made up in, `starts_at` and `place` of the meeting, `organisation_id`
    the gathering there, `number` the minutes, and `told` that they were not there. notice: that `person` (place) cannot
    come to the gathering `pk`. host: a coming gathering of another run, `title` is that run's. guest: somebody from another
    run who comes to the gathering `pk` here, `title` is their name and nothing else is known. leads: `person` is who. part:
    `title` is the association, and `told` whether others share the run.
    """

    what: str
    run_id: int
    kind: str
    pk: int
    code: str
    title: str
    minutes: int
    starts_at: datetime.datetime
    organisation_id: int | None
    place: str
    key: UUID | None
    times_moved: int
    person: int | None
    number: int | None
    told: bool | None


TYPES: dict[str, Field] = {
    "what": CharField(), "run_id": IntegerField(), "kind": CharField(), "pk": IntegerField(), "code": CharField(),
    "title": CharField(), "minutes": IntegerField(), "starts_at": DateTimeField(), "organisation_id": IntegerField(),
    "place": CharField(), "key": UUIDField(), "times_moved": IntegerField(), "person": IntegerField(),
    "number": IntegerField(), "told": BooleanField(),
}  # fmt: skip


#: Columns that are the same in every table, and so are read as they are.
STRAIGHT = {"starts_at", "key"}


def _rows(queryset: QuerySet, what: str, **columns: Any) -> QuerySet:
    """The same columns from any of the tables, so that they can be asked for together. What is not named is nothing."""
    named = {f"row_{name}": _column(name, {"what": Value(what), **columns}) for name in TYPES}
    return queryset.order_by().annotate(**named).values_list(*named)


def _column(name: str, given: Mapping[str, Any]) -> Any:
    if name not in given:
        return Cast(Value(None), TYPES[name])
    told = F(given[name]) if isinstance(given[name], str) else given[name]
    return told if name in STRAIGHT else Cast(told, TYPES[name])


def _of_some(runs: list[int], people: list[int], day: datetime.date, now: datetime.datetime) -> QuerySet:
    mine = FilteredRelation("attendances", condition=Q(attendances__enrolment__in=people))
    gatherings = Gathering.objects.filter(course_run__in=runs).annotate(mine=mine)
    return _together(gatherings, "mine", Q(enrolment__in=people), runs, day, now)


def _of_all(runs: list[int], day: datetime.date, now: datetime.datetime) -> QuerySet:
    """The same for everybody in the runs: quicker than to name them, where they are many."""
    gatherings = Gathering.objects.filter(course_run__in=runs)
    return _together(gatherings, "attendances", Q(gathering__course_run__in=runs), runs, day, now)


def _together(
    gatherings: QuerySet, mine: str, whose: Q, runs: list[int], day: datetime.date, now: datetime.datetime
) -> QuerySet:
    return _rows(
        gatherings,
        GATHERING,
        run_id="course_run_id", kind="kind", pk="pk", code="code", title="title", minutes="minutes",
        starts_at="starts_at", organisation_id="organisation_id", place="place", key="activity_key",
        times_moved="times_moved", person=f"{mine}__enrolment_id", number=f"{mine}__minutes",
        told=f"{mine}__told_beforehand",
    ).union(
        _make_ups(whose), _notices(whose), _hosts(runs, now), _guests(runs), *_acting(runs, day), all=True
    )  # fmt: skip


def _make_ups(whose: Q) -> QuerySet:
    was_away = Attendance.objects.filter(
        gathering=OuterRef("substitute"), enrolment=OuterRef("enrolment"), minutes=0
    )
    return _rows(
        MakeUp.objects.possible().filter(whose),
        MAKE_UP,
        run_id="gathering__course_run_id", kind="kind", pk="gathering_id", code="state",
        title="substitute__course_run__title", starts_at=Coalesce("substitute__starts_at", "meets_at"),
        place=Coalesce("substitute__place", "place"), organisation_id="substitute_id", times_moved="pk",
        person="enrolment_id", number="minutes", told=Exists(was_away),
    )  # fmt: skip


def _notices(whose: Q) -> QuerySet:
    return _rows(
        AbsenceNotice.objects.standing().filter(whose),
        NOTICE,
        run_id="gathering__course_run_id", pk="gathering_id", person="enrolment_id",
    )  # fmt: skip


def _hosts(runs: list[int], now: datetime.datetime) -> QuerySet:
    """Coming common gatherings of open runs that share an association with these, where somebody could be a guest."""
    shared = RunOrganisation.objects.filter(course_run__in=runs).values("organisation")
    return _rows(
        Gathering.objects.filter(
            kind=GatheringKind.COMMON,
            starts_at__gt=now,
            course_run__state=RunState.OPEN,
            activity_key__in=Gathering.objects.filter(course_run__in=runs).values("activity_key"),
            course_run__in=RunOrganisation.objects.filter(organisation__in=shared).values("course_run"),
        ),
        HOST,
        run_id="course_run_id", pk="pk", code="code", title="course_run__title", minutes="minutes",
        starts_at="starts_at", place="place", key="activity_key",
    )  # fmt: skip


def _guests(runs: list[int]) -> QuerySet:
    """Who makes up a gathering of another run here: a name, and nothing of where they come from."""
    return _rows(
        MakeUp.objects.standing().filter(
            substitute__course_run__in=runs, enrolment__state__in=ON_THE_LIST_STATES
        ),
        GUEST,
        run_id="substitute__course_run_id", pk="substitute_id", title="enrolment__person__name",
    )  # fmt: skip


def _acting(runs: list[int], day: datetime.date) -> list[QuerySet]:
    """The leaders of today, and the associations with their representatives."""
    leaders = RunLeader.objects.held_on(day).filter(course_run__in=runs)
    taking_part = RunOrganisation.objects.filter(course_run__in=runs)
    return [
        _rows(leaders, LEADER, run_id="course_run_id", person="person_id", place="person__name"),
        _rows(
            taking_part,
            TAKES_PART,
            run_id="course_run_id", organisation_id="organisation_id", title="organisation__short_name",
            person="representative_id", place="representative__name", told="course_run__joint",
        ),
    ]  # fmt: skip


OF_SOME = Prepared(_of_some, runs=list, people=list, day=datetime.date, now=datetime.datetime)
OF_ALL = Prepared(_of_all, runs=list, day=datetime.date, now=datetime.datetime)


def rows_of_runs(
    runs: list[int], people: list[int], *, day: datetime.date, now: datetime.datetime
) -> list[RunRow]:
    """What belongs to these runs, gatherings in order of time. One query. Where people are many, rows of others in the
    same runs are among them.
    """
    if len(people) > LONGEST_FILLED:
        rows = OF_ALL.found(runs=runs, day=day, now=now)
    else:
        rows = OF_SOME.found(runs=runs, people=people or [NOBODY], day=day, now=now)
    found = [RunRow(*row) for row in rows]
    return sorted(found, key=lambda row: (row.starts_at is None, row.starts_at or now, row.pk or 0))


def _work(people: list[int]) -> QuerySet:
    return (
        Response.objects.non_polymorphic()
        .filter(enrolment__in=people)
        .annotate(
            before_minutes=_attended_before(Least("minutes", "gathering__minutes"), IntegerField()),
            before_kind=_attended_before(F("gathering__kind"), CharField()),
        )
        .values_list(
            "enrolment_id", "activity_key", "state", "practiceresponse__roles_tried",
            "done_before__practiceresponse__roles_tried", "before_minutes", "before_kind",
        )
    )  # fmt: skip


def _attended_before(wanted: Combinable, kind: Field) -> Case:
    """What is `wanted` of the attendance at the same gathering in the earlier run. Asked for only where there is such a link."""
    then = Attendance.objects.filter(
        enrolment=OuterRef("done_before__enrolment"),
        gathering__activity_key=OuterRef("done_before__activity_key"),
        minutes__gt=0,
    )
    return Case(
        When(done_before__isnull=False, then=Subquery(then.annotate(wanted=wanted).values("wanted")[:1])),
        output_field=kind,
    )


WORK = Prepared(_work, people=list)
