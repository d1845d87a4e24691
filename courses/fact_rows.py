"""The rows that the facts of a run are made from: gatherings with attendance, those who act, and the state of work.

Each is one query for any number of runs and people, put together once (`lms.people.prepared`). No words of anybody's
are among them.
"""

from __future__ import annotations

import datetime

from django.db.models import (
    Case,
    CharField,
    F,
    Field,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from courses.activities.base import Response
from courses.models import Attendance, Gathering, RunLeader, RunOrganisation
from lms.people.prepared import Prepared

#: Stands for the people of a run that nobody is in.
NOBODY = 0


def _gatherings(runs: list[int], people: list[int]) -> QuerySet:
    return (
        Gathering.objects.filter(course_run__in=runs)
        .annotate(mine=FilteredRelation("attendances", condition=Q(attendances__enrolment__in=people)))
        .order_by("starts_at", "pk")
        .values_list(
            "course_run_id", "kind", "pk", "code", "title", "minutes", "starts_at", "organisation_id", "place",
            "activity_key", "times_moved", "mine__enrolment_id", "mine__minutes",
        )
    )  # fmt: skip


GATHERINGS = Prepared(_gatherings, runs=list, people=list)


def _those_who_act(runs: list[int], day: datetime.date) -> QuerySet:
    leaders = RunLeader.objects.held_on(day).filter(course_run__in=runs)
    taking_part = RunOrganisation.objects.filter(course_run__in=runs)
    return _acting(leaders, "0", "", "person_id", "person__name").union(
        _acting(
            taking_part,
            "organisation_id",
            "organisation__short_name",
            "representative_id",
            "representative__name",
        ),
        all=True,
    )


def _acting(
    queryset: QuerySet, organisation: str, organisation_name: str, person: str, name: str
) -> QuerySet:
    """The same five columns from both tables, so that they can be asked for together."""
    text, number = CharField(), IntegerField()
    return (
        queryset.order_by()
        .annotate(
            row_organisation=Cast(Value(0) if organisation == "0" else F(organisation), number),
            row_organisation_name=Cast(F(organisation_name) if organisation_name else Value(""), text),
            row_person=Cast(F(person), number),
            row_name=Cast(F(name), text),
        )
        .values_list("course_run_id", "row_organisation", "row_organisation_name", "row_person", "row_name")
    )


THOSE_WHO_ACT = Prepared(_those_who_act, runs=list, day=datetime.date)


def _work(people: list[int]) -> QuerySet:
    return (
        Response.objects.non_polymorphic()
        .filter(enrolment__in=people)
        .annotate(
            before_minutes=_attended_before("minutes", IntegerField()),
            before_kind=_attended_before("gathering__kind", CharField()),
        )
        .values_list(
            "enrolment_id", "activity_key", "state", "practiceresponse__roles_tried",
            "done_before__practiceresponse__roles_tried", "before_minutes", "before_kind",
        )
    )  # fmt: skip


def _attended_before(column: str, kind: Field) -> Case:
    """A column of the attendance at the same gathering in the earlier run. Asked for only where there is such a link."""
    then = Attendance.objects.filter(
        enrolment=OuterRef("done_before__enrolment"),
        gathering__activity_key=OuterRef("done_before__activity_key"),
        minutes__gt=0,
    )
    return Case(When(done_before__isnull=False, then=Subquery(then.values(column)[:1])), output_field=kind)


WORK = Prepared(_work, people=list)
