"""Marks that the attendance page sends by itself, when it has a net."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from courses import access
from courses.errors import CourseError
from courses.mark_parcels import Parcel, unpack
from courses.models import Gathering
from courses.phone_marks import Answer, keep_marks, keep_together
from courses.presence import summary_of
from courses.views.gatherings import own_gathering
from lms.people.dates import clock_words
from lms.people.models import User


@never_cache
@require_POST
def marks(request: HttpRequest, run_id: int, gathering_id: int) -> JsonResponse:
    """`…/merker/`: keeps each mark once, and names in JSON those that the phone may forget. Nothing else lets it.

    401 for somebody who is logged out, 404 for a gathering that is not theirs, 400 for what our page does not send, and
    409 with a sentence when nothing can be recorded there. `stays` says that no other page of the run opens any more.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"state": "logged_out"}, status=401)
    found, late = _found(request, run_id, gathering_id)
    try:
        parcel = unpack(request.body)
        answers = _keep(parcel, found, request.user, late=late)
    except ValueError:
        return JsonResponse({"state": "unreadable"}, status=400)
    except CourseError as refusal:
        return JsonResponse({"state": "refused", "words": str(refusal)}, status=409)
    if parcel.finished and not late:
        messages.success(request, _("Saved: %(summary)s") % {"summary": summary_of(found)})
    if not parcel.shown:
        _tell_on_the_next_page(request, found, answers)
    words = _("Saved at %(time)s") % {"time": clock_words(timezone.now())}
    told = [_told(answer) for answer in answers]
    return JsonResponse({"state": "kept", "words": words, "marks": told, "stays": late})


def _found(request: HttpRequest, run_id: int, gathering_id: int) -> tuple[Gathering, bool]:
    """The gathering, and whether the marks come late, from who led on its day and leads no more. 404 otherwise."""
    try:
        return own_gathering(request, run_id, gathering_id), False
    except Http404:
        return own_gathering(request, run_id, gathering_id, access.gathering_for_late_marks), True


def _keep(parcel: Parcel, found: Gathering, by: User, *, late: bool) -> list[Answer]:
    """First who was there, then what they did together."""
    answers = keep_marks(gathering=found, marks=parcel.marks, by=by, late=late)
    together = [keep_together(gathering=found, done=done, by=by, late=late) for done in parcel.together]
    return answers + together


def _tell_on_the_next_page(request: HttpRequest, found: Gathering, answers: list[Answer]) -> None:
    """What was refused leaves the phone. Sent from another page than the list, nothing there would say it."""
    heading = _("Attendance, %(title)s") % {"title": found.title}
    for refusal in dict.fromkeys(answer.refusal for answer in answers if answer.refusal):
        messages.warning(request, f"{heading}: {refusal}")


def _told(answer: Answer) -> dict[str, str | bool]:
    return {"id": str(answer.mark_id), "outdated": answer.outdated, "refusal": answer.refusal}
