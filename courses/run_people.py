"""Everybody in a run that a viewer sees: a page of them, and what is known of the gatherings from all of them.

Where all stand on one page, it is read from the facts that are gathered for it. Where they do not, one query asks for
what the top of the page says of the whole run, so that nobody has to be looked at who is on another page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, Q, Value
from django.db.models.functions import Cast

from courses.facts import PlannedGathering
from courses.kinds import EnrolmentState
from courses.models import AbsenceNotice, Attendance, CourseRun, Enrolment
from courses.models.enrolments import EnrolmentQuerySet
from courses.run_overview import PersonRow

#: Of whom it has to be said whether they were there. Nobody waits for who takes a pause or has not answered.
TO_RECORD_STATES = (EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE, EnrolmentState.COMPLETED)


@dataclass(frozen=True)
class KnownOfGatherings:
    """For how many attendance is recorded at each gathering: anybody, and those who were to come. And which place has told of
    which that they cannot come.
    """

    recorded: Mapping[int, int]
    of_expected: Mapping[int, int]
    told: frozenset[tuple[int, int]]

    def away_from(self, gathering_id: int) -> set[int]:
        """The places of those who cannot come to it."""
        return {place for gathering, place in self.told if gathering == gathering_id}


def was_to_come(place: Enrolment, gathering: PlannedGathering) -> bool:
    """Whether the person had a place when it began, so that it has to be said whether they were there. Who came into the course
    later is not waited for.
    """
    begun_before = place.confirmed_at is not None and place.confirmed_at < gathering.starts_at
    own = gathering.organisation_id in (None, place.organisation_id)
    return begun_before and own and place.state in TO_RECORD_STATES


def known_of_rows(rows: Iterable[PersonRow]) -> KnownOfGatherings:
    """From facts that are gathered already. No query."""
    rows = list(rows)
    people = [row.facts for row in rows]
    planned = {
        one.pk: one for row in rows[:1] for one in (*row.facts.run.common, *row.facts.run.own_times.values())
    }
    expected = [
        pk
        for row in rows
        for pk in row.facts.minutes
        if pk in planned and was_to_come(row.enrolment, planned[pk])
    ]
    return KnownOfGatherings(
        recorded=Counter(pk for person in people for pk in person.minutes),
        of_expected=Counter(expected),
        told=frozenset((pk, person.enrolment_id) for person in people for pk in person.told),
    )


def known_of_run(course_run: CourseRun, people: EnrolmentQuerySet) -> KnownOfGatherings:
    """The same of all these people, however many. One query, which names nobody but those who cannot come."""
    whose = {"enrolment__in": people.order_by().values("pk"), "gathering__course_run": course_run}
    nobody, none = Cast(Value(None), IntegerField()), Value(0)
    expected = Q(
        enrolment__state__in=TO_RECORD_STATES, enrolment__confirmed_at__lt=F("gathering__starts_at")
    ) & (Q(gathering__organisation=None) | Q(gathering__organisation=F("enrolment__organisation")))
    counts = Attendance.objects.filter(**whose).order_by().values("gathering_id")
    counts = counts.annotate(nobody=nobody, all=Count("pk"), expected=Count("pk", filter=expected))
    told = AbsenceNotice.objects.standing().filter(**whose).order_by()
    rows = list(
        counts.values_list("gathering_id", "nobody", "all", "expected").union(
            told.values_list("gathering_id", "enrolment_id", none, none), all=True
        )
    )
    return KnownOfGatherings(
        recorded={gathering: number for gathering, place, number, _expected in rows if place is None},
        of_expected={gathering: number for gathering, place, _all, number in rows if place is None},
        told=frozenset((gathering, place) for gathering, place, *_none in rows if place is not None),
    )
