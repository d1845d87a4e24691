"""Finding somebody by name in a long list. The name is sent as a form, so that it stands in no address and no log."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses import access
from courses.gathering_page import GatheringSheet
from courses.models import Enrolment
from courses.people_pages import in_order, named, page_with
from courses.views.gatherings import own_gathering


@login_required
@require_POST
def in_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/finn/`: to the one who is called so, or to the page of the first of several."""
    run = access.run_for_worker(request.user, run_id)
    places = in_order(access.people_for(request.user, run))
    found = _named(request, places)
    if len(found) == 1:
        return redirect("courses:participant", run_id, found[0].pk)
    side = page_with(found[0], places) if found else 1
    return redirect(f"{reverse('courses:run', args=[run_id])}?side={side}#lacking")


@login_required
@require_POST
def at_gathering(request: HttpRequest, run_id: int, gathering_id: int) -> HttpResponse:
    """`…/samling/<gathering>/finn/`: to the row of the one who is called so, or of the first of several."""
    gathering = own_gathering(request, run_id, gathering_id)
    language = get_language() or gathering.course_run.language
    places = GatheringSheet(gathering, language, viewer=request.user).others
    found = _named(request, places)
    here = reverse("courses:gathering", args=[run_id, gathering_id])
    if not found:
        return redirect(here)
    return redirect(f"{here}?side={page_with(found[0], places)}#place-{found[0].pk}")


def _named(request: HttpRequest, places: Sequence[Enrolment]) -> list[Enrolment]:
    """Who is called so; that nobody is, is told."""
    found = named(request.POST.get("name", ""), places)
    if not found:
        messages.info(request, _("Nobody on the list has a name that begins so."))
    return found
