"""Messages that nobody has to be told of any more: invitations that are answered, sent anew or to a course that is over,
reminders of a day that is over, what tells of a gathering that was held or moved once more, nudges to who is back, and what is
about a place in which nobody takes part any longer.

The log of messages itself knows no courses (`lms.people.message_log`), so the lists of what is to be told by hand ask here.
"""

from __future__ import annotations

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Right, TruncDate
from django.utils import timezone

from courses.activities.base import Response
from courses.inviting import KEY as INVITATION
from courses.kinds import UNDER_WAY_RUN_STATES, EnrolmentState, RunState
from courses.models import Attendance, Enrolment, Gathering, MakeUp
from courses.moved_gatherings import KEY as MOVED
from courses.nudging import KEY as NUDGE
from courses.reminding import KEY as REMINDER
from courses.reminding import REMINDED_STATES
from lms.people.models import SentMessage

DAY = len("2026-03-14")


def with_settled(
    messages: QuerySet[SentMessage], *, today: datetime.date | None = None
) -> QuerySet[SentMessage]:
    """The messages, each with whether it `is_settled` on `today`. No query more.

    Asked of the place that the name of the occasion begins with. A message whose place is not known may still wait.
    """
    is_answered = (
        ~Q(state=EnrolmentState.INVITED)
        | ~Q(course_run__state__in=UNDER_WAY_RUN_STATES)
        | Q(invited_at__gt=OuterRef("queued_at"))
    )
    is_gone = ~Q(state__in=REMINDED_STATES) | ~Q(course_run__state=RunState.OPEN)
    queued = OuterRef("queued_at")
    work = Response.objects.non_polymorphic().filter(
        enrolment=OuterRef("pk"), changed_at__gt=OuterRef(queued)
    )
    there = Attendance.objects.filter(
        enrolment=OuterRef("pk"), minutes__gt=0, gathering__starts_at__gt=OuterRef(queued)
    )
    is_back = Q(confirmed_at__gt=queued) | Q(resumed_at__gt=queued) | Exists(work) | Exists(there)
    day = today or timezone.localdate()
    return messages.annotate(day=Right("once_key", DAY)).annotate(
        is_settled=Q(_place_where(is_answered), key=INVITATION)
        | Q(_place_where(is_gone), key__in=(REMINDER, MOVED, NUDGE))
        | Q(_place_where(is_back), key=NUDGE)
        | Q(day__lt=day.isoformat(), key=REMINDER)
        | Q(_place_where(_was_told_of_another_day()), key=REMINDER)
        | Q(~_still_as_moved(day), key=MOVED)
    )


def _was_told_of_another_day() -> Q:
    """Of the place of a reminder: the person meets no more on that day, at home or as a guest, and a message has told of a move
    since.
    """
    at_home = Q(course_run=OuterRef("course_run")) & (
        Q(organisation=None) | Q(organisation=OuterRef("organisation"))
    )
    as_guest = Exists(
        MakeUp.objects.standing().filter(substitute=OuterRef("pk"), enrolment=OuterRef(OuterRef("pk")))
    )
    same_day = Gathering.objects.annotate(day=Cast(TruncDate("starts_at"), TextField())).filter(
        at_home | as_guest, day=OuterRef(OuterRef("day"))
    )
    since = SentMessage.objects.filter(
        key=MOVED, person=OuterRef("person"), queued_at__gte=OuterRef(OuterRef("queued_at"))
    ).annotate(
        named=Concat(
            Value(f"{MOVED}:"), Cast(OuterRef("pk"), TextField()), Value(":"), output_field=TextField()
        ),
        occasion=Cast("once_key", TextField()),
    )
    return ~Exists(same_day) & Exists(since.filter(occasion__startswith=F("named")))


def _still_as_moved(day: datetime.date) -> Exists:
    """Whether the gathering is still to come on `day` or later, in a run that goes on, and was not moved once more."""
    ahead = Gathering.objects.filter(starts_at__date__gte=day, course_run__state=RunState.OPEN).annotate(
        named=Concat(
            Value(":"), _written("pk"), Value(":"), _written("times_moved"), output_field=TextField()
        ),
        occasion=Cast(OuterRef("once_key"), TextField()),
    )
    return Exists(ahead.filter(occasion__endswith=F("named")))


def _written(name: str) -> Cast:
    return Cast(name, TextField())


def _place_where(is_over: Q) -> Exists:
    """Whether the place the message is about is one of these."""
    places = Enrolment.objects.filter(person=OuterRef("person")).annotate(
        named=Concat(
            OuterRef("key"), Value(":"), Cast("pk", TextField()), Value(":"), output_field=TextField()
        ),
        occasion=Cast(OuterRef("once_key"), TextField()),
    )
    return Exists(places.filter(is_over, occasion__startswith=F("named")))
