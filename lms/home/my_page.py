"""My page: go on where you were, what comes next, what remains and who must act, one's documents. At most ten queries.

Somebody with several places finds each of them: the page opens on the one that is under way, the others stand below
with an address of their own.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.showing import documents_of
from courses.models import Enrolment
from lms.home.context import PageFrame
from lms.home.my_course import MyCourse
from lms.home.my_places import places_of, signed_pledges, turns_of_one_with


@never_cache
@login_required
@require_safe
def my_page(request: HttpRequest, enrolment_id: int | None = None) -> HttpResponse:
    """One's own page, also for those who lead, decide or set things up. 404 for a place that is somebody else's."""
    places = places_of(request.user)
    shown = _shown(places, enrolment_id)
    if shown:
        request.organisation = shown.organisation
    documents = documents_of(request.user)
    others = [MyCourse(place) for place in places if place != shown]
    context = {
        "course": MyCourse(shown) if shown else None,
        "invitations": [other for other in others if other.may_join],
        "other_courses": [other for other in others if not other.may_join],
        "waiting": turns_of_one_with(request.user, places),
        "documents": documents,
        "pledges": signed_pledges(places),
        "has_completion": any(row.is_completion_of(shown) for row in documents) if shown else False,
        "frame": PageFrame(request),
    }
    return render(request, "home/my_page.html", context)


def _shown(places: list[Enrolment], enrolment_id: int | None) -> Enrolment | None:
    """The place that is asked for, or the first one."""
    if enrolment_id is None:
        return next(iter(places), None)
    found = next((place for place in places if place.pk == enrolment_id), None)
    if found is None:
        raise Http404
    return found
