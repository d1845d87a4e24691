"""My page: go on where you were, what comes next, what remains and who must act, one's documents. At most ten queries."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.models import CertificateKind
from certificates.showing import documents_of
from lms.home.context import PageFrame
from lms.home.my_course import MyCourse
from lms.home.my_places import places_of


@never_cache
@login_required
@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    """One's own page, also for those who lead, decide or set things up; nobody else's can be asked for."""
    places = places_of(request.user)
    if places:
        request.organisation = places[0].organisation
    documents = documents_of(request.user)
    context = {
        "course": MyCourse(places[0]) if places else None,
        "other_places": places[1:],
        "documents": documents,
        "has_completion": any(row.kind == CertificateKind.COMPLETION for row in documents),
        "frame": PageFrame(request),
    }
    return render(request, "home/my_page.html", context)
