"""When a course is completed: by rule, judged from facts, recorded once.

Asked for: the required activities, a share of the planned time of the common gatherings, own time, and all roles of the
practice in threes. The signature of the pledge is not part of it (edge case 20): it is its own gate to approval.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from courses import events
from courses.activities.base import Response
from courses.facts import Facts, PersonFacts
from courses.kinds import TAKING_PART_STATES, EnrolmentState, GatheringKind, MakeUpState, RunState
from courses.models import Attendance, Enrolment, Gathering, MakeUp
from lms.people.judging import Judgement

MINUTES_IN_AN_HOUR = 60
TWO_DECIMALS = Decimal("0.01")
#: Minutes and day where somebody was not.
NOTHING: tuple[int, datetime.date | None] = (0, None)


def judge(subject: Enrolment | PersonFacts) -> list[Judgement]:
    """Every requirement of the run, judged, in its order. Facts cost no query, an enrolment five."""
    facts = Facts.gather([subject])[subject.pk] if isinstance(subject, Enrolment) else subject
    return [requirement.judge(facts) for requirement in facts.run.requirements]


def is_ready(facts: PersonFacts) -> bool:
    """Whether nothing stands in the way. A run that was never opened asks for nothing, so nobody completes it."""
    return bool(facts.run.requirements) and not any(judgement.blocks for judgement in judge(facts))


def complete_when_ready(*, enrolment: Enrolment, at: datetime.datetime | None = None) -> bool:
    """Record that the course is completed, if everything is in place and it is not recorded already.

    Returns whether it was recorded now. Sends `events.enrolment_completed` after commit, once. Whoever calls it is not
    asked for permission: it is a consequence of what was recorded, never a choice.
    """
    with transaction.atomic():
        place = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
        if place.state not in TAKING_PART_STATES or not is_ready(
            Facts.gather([_with_person(place)])[place.pk]
        ):
            return False
        place.state = EnrolmentState.COMPLETED
        place.completed_at = at or timezone.now()
        place.paused_at = None
        place.save(update_fields=["state", "completed_at", "paused_at"])
        transaction.on_commit(
            lambda: events.enrolment_completed.send(sender=Enrolment, enrolment_id=place.pk), robust=True
        )
    enrolment.state, enrolment.completed_at = place.state, place.completed_at
    return True


def _with_person(place: Enrolment) -> Enrolment:
    return Enrolment.objects.select_related("person").get(pk=place.pk)


def look_again(enrolment_id: int, *, at: datetime.datetime | None = None) -> bool:
    """Called after every change that may complete a course. Returns whether it did."""
    return look_again_at([enrolment_id], at=at) == 1


def look_again_at(enrolment_ids: Iterable[int], *, at: datetime.datetime | None = None) -> int:
    """The same for many places in a fixed number of queries, plus those of each completion. Returns how many."""
    places = Enrolment.objects.filter(pk__in=list(enrolment_ids), state__in=TAKING_PART_STATES)
    facts = Facts.gather(places.select_related("person"))
    ready = [person.enrolment_id for person in facts if is_ready(person)]
    return sum(
        complete_when_ready(enrolment=place, at=at) for place in Enrolment.objects.filter(pk__in=ready)
    )


def find_what_a_crash_left() -> int:
    """Complete what was left when a process died between a change and `look_again`. For `run_due`."""
    left = Enrolment.objects.filter(state__in=TAKING_PART_STATES, course_run__state=RunState.OPEN)
    return look_again_at(left.values_list("pk", flat=True))


def minutes_attended(enrolment: Enrolment) -> int:
    """Minutes at the common gatherings of the plan, as completion counts them: here, at the same one before, or made up.

    Own time lies within the last of them and is not added. Reads attendance alone, as a committee's page must: three
    queries.
    """
    confirmed = MakeUp.objects.filter(
        gathering=OuterRef("pk"), enrolment=enrolment, state=MakeUpState.CONFIRMED
    )
    plan = list(common_plan(enrolment).annotate(made_up=Subquery(confirmed.values("minutes"))))
    there = attended_at_common(enrolment, plan)
    return sum(
        _counted(gathering.minutes, there.get(gathering.pk, NOTHING)[0], gathering.made_up or 0)
        for gathering in plan
    )


def common_plan(enrolment: Enrolment) -> QuerySet[Gathering]:
    """The common gatherings of the plan."""
    return Gathering.objects.filter(course_run=enrolment.course_run_id, kind=GatheringKind.COMMON)


def attended_at_common(
    enrolment: Enrolment, plan: Iterable[Gathering]
) -> dict[int, tuple[int, datetime.date]]:
    """For each gathering of the plan somebody was at: minutes and day, here or at the same one before, the more of the
    two, and never more than it lasts now. Two queries.
    """
    common = {"gathering__kind": GatheringKind.COMMON}
    found = {
        row.gathering_id: (
            min(row.minutes, row.gathering.minutes),
            timezone.localdate(row.gathering.starts_at),
        )
        for row in _attended(enrolment).filter(**common)
    }
    before = {row.gathering.activity_key: row for row in _attended_before(enrolment).filter(**common)}
    for gathering in plan:
        then = before.get(gathering.activity_key)
        minutes = min(then.minutes, then.gathering.minutes, gathering.minutes) if then else 0
        if then and minutes > found.get(gathering.pk, NOTHING)[0]:
            found[gathering.pk] = (minutes, timezone.localdate(then.gathering.starts_at))
    return found


def _counted(planned: int, there: int, made_up: int) -> int:
    """What is made up fills what is missing, and never more."""
    return there + min(made_up, max(planned - there, 0))


def hours_attended(enrolment: Enrolment) -> Decimal:
    """The same in clock hours."""
    return (Decimal(minutes_attended(enrolment)) / MINUTES_IN_AN_HOUR).quantize(TWO_DECIMALS)


def own_time_done(enrolment: Enrolment) -> datetime.date | None:
    """The day of own time with the person's own association, if it was held: here, in an earlier run, or made up."""
    own = {
        "gathering__kind": GatheringKind.OWN_TIME,
        "gathering__organisation": enrolment.organisation_id,
    }
    held = _attended(enrolment).filter(**own).first() or _attended_before(enrolment).filter(**own).first()
    if held:
        return timezone.localdate(held.gathering.starts_at)
    made_up = MakeUp.objects.filter(enrolment=enrolment, state=MakeUpState.CONFIRMED, **own).first()
    return timezone.localdate(made_up.meets_at or made_up.confirmed_at) if made_up else None


