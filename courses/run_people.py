"""Everybody in a run that a viewer sees: a page of them, and what is known of the gatherings from all of them.

Where all stand on one page, it is read from the facts that are gathered for it. Where they do not, one query asks for
what the top of the page says of the whole run, so that nobody has to be looked at who is on another page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import IntegerField, Value
from django.db.models.functions import Cast

from courses.models import AbsenceNotice, Attendance, CourseRun
from courses.models.enrolments import EnrolmentQuerySet
from courses.run_overview import PersonRow


@dataclass(frozen=True)
class KnownOfGatherings:
    """At which gatherings anybody's attendance is recorded, and which place has told of which that they cannot come."""

    recorded: frozenset[int]
    told: frozenset[tuple[int, int]]

    def away_from(self, gathering_id: int) -> set[int]:
        """The places of those who cannot come to it."""
        return {place for gathering, place in self.told if gathering == gathering_id}


def known_of_rows(rows: Iterable[PersonRow]) -> KnownOfGatherings:
    """From facts that are gathered already. No query."""
    people = [row.facts for row in rows]
    return KnownOfGatherings(
        recorded=frozenset(pk for person in people for pk in person.minutes),
        told=frozenset((pk, person.enrolment_id) for person in people for pk in person.told),
    )


def known_of_run(course_run: CourseRun, people: EnrolmentQuerySet) -> KnownOfGatherings:
    """The same of all these people, however many. One query, which names nobody but those who cannot come."""
    whose = {"enrolment__in": people.order_by().values("pk"), "gathering__course_run": course_run}
    nobody = Cast(Value(None), IntegerField())
    recorded = Attendance.objects.filter(**whose).values_list("gathering_id", nobody).distinct()
    told = AbsenceNotice.objects.standing().filter(**whose).values_list("gathering_id", "enrolment_id")
    rows = list(recorded.order_by().union(told.order_by(), all=True))
    return KnownOfGatherings(
        recorded=frozenset(gathering for gathering, place in rows if place is None),
        told=frozenset((gathering, place) for gathering, place in rows if place is not None),
    )
