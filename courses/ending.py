"""Telling those who were under way that a run is closed. Who has completed has a message of their own: the certificate's.

Called by `planning.close_run` inside its transaction, before the places end, while it still stands who was under way. The message
says that the course is over and where to log in; not how far anybody came. docs/decisions/0034-how-a-course-is-closed.md.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from courses.kinds import TAKING_PART_STATES
from courses.models import CourseRun, Enrolment
from lms.people.dates import date_words
from lms.people.messaging import send
from lms.people.models import User

KEY = "course_closed"


def tell_of_closing(*, course_run: CourseRun, by: User | None) -> int:
    """Queue the messages, each once for ever, to who takes a pause too: it is news, no reminder. Whoever closes is not told.

    Returns how many. One query, besides those of the messages.
    """
    under_way = course_run.enrolments.filter(state__in=TAKING_PART_STATES, person__is_active=True)
    places = under_way.exclude(person=by).select_related("person", "organisation").order_by("pk")
    return sum(_tell(place, course_run) for place in places)


def _tell(place: Enrolment, course_run: CourseRun) -> bool:
    with translation.override(place.person.language):
        day = date_words(course_run.starts_on, year=True)
    link = settings.SITE_ADDRESS + reverse("home:my_place", args=[place.pk])
    context = {"link": link, "date": day, "place": course_run.place}
    once = f"{KEY}:{place.pk}:{course_run.pk}"
    return send(place.person, KEY, once=once, context=context, organisation=place.organisation) is not None
