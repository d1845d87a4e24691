"""Whom a cancelled run concerns, and telling them: who had a place, who had agreed to come as a guest, and who holds it.

Called by `planning.cancel_run` inside its transaction, so that nobody is told of what did not happen, and a process that
dies half-way leaves either everything or nothing. What is queued and not sent, `run_due` sends (edge case 12).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cached_property

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from courses.kinds import TAKING_PART_STATES, EnrolmentState, MakeUpState
from courses.models import CourseRun, Enrolment, MakeUp
from lms.people.alphabet import alphabetical
from lms.people.dates import date_words
from lms.people.messaging import PAPER, channel_for, send
from lms.people.models import Organisation, User

KEY, GUEST_KEY = "course_cancelled", "guest_gathering_cancelled"
#: A pause stops reminders, not the news that there is nothing to come back to.
TOLD_STATES = (*TAKING_PART_STATES, EnrolmentState.INVITED)


class Concerned:
    """Everybody a run concerns, at one moment. Each part is one query."""

    def __init__(self, course_run: CourseRun, *, at: datetime.datetime | None = None) -> None:
        self.course_run = course_run
        self.moment = at or timezone.now()

    @cached_property
    def places(self) -> list[Enrolment]:
        """Who takes part, takes a pause, or has been asked and not answered."""
        found = self.course_run.enrolments.filter(state__in=TOLD_STATES, person__is_active=True)
        return list(found.select_related("person", "organisation").order_by("pk"))

    @cached_property
    def guests(self) -> list[MakeUp]:
        """Who has agreed to come from another run, to a gathering that will not be held."""
        ahead = Q(substitute__course_run=self.course_run, substitute__starts_at__gt=self.moment)
        found = MakeUp.objects.filter(ahead, state=MakeUpState.AGREED, enrolment__person__is_active=True)
        return list(
            found.select_related("substitute", "enrolment__person", "enrolment__organisation").order_by("pk")
        )

    @cached_property
    def holding(self) -> list[tuple[User, Organisation]]:
        """Who leads now or was to, and who represents an association, each once."""
        today = timezone.localdate(self.moment)
        leading = self.course_run.leaders.filter(Q(until=None) | Q(until__gte=today))
        found = {one.person: self.course_run.organiser for one in leading.select_related("person")}
        parts = self.course_run.run_organisations.filter(representative__isnull=False)
        for part in parts.select_related("representative", "organisation"):
            found.setdefault(part.representative, part.organisation)
        return [(person, organisation) for person, organisation in found.items() if person.is_active]

    @property
    def not_reached(self) -> list[str]:
        """The names of those no message reaches, whom somebody must write to or call."""
        people = [place.person for place in self.places] + [one.enrolment.person for one in self.guests]
        names = {person.pk: person.name for person in people if channel_for(person) == PAPER}
        return sorted(names.values(), key=alphabetical)


def tell_of_cancelling(*, course_run: CourseRun, by: User | None, at: datetime.datetime | None = None) -> int:
    """Queue the messages, each once for ever. Whoever cancels is not told of it. Returns how many.

    Called before the places end, while it still stands who had one.
    """
    who = Concerned(course_run, at=at)
    asker = by.pk if by else None
    sent: Iterable[bool] = (
        *(_tell_place(place, course_run) for place in who.places if place.person_id != asker),
        *(_tell_holding(*one, course_run) for one in who.holding if one[0].pk != asker),
    )
    return sum(sent) + tell_guests(course_run=course_run, by=by, at=at)


def tell_guests(*, course_run: CourseRun, by: User | None, at: datetime.datetime | None = None) -> int:
    """Queue the message to who agreed to come from another run to a gathering that is not held now. Returns how many.

    For a run that is cancelled, and one that is closed before what it had planned.
    """
    asker = by.pk if by else None
    guests = Concerned(course_run, at=at).guests
    return sum(_tell_guest(one) for one in guests if one.enrolment.person_id != asker)


def _tell_place(place: Enrolment, course_run: CourseRun) -> bool:
    return _tell(
        place.person,
        KEY,
        once=f"{KEY}:{place.pk}:{course_run.pk}",
        link=reverse("home:my_place", args=[place.pk]),
        day=course_run.starts_on,
        place=course_run.place,
        organisation=place.organisation,
    )


def _tell_guest(make_up: MakeUp) -> bool:
    gathering = make_up.substitute
    return gathering is not None and _tell(
        make_up.enrolment.person,
        GUEST_KEY,
        once=f"{GUEST_KEY}:{make_up.pk}",
        link=reverse("home:my_place", args=[make_up.enrolment_id]),
        day=timezone.localdate(gathering.starts_at),
        place=gathering.place,
        organisation=make_up.enrolment.organisation,
    )


def _tell_holding(person: User, organisation: Organisation, course_run: CourseRun) -> bool:
    return _tell(
        person,
        KEY,
        once=f"{KEY}:run-{course_run.pk}:{person.pk}",
        link=reverse("courses:run", args=[course_run.pk]),
        day=course_run.starts_on,
        place=course_run.place,
        organisation=organisation,
    )


def _tell(
    person: User,
    key: str,
    *,
    once: str,
    link: str,
    day: datetime.date,
    place: str,
    organisation: Organisation,
) -> bool:
    with translation.override(person.language):
        words = date_words(day, year=True)
    context = {"link": settings.SITE_ADDRESS + link, "date": words, "place": place}
    return send(person, key, once=once, context=context, organisation=organisation) is not None
