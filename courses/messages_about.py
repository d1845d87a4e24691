"""Which course a message was about. Nothing more is kept for it: the name of the occasion begins with kind and place.

The log of messages itself knows no courses (`lms.people.message_log`). A message whose place is gone, or which is about
nothing that is a place, has no course. docs/decisions/0038-messages-a-quiet-time-and-a-calendar-by-address.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from courses.cancelling import KEY as CANCELLED
from courses.ending import KEY as CLOSED
from courses.making_up import KEY as MAKE_UP
from courses.models import CourseRun, Enrolment, MakeUp
from courses.moved_gatherings import KEY as MOVED
from courses.nudging import KEY as NUDGE
from courses.reminding import KEY as REMINDER
from lms.people.models import SentMessage

#: Kinds whose occasion is named by the kind and the place; and one that is named by what is made up.
ABOUT_A_PLACE = ("invitation", REMINDER, MOVED, NUDGE, "pause_confirmed", CANCELLED, CLOSED)


def titles_of_runs(messages: Iterable[SentMessage]) -> dict[int, str]:
    """By message, the name of the course it was about, where that is known. Two queries."""
    named = {one.pk: (one.key, _number(one.once_key), one.person_id) for one in messages}
    places = [number for key, number, _person in named.values() if key in ABOUT_A_PLACE]
    made_up = [number for key, number, _person in named.values() if key == MAKE_UP]
    of_places = Enrolment.objects.filter(pk__in=places)
    of_make_ups = MakeUp.objects.filter(pk__in=made_up)
    titles = {
        (key, number, person): title
        for number, person, title in of_places.values_list("pk", "person", "course_run__title")
        for key in ABOUT_A_PLACE
    }
    for number, person, title in of_make_ups.values_list(
        "pk", "enrolment__person", "enrolment__course_run__title"
    ):
        titles[MAKE_UP, number, person] = title
    return {pk: titles[occasion] for pk, occasion in named.items() if occasion in titles}


def about_run(messages: QuerySet[SentMessage], run_id: int) -> QuerySet[SentMessage]:
    """Those of the messages that were about this run. No query yet."""
    own = {"course_run": run_id, "person": OuterRef("person")}
    places = Enrolment.objects.filter(**own).annotate(
        named=Concat(OuterRef("key"), Value(":"), _written("pk"), Value(":"), output_field=TextField()),
        occasion=Cast(OuterRef("once_key"), TextField()),
    )
    make_ups = MakeUp.objects.filter(
        enrolment__course_run=run_id, enrolment__person=OuterRef("person")
    ).annotate(named=Concat(Value(f"{MAKE_UP}:"), _written("pk"), output_field=TextField()))
    of_places = Q(Exists(places.filter(occasion__startswith=F("named"))), key__in=ABOUT_A_PLACE)
    of_make_ups = Q(Exists(make_ups.filter(named=OuterRef("once_key"))), key=MAKE_UP)
    return messages.filter(of_places | of_make_ups)


def runs_told_of(messages: QuerySet[SentMessage]) -> QuerySet[CourseRun]:
    """The runs that any of the messages was about, the newest first. One query when read."""
    of_place = messages.filter(person=OuterRef("person"), key__in=ABOUT_A_PLACE).annotate(
        named=Concat(
            F("key"), Value(":"), Cast(OuterRef("pk"), TextField()), Value(":"), output_field=TextField()
        )
    )
    of_make_up = messages.filter(
        once_key=Concat(Value(f"{MAKE_UP}:"), Cast(OuterRef("pk"), TextField()), output_field=TextField())
    )
    places = Enrolment.objects.filter(Exists(of_place.filter(once_key__startswith=F("named"))))
    make_ups = MakeUp.objects.filter(Exists(of_make_up))
    known = Q(pk__in=places.values("course_run")) | Q(pk__in=make_ups.values("enrolment__course_run"))
    return CourseRun.objects.filter(known).order_by("-starts_on", "-pk")


def _written(name: str) -> Cast:
    return Cast(name, TextField())


def _number(occasion: str) -> int:
    """What stands after the kind; 0 for what is no number."""
    number = occasion.split(":")[1] if ":" in occasion else ""
    return int(number) if number.isascii() and number.isdigit() else 0