def days_attended(enrolment: Enrolment) -> list[datetime.date]:
    """The days the person was at a gathering of the plan, in order, also those of an earlier run that count here."""
    rows = [*_attended(enrolment), *_attended_before(enrolment)]
    return sorted({timezone.localdate(row.gathering.starts_at) for row in rows})


def _attended(enrolment: Enrolment) -> QuerySet[Attendance]:
    """At the gatherings of this run, and as a guest at one of another where that makes up what was missed here."""
    guest_at = MakeUp.objects.standing().filter(enrolment=enrolment).values("substitute")
    there = Q(gathering__course_run=enrolment.course_run_id) | Q(gathering__in=guest_at)
    return _in_order(Attendance.objects.filter(there, enrolment=enrolment))


def _attended_before(enrolment: Enrolment) -> QuerySet[Attendance]:
    """What is linked from this place: the same gatherings in the runs where they were done before."""
    links = Response.objects.non_polymorphic().filter(enrolment=enrolment, done_before__isnull=False)
    same = links.filter(
        done_before__enrolment=OuterRef("enrolment"),
        done_before__activity_key=OuterRef("gathering__activity_key"),
    )
    return _in_order(Attendance.objects.filter(Exists(same)))


def _in_order(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    return rows.filter(minutes__gt=0).select_related("gathering").order_by("gathering__starts_at", "pk")
