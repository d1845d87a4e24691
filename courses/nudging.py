"""A message after a quiet time: one can go on where one was. Never in a pause, and once for each quiet time.

It says that everything is as it was left, and nothing about what that is. Who has nothing required left to do alone waits
for the others, and is not told to go on. One can turn it off (`User.wants_nudges`).
"""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from courses.activities.base import Response
from courses.kinds import RunState
from courses.models import Attendance, Enrolment, RequiredActivities
from courses.models.enrolments import EnrolmentQuerySet
from courses.outline import Outline
from courses.progress import Progress
from lms.people.messaging import send
from lms.people.models import SentMessage

QUIET_FOR = datetime.timedelta(days=14)
KEY = "next_step_nudge"


def nudge(*, at: datetime.datetime | None = None) -> int:
    """Queue a message to everybody who has been quiet for `QUIET_FOR` at `at` (now by default). Returns how many.

    Four queries and two for each course in which somebody may be told, besides those of the messages. Called by `run_due`.
    """
    moment = at or timezone.now()
    quiet = {_occasion(place): place for place in _quiet(moment)}
    told = set(SentMessage.objects.filter(once_key__in=quiet).values_list("once_key", flat=True))
    waiting = [place for once, place in quiet.items() if once not in told]
    return sum(_tell(place.pk, moment) for place in _with_something_to_do(waiting))


def due_at(moment: datetime.datetime) -> dict[str, dict[str, str]]:
    """The occasions of those who are quiet at `moment`, each with what its message is told. One query."""
    return {_occasion(place): _context(place.pk) for place in _quiet(moment)}


def _quiet(moment: datetime.datetime) -> EnrolmentQuerySet:
    """The places of open runs that began long enough ago, whose person wants to be told."""
    since = moment - QUIET_FOR
    work = Response.objects.non_polymorphic().filter(enrolment=OuterRef("pk")).order_by("-changed_at")
    there = Attendance.objects.filter(enrolment=OuterRef("pk"), minutes__gt=0).order_by(
        "-gathering__starts_at"
    )
    return (
        Enrolment.objects.quiet_since(since)
        .filter(
            course_run__state=RunState.OPEN,
            course_run__starts_on__lte=timezone.localdate(since),
            person__is_active=True,
            person__wants_nudges=True,
        )
        .annotate(
            worked_at=Subquery(work.values("changed_at")[:1]),
            attended_at=Subquery(there.values("gathering__starts_at")[:1]),
        )
        .select_related("person", "organisation", "course_run__course")
        .order_by("pk")
    )


def _occasion(place: Enrolment) -> str:
    """The place, and the day on which it became quiet."""
    signs = (place.confirmed_at, place.resumed_at, place.worked_at, place.attended_at)
    days = [timezone.localdate(sign) for sign in signs if sign]
    return f"{KEY}:{place.pk}:{max([place.course_run.starts_on, *days]).isoformat()}"


def _with_something_to_do(places: list[Enrolment]) -> list[Enrolment]:
    """Those who have something left that they do alone, of what the run asked for when it was opened (R37). A seminar asks for
    nothing but being there.
    """
    outlines = {place.course_run.course_id: place.course_run.course for place in places}
    outlines = {pk: Outline.of(course, settings.LANGUAGE_CODE) for pk, course in outlines.items()}
    states: dict[int, dict] = defaultdict(dict)
    rows = Response.objects.non_polymorphic().filter(enrolment__in=[place.pk for place in places])
    for pk, key, state in rows.values_list("enrolment_id", "activity_key", "state"):
        states[pk][key] = state
    asked: dict[int, set[str]] = defaultdict(set)
    needs = RequiredActivities.objects.filter(course_run__in={place.course_run_id for place in places})
    for run_id, keys in needs.values_list("course_run", "keys"):
        asked[run_id].update(keys)
    return [
        place
        for place in places
        if Progress(outlines[place.course_run.course_id], states[place.pk]).has_something_to_do(
            asked[place.course_run_id]
        )
    ]


@transaction.atomic
def _tell(pk: int, moment: datetime.datetime) -> bool:
    """Queue it for a place that is quiet still, now that it is locked."""
    place = _quiet(moment).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if place is None:
        return False
    once, context = _occasion(place), _context(pk)
    return send(place.person, KEY, once=once, context=context, organisation=place.organisation) is not None


def _context(pk: int) -> dict[str, str]:
    return {"link": settings.SITE_ADDRESS + reverse("courses:outline", args=[pk])}
