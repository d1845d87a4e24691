"""Telling those who come when a gathering so near is moved that its reminder may have gone out: they would come in vain.

Called by `courses.timetable` inside its transaction. A gathering that is further away needs no message of its own: the reminder tells.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from courses.kinds import RunState
from courses.models import Enrolment, Gathering
from courses.reminding import AHEAD, occasion_of_day, when_and_where, who_comes, who_has_said_no
from lms.people.messaging import not_begun, send
from lms.people.models import SentMessage

KEY = "gathering_moved"


def who_is_to_know(
    gathering: Gathering,
    starts_at: datetime.datetime,
    place: str,
    *,
    also: Collection[int] = (),
    at: datetime.datetime | None = None,
) -> list[Enrolment]:
    """Whom a move to this time and place has to be told, asked before it is moved. Nobody when both stay as they are.

    Everybody who comes, where the old time is near. Otherwise those who were told of any move of it before, whichever day they
    believe in since; and where the new one is near, those who were reminded of that day before and have been told of another one since. `also`
    names places to whom it matters whenever it is. Not who takes a pause, nor who has said no – but to another hour they
    have said nothing, and where the reminder of its day has gone out already, nothing else would ask them. At most five
    queries.
    """
    moment = at or timezone.now()
    before = Gathering.objects.filter(pk=gathering.pk, course_run__state=RunState.OPEN).first()
    if before is None or (before.starts_at, before.place) == (starts_at, place):
        return []
    coming = who_comes(before)
    asked_anew = [] if starts_at == before.starts_at else who_has_said_no(before)
    known = set(also)
    if _is_near(before.starts_at, moment):
        known |= {place.pk for place in coming}
    if _is_near(starts_at, moment):
        day = timezone.localdate(starts_at)
        occasions = {occasion_of_day(place, day): place for place in (*coming, *asked_anew)}
        reminded = SentMessage.objects.filter(once_key__in=occasions).values_list("once_key", flat=True)
        known |= {occasions[once].pk for once in reminded}
    told = SentMessage.objects.filter(key=KEY, once_key__regex=_named(before))
    known |= {int(once.split(":")[1]) for once in told.values_list("once_key", flat=True)}
    return [place for place in (*coming, *asked_anew) if place.pk in known]


def tell_of_move(
    gathering: Gathering, people: list[Enrolment], *, at: datetime.datetime | None = None
) -> int:
    """Queue the message with the new time and place, once for each move. Returns how many.

    What waits to be sent of a move before it is called off, whoever it is to. Two queries, besides those of the messages.
    """
    moved = Gathering.objects.get(pk=gathering.pk)
    not_begun(at=at or timezone.now()).filter(once_key__regex=_named(moved)).delete()
    return sum(_tell(place, moved) for place in people)


def keep_what_was_told(gathering: Gathering) -> None:
    """The length alone was changed: what told of the move before it still says when and where, and goes by the new number, which
    is one higher.
    """
    moved = Gathering.objects.get(pk=gathering.pk)
    told = SentMessage.objects.filter(once_key__regex=_named(moved))
    for message in told.filter(once_key__endswith=f":{moved.times_moved - 1}"):
        message.once_key = f"{message.once_key.rpartition(':')[0]}:{moved.times_moved}"
        message.save(update_fields=["once_key"])


def _named(gathering: Gathering) -> str:
    """How every message about a move of the gathering is called."""
    return rf"^{KEY}:\d+:{gathering.pk}:\d+$"


def due_at(moment: datetime.datetime) -> dict[str, dict[str, str]]:
    """The occasions of what waits to be sent and still is so at `moment`, each with what its message is told.

    One query, one more where something waits, and one for each gathering.
    """
    waiting = not_begun(at=moment).filter(key=KEY).values_list("once_key", flat=True)
    numbers = {int(once.split(":")[2]) for once in waiting}
    ahead = Gathering.objects.filter(pk__in=numbers, starts_at__gt=moment, course_run__state=RunState.OPEN)
    return {
        _occasion(place, one, one.times_moved): _context(place, one)
        for one in ahead
        for place in who_comes(one)
    }


def _is_near(starts_at: datetime.datetime, moment: datetime.datetime) -> bool:
    return moment < starts_at <= moment + AHEAD


def _occasion(place: Enrolment, gathering: Gathering, number: int) -> str:
    return f"{KEY}:{place.pk}:{gathering.pk}:{number}"


def _tell(place: Enrolment, moved: Gathering) -> bool:
    return (
        send(
            place.person,
            KEY,
            once=_occasion(place, moved, moved.times_moved),
            context=_context(place, moved),
            organisation=place.organisation,
            useful_until=moved.starts_at,
        )
        is not None
    )


def _context(place: Enrolment, moved: Gathering) -> dict[str, str]:
    link = settings.SITE_ADDRESS + reverse("home:my_place", args=[place.pk])
    return {"link": link, **when_and_where(place, moved)}
