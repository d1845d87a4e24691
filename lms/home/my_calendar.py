"""One's gatherings as a calendar file: one, or all of the run. Under log-in, and neutral for whoever shares the calendar.

The summary says «Your course» and nothing more: no name of course, association or illness. An event keeps its UID for
ever, and SEQUENCE rises each time the gathering is moved, so that a file fetched anew replaces the old event.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from courses.kinds import OVER_RUN_STATES, TAKING_PART_STATES, EnrolmentState
from courses.models import Enrolment, Gathering, MakeUp

HAS_GATHERINGS = Q(state__in=(*TAKING_PART_STATES, EnrolmentState.INVITED, EnrolmentState.COMPLETED))
#: Who was on a course that is over has no gatherings left, and a calendar has to be told so.
HAD_GATHERINGS = Q(state=EnrolmentState.NOT_COMPLETED, course_run__state__in=OVER_RUN_STATES)


@never_cache
@login_required
@require_safe
def calendar(request: HttpRequest, enrolment_id: int, gathering_id: int | None = None) -> HttpResponse:
    """The gatherings of one's own place, or one of them. 404 for anybody else's, and for who has left."""
    places = Enrolment.objects.of(request.user).filter(HAS_GATHERINGS | HAD_GATHERINGS)
    found = gatherings_of([get_object_or_404(places, pk=enrolment_id)])
    if gathering_id is not None:
        found = found.filter(pk=gathering_id)
    planned = list(found)
    if gathering_id is not None and not planned:
        raise Http404
    response = HttpResponse(calendar_file(planned), content_type="text/calendar; charset=utf-8")
    name = _("your-course")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def gatherings_of(places: list[Enrolment]) -> QuerySet[Gathering]:
    """The common gatherings of the runs and one's own associations' own time, and where one is a guest. No query yet."""
    guest_at = MakeUp.objects.possible().filter(enrolment__in=places, substitute__isnull=False)
    wanted = Q(pk__in=guest_at.values("substitute"))
    for place in places:
        mine = Q(organisation=None) | Q(organisation=place.organisation_id)
        wanted |= Q(mine, course_run=place.course_run_id)
    return Gathering.objects.filter(wanted).select_related("course_run").order_by("starts_at", "pk")


def calendar_file(gatherings: Iterable[Gathering]) -> bytes:
    """The file, as RFC 5545 has it, with the rules of summer time in it."""
    found = Calendar()
    found.add("prodid", "-//Likevel//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    for gathering in gatherings:
        found.add_component(_event(gathering))
    found.add_missing_timezones()
    return found.to_ical()


def _event(gathering: Gathering) -> Event:
    zone = ZoneInfo(settings.TIME_ZONE)
    address = settings.SITE_ADDRESS + reverse("home:my_page")
    is_cancelled = gathering.is_called_off
    event = Event()
    event.add("uid", f"gathering-{gathering.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("sequence", gathering.times_moved + is_cancelled)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", gathering.starts_at.astimezone(zone))
    event.add("dtend", gathering.ends_at.astimezone(zone))
    event.add("summary", _("Your course"))
    event.add("location", gathering.place)
    event.add("description", _("More stands on My page: %(address)s") % {"address": address})
    event.add("url", address)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    return event
