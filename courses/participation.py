"""What somebody took part in who did not complete a course: the days, and the hours (edge case 12).

It is no certificate: it has no number and no code, nobody is approved by it, and it says so itself. It is read from the
attendance each time, so a correction reaches the next print. What counts is what completion counts: each common
gathering, here or the same one before, and what was made up and confirmed. Own time lies within one and adds no hours.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from courses.completion import NOTHING, attended_at_common, common_plan, own_time_done
from courses.facts import PersonFacts
from courses.forecast import units_words
from courses.kinds import EnrolmentState, GatheringKind, MakeUpState
from courses.models import Attendance, Enrolment, MakeUp
from courses.run_numbers import hours


@dataclass(frozen=True)
class Attended:
    """A gathering somebody was at, or where they made one up: the day it was, and the minutes that count."""

    title: str
    date: datetime.date
    minutes: int


@dataclass(frozen=True)
class Participation:
    """What the sheet says. Never what was missed, nor why."""

    gatherings: list[Attended]
    leaders: list[str]
    own_time: datetime.date | None = None

    @property
    def minutes(self) -> int:
        """All that counts, together."""
        return sum(gathering.minutes for gathering in self.gatherings)

    @property
    def hours(self) -> Decimal:
        """The same in clock hours, with one decimal."""
        return hours(self.minutes)

    @property
    def units(self) -> str:
        """The same in units of 45 minutes, in words."""
        return units_words(self.minutes)


def something_to_confirm() -> Q:
    """Of places: whether there is something to confirm, for whoever links to it. Time at a common gathering here, or made up
    and confirmed. To be annotated; own time adds no hours and is nothing by itself.
    """
    common = Q(enrolment=OuterRef("pk"), minutes__gt=0, gathering__kind=GatheringKind.COMMON)
    there = Attendance.objects.filter(common, gathering__course_run=F("enrolment__course_run"))
    return Q(Exists(there)) | Q(Exists(MakeUp.objects.filter(common, state=MakeUpState.CONFIRMED)))


def has_something_to_confirm(person: PersonFacts) -> bool:
    """The same of somebody whose facts are read already. No query."""
    made_up = {pk for pk, again in person.make_ups.items() if again.is_confirmed and again.minutes}
    return any(person.minutes.get(one.pk) or one.pk in made_up for one in person.run.common)


def participation_of(enrolment: Enrolment) -> Participation:
    """What the person took part in, in order of the days. Raises Http404 for nothing, and for who has completed: they
    have a certificate. Six queries.
    """
    found = sorted(_attended(enrolment), key=lambda one: one.date)
    if not found or enrolment.state == EnrolmentState.COMPLETED:
        raise Http404
    leaders = enrolment.course_run.leaders.order_by("since", "pk")
    return Participation(
        found, list(leaders.values_list("person__name", flat=True)), own_time_done(enrolment)
    )


def _attended(enrolment: Enrolment) -> list[Attended]:
    """Gathering by gathering of the plan: the time there, and what of the rest was made up, each on its own day."""
    plan = list(common_plan(enrolment))
    there = attended_at_common(enrolment, plan)
    made_up = {row.gathering_id: row for row in _made_up(enrolment)}
    found = []
    for gathering in plan:
        minutes, day = there.get(gathering.pk, NOTHING)
        if minutes and day:
            found.append(Attended(gathering.title, day, minutes))
        again = made_up.get(gathering.pk)
        left = min((again.minutes or 0) if again else 0, max(gathering.minutes - minutes, 0))
        if again and left:
            found.append(Attended(gathering.title, _day_of(again), left))
    return found


def _made_up(enrolment: Enrolment) -> QuerySet[MakeUp]:
    confirmed = Q(state=MakeUpState.CONFIRMED, gathering__kind=GatheringKind.COMMON)
    return MakeUp.objects.filter(confirmed, enrolment=enrolment).select_related("substitute")


def _day_of(make_up: MakeUp) -> datetime.date:
    """The day it was made up: of the gathering of the other course, of the talk, or when it was confirmed."""
    moment = make_up.substitute.starts_at if make_up.substitute else make_up.meets_at or make_up.confirmed_at
    return timezone.localdate(moment)
