"""`/kalender/<secret>/kurset.ics`: one's gatherings, for a calendar program that fetches them by itself.

The secret is the only key, so the file says no more than the one under log-in: «Your course», when and where. A secret that
is wrong, made anew or turned off is answered alike, and no answer puts the address in a log.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from courses.models import Enrolment
from lms.home.my_calendar import HAD_GATHERINGS, HAS_GATHERINGS, calendar_file, gatherings_of
from lms.people.feeds import owner_of
from lms.people.models import User
from lms.people.rate_limit import limited

NOT_FOUND = 404


@limited("calendar_feed", "120/m", methods=("GET", "HEAD"))
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """All the gatherings of all one's places. 404 with the same page for every secret that opens nothing."""
    person = owner_of(token)
    if person is None:
        response = render(request, "404.html", status=NOT_FOUND)
    else:
        with translation.override(person.language):
            response = HttpResponse(_file(person), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="kurset.ics"'
    response["Cache-Control"] = "private, max-age=0"
    response["X-Robots-Tag"] = "noindex"
    response._has_been_logged = True  # Django logs the path of a 404, and this one holds a secret.
    return response


def _file(person: User) -> bytes:
    places = Enrolment.objects.of(person).filter(HAS_GATHERINGS | HAD_GATHERINGS).order_by("pk")
    return calendar_file(gatherings_of(list(places)))
