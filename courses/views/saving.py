"""Saving while one types, and choosing where two windows disagreed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import page_to_write_on
from courses.activities.kinds import KINDS
from courses.drafting import Keep, Kept, keep_chosen, keep_typed
from courses.errors import CourseError
from courses.models import OtherVersion
from courses.slips import place_on
from courses.strokes import Stroke
from courses.workplace import Workplace
from lms.people.dates import clock_words


@never_cache
@require_POST
def save(request: HttpRequest, enrolment_id: int, code: str) -> JsonResponse:
    """Keeps what stands in the box, and answers in JSON alone: only such an answer lets the phone forget its copy.

    401 for somebody who is logged out, 404 for anybody else's place, 409 with a sentence for a refusal.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"state": "logged_out"}, status=401)
    number = code.replace("\0", "")  # PostgreSQL takes no NUL
    place, page = place_on(
        request.POST.get("slip", ""), request.user, enrolment_id, number
    ) or page_to_write_on(request.user, enrolment_id, number, request.LANGUAGE_CODE)
    if not KINDS[page.kind].box(page):
        raise Http404
    try:
        kept = keep_typed(
            enrolment=place,
            activity_page=page,
            text=request.POST.get("text", "").replace("\x00", ""),
            expected_version=_number(request.POST.get("version", "")),
            stroke=Stroke.sent_with(request.POST),
        )
    except CourseError as refusal:
        return JsonResponse({"state": "refused", "words": str(refusal)}, status=409)
    return JsonResponse(_answer(kept))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def both_texts(request: HttpRequest, enrolment_id: int, code: str) -> HttpResponse:
    """Shows the saved text and another version of it; POST keeps one of them, or both. Back to the activity after."""
    work = Workplace.at(request.user, enrolment_id, code, request.LANGUAGE_CODE)
    refusal = _kept_chosen(work, request) if request.method == "POST" else ""
    work = Workplace.at(request.user, enrolment_id, code, request.LANGUAGE_CODE)
    request.organisation = work.enrolment.organisation
    other = _others(work).first()
    if other is None:
        return redirect("courses:activity", enrolment_id, code)
    stored = work.kind.text_in_box(work.content)
    context = {"work": work, "other": other, "stored": stored, "refusal": refusal, "choices": Keep}
    return render(request, "courses/activities/both_texts.html", context)


def _others(work: Workplace) -> QuerySet[OtherVersion]:
    """The person's own texts that wait to be chosen here."""
    return OtherVersion.objects.filter(
        response__enrolment=work.enrolment, response__activity_key=work.step.key
    )


def _kept_chosen(work: Workplace, request: HttpRequest) -> str:
    """The refusal of a choice as a sentence for the screen; empty when it was carried out."""
    sent = {name: _number(request.POST.get(name, "")) for name in ("other", "version", "stroke")}
    chosen = _others(work).filter(pk=sent["other"]).first()
    if chosen is None:
        return _("One of the texts has changed since this page was opened. Look at them once more.")
    try:
        keep_chosen(
            other=chosen,
            activity_page=work.page,
            keep=request.POST.get("keep", ""),
            seen=(sent["version"], sent["stroke"]),
        )
    except CourseError as refusal:
        return str(refusal)
    return ""


def _answer(kept: Kept) -> dict[str, str | int]:
    state = "beside" if kept.is_beside else "saved"
    words = _("Saved at %(time)s") % {"time": clock_words(kept.at)}
    return {"state": state, "version": kept.version, "words": words}


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0
