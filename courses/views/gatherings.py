"""A gathering: who was there, what was done together, and the list on paper."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import access, attending, staying_away
from courses.attendance_form import AttendanceForm
from courses.errors import CourseError
from courses.gathering_page import GatheringSheet
from courses.models import Gathering
from courses.presence import summary_words
from lms.people.models import User


def own_gathering(
    request: HttpRequest,
    run_id: int,
    gathering_id: int,
    find: Callable[[User, int], Gathering] = access.gathering_for_recorder,
) -> Gathering:
    """The gathering of this run, for those who may record it, or whom else `find` lets in. 404 otherwise."""
    gathering = find(request.user, gathering_id)
    if gathering.course_run_id != run_id:
        raise Http404
    request.organisation = gathering.course_run.organiser
    return gathering


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def gathering(request: HttpRequest, run_id: int, gathering_id: int) -> HttpResponse:
    """`/kursleder/<run>/samling/<gathering>/`: attendance and what was done together, in one save."""
    found = own_gathering(request, run_id, gathering_id)
    language = get_language() or found.course_run.language
    is_copy = "Kept-Copy" in request.headers
    asked = {"wanted": request.GET.get("side", ""), "sent": request.POST, "is_copy": is_copy}
    sheet = GatheringSheet(found, language, viewer=request.user, **asked)
    form = sheet.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, found, request)
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _go_on(found, sheet.follows)
    template = "courses/leader/gathering.html" if sheet.is_due else "courses/leader/gathering_before.html"
    return render(request, template, {"sheet": sheet, "form": form, "gathering": found})


@login_required
@require_POST
def absence(request: HttpRequest, run_id: int, gathering_id: int, enrolment_id: int) -> HttpResponse:
    """`…/kommer-ikke/<place>/`: somebody has said by phone that they cannot come, or that they can after all."""
    found = own_gathering(request, run_id, gathering_id)
    place = access.enrolment_for_worker(request.user, enrolment_id)
    verb = staying_away.take_back if request.POST.get("do") == "take_back" else staying_away.tell
    try:
        verb(enrolment=place, gatherings=[found], by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    return redirect("courses:gathering", run_id, gathering_id)


def _go_on(found: Gathering, follows: int) -> HttpResponse:
    """To the next page of people, or back to the run after the last one."""
    if not follows:
        return redirect("courses:run", found.course_run_id)
    here = reverse("courses:gathering", args=[found.course_run_id, found.pk])
    return redirect(f"{here}?side={follows}")


def _save(form: AttendanceForm, found: Gathering, request: HttpRequest) -> None:
    """Hands the form over to the verbs, all in one transaction."""
    with transaction.atomic():
        rows = attending.record_attendance(
            gathering=found,
            minutes_by_enrolment=form.minutes_by_enrolment(),
            by=request.user,
            only_if_new=form.untouched(),
        )
        for key in form.cleaned_data.get("together", []):
            attending.mark_done_together(
                gathering=found,
                activity_keys=[key],
                enrolment_ids=form.joined_in(key),
                by=request.user,
                roles_by_enrolment=form.roles_of_pairs(key),
            )
    summary = summary_words([row.minutes for row in rows], found.minutes)
    messages.success(request, _("Saved: %(summary)s") % {"summary": summary})
