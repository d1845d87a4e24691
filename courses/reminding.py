"""A message two days before one meets. Never to who takes a pause, has left, or has said that they cannot come."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation

from courses.access import people_at
from courses.kinds import EnrolmentState, RunState
from courses.models import AbsenceNotice, Enrolment, Gathering
from lms.people.dates import date_words
from lms.people.messaging import send
from lms.people.models import SentMessage

AHEAD = datetime.timedelta(days=2)
#: A pause stops every reminder (edge case 6); who has not answered the invitation has a message of their own. Who has
#: completed is expected all the same, until they say that they cannot come.
REMINDED_STATES = (EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE, EnrolmentState.COMPLETED)
KEY = "gathering_reminder"


def remind_of_gatherings(*, at: datetime.datetime | None = None) -> int:
    """Queue the reminders that are due at `at` (now by default). Returns how many.

    One a day at most, for the first gathering of the day. A gathering that is moved to another day is told of anew. Two
    queries and one for each gathering that is near, besides those of the messages themselves. Called by `run_due`.
    """
    due = _due(at or timezone.now())
    told = set(SentMessage.objects.filter(once_key__in=due).values_list("once_key", flat=True))
    return sum(_tell(place, one, once) for once, (place, one) in due.items() if once not in told)


def due_at(moment: datetime.datetime) -> dict[str, dict[str, str]]:
    """The occasions that are near at `moment`, each with what its message is told. One query and one for each gathering."""
    return {once: when_and_where(place, one) for once, (place, one) in _due(moment).items()}


def _due(moment: datetime.datetime) -> dict[str, tuple[Enrolment, Gathering]]:
    """By occasion, who comes to what. Of several gatherings of a day the first one stands."""
    near = Gathering.objects.filter(
        starts_at__gt=moment, starts_at__lte=moment + AHEAD, course_run__state=RunState.OPEN
    ).order_by("starts_at", "pk")
    return {_occasion(place, one): (place, one) for one in reversed(near) for place in who_comes(one)}


def who_comes(gathering: Gathering) -> list[Enrolment]:
    """Those who take part now and belong there, guests too, without who has said that they cannot come."""
    return list(_expected(gathering).filter(~_has_said_no(gathering)))


def who_has_said_no(gathering: Gathering) -> list[Enrolment]:
    """The others who take part now and belong there: as the gathering is planned now, they cannot come."""
    return list(_expected(gathering).filter(_has_said_no(gathering)))


def _has_said_no(gathering: Gathering) -> Exists:
    return Exists(AbsenceNotice.objects.standing().filter(enrolment=OuterRef("pk"), gathering=gathering))


def _expected(gathering: Gathering) -> QuerySet[Enrolment]:
    people = people_at(gathering).filter(state__in=REMINDED_STATES, person__is_active=True)
    return people.select_related("person", "organisation").order_by("pk")


def _occasion(place: Enrolment, gathering: Gathering) -> str:
    """The day, so that two gatherings of one day are one reminder."""
    return occasion_of_day(place, timezone.localdate(gathering.starts_at))


def occasion_of_day(place: Enrolment, day: datetime.date) -> str:
    """What a reminder of this day is called."""
    return f"{KEY}:{place.pk}:{day.isoformat()}"


def _tell(place: Enrolment, gathering: Gathering, once: str) -> bool:
    context = when_and_where(place, gathering)
    message = send(
        place.person,
        KEY,
        once=once,
        context=context,
        organisation=place.organisation,
        useful_until=gathering.starts_at,
    )
    return message is not None


def when_and_where(place: Enrolment, gathering: Gathering) -> dict[str, str]:
    """When and where, in the person's own language."""
    language = place.person.language
    start = timezone.localtime(gathering.starts_at)
    with translation.override(language):
        return {
            "date": date_words(start, weekday=True),
            "time": start.strftime("%H:%M" if language == "en" else "%H.%M"),
            "place": gathering.place,
        }
