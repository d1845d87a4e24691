"""Telling those who come when a gathering so near is moved that its reminder may have gone out: they would come in vain.

Called by `planning` inside its transaction. A gathering that is further away needs no message of its own: the reminder tells.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from courses.kinds import RunState
from courses.models import Enrolment, Gathering
from courses.reminding import AHEAD, occasion_of_day, when_and_where, who_comes
from lms.people.messaging import not_begun, send
from lms.people.models import SentMessage

KEY = "gathering_moved"


def who_is_to_know(
    gathering: Gathering, starts_at: datetime.datetime, place: str, *, at: datetime.datetime | None = None
) -> list[Enrolment]:
    """Whom a move to this time and place has to be told, asked before it is moved. Nobody when both stay as they are.

    Everybody who comes, where the old time is near. Where the new one alone is near, those who were reminded of that day
    before and have been told of another one since. Not who has said no, or takes a pause. At most three queries.
    """
    moment = at or timezone.now()
    before = Gathering.objects.filter(pk=gathering.pk, course_run__state=RunState.OPEN).first()
    if before is None or (before.starts_at, before.place) == (starts_at, place):
        return []
    if _is_near(before.starts_at, moment):
        return who_comes(before)
    if not _is_near(starts_at, moment):
        return []
    day = timezone.localdate(starts_at)
    people = {occasion_of_day(one, day): one for one in who_comes(before)}
    told = SentMessage.objects.filter(once_key__in=people).values_list("once_key", flat=True)
    return [people[once] for once in told]


def tell_of_move(
    gathering: Gathering, people: list[Enrolment], *, at: datetime.datetime | None = None
) -> int:
    """Queue the message with the new time and place, once for each move. Returns how many.

    What waits to be sent of a move before it is called off. Two queries, besides those of the messages.
    """
    if not people:
        return 0
    moved = Gathering.objects.get(pk=gathering.pk)
    older = [_occasion(place, moved, number) for place in people for number in range(1, moved.times_moved)]
    not_begun(at=at or timezone.now()).filter(once_key__in=older).delete()
    return sum(_tell(place, moved) for place in people)


def _is_near(starts_at: datetime.datetime, moment: datetime.datetime) -> bool:
    return moment < starts_at <= moment + AHEAD


def _occasion(place: Enrolment, gathering: Gathering, number: int) -> str:
    return f"{KEY}:{place.pk}:{gathering.pk}:{number}"


def _tell(place: Enrolment, moved: Gathering) -> bool:
    link = settings.SITE_ADDRESS + reverse("home:my_place", args=[place.pk])
    return (
        send(
            place.person,
            KEY,
            once=_occasion(place, moved, moved.times_moved),
            context={"link": link, **when_and_where(place, moved)},
            organisation=place.organisation,
            useful_until=moved.starts_at,
        )
        is not None
    )
