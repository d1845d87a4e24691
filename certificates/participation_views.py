"""The confirmation of participation: what it says, having it made, and fetching it. For its person and the secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from certificates.errors import CertificateError
from certificates.models import ParticipationSheet
from certificates.participation_sheets import ask_for, facts_of, places_for
from courses.models import Enrolment


def _place(request: HttpRequest, enrolment_id: int) -> Enrolment:
    """The place, when this person may have its confirmation. 404 otherwise."""
    place: Enrolment = get_object_or_404(places_for(request.user), pk=enrolment_id)
    request.organisation = place.course_run.organiser
    return place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def participation(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`/bevis/deltakelse/<place>/`: what it says, and a button that has the PDF made."""
    place = _place(request, enrolment_id)
    if request.method == "POST":
        try:
            ask_for(enrolment=place, by=request.user)
        except CertificateError as refusal:
            messages.warning(request, str(refusal))
        return redirect("certificates:participation", enrolment_id)
    facts = facts_of(place)
    sheet = ParticipationSheet.objects.defer("content").filter(enrolment=place).first()
    asked = sheet is not None and sheet.facts == facts
    is_ready = asked and ParticipationSheet.objects.filter(enrolment=place).exclude(content=None).exists()
    context = {"place": place, "facts": facts, "asked": asked, "is_ready": is_ready}
    response = render(request, "certificates/participation.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def participation_pdf(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """`…/pdf/`: the file. 404 when it is not made, or when the attendance says something else by now."""
    place = _place(request, enrolment_id)
    sheet = get_object_or_404(ParticipationSheet.objects.exclude(content=None), enrolment=place)
    if sheet.facts != facts_of(place):
        raise Http404
    response = HttpResponse(bytes(sheet.content), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="deltakelse-{place.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
