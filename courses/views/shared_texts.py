"""What authors share with those who lead the run, on one page, and hiding a text from the group. Leaders of today alone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses import access, hiding
from courses.activities.base import Response
from courses.errors import CourseError
from courses.models import CourseRun
from courses.shown_to_others import sentences_for_group, shared_with_leader


@never_cache
@login_required
@require_safe
def shared(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/delt/`: what is shared with the leaders and with the group, now and only now."""
    run = _led_run(request, run_id)
    names = dict(access.people_for(request.user, run).values_list("pk", "person__name"))
    texts = [*shared_with_leader(run), *sentences_for_group(run)]
    named = [(names[text.enrolment_id], text) for text in texts if text.enrolment_id in names]
    context = {
        "run": run,
        "texts": [(name, text) for name, text in named if not text.with_group],
        "group": [(name, text) for name, text in named if text.with_group],
    }
    return render(request, "courses/leader/shared.html", context)


@login_required
@require_POST
def hide(request: HttpRequest, run_id: int, response_id: int) -> HttpResponse:
    """`…/delt/<response>/skjul/`: the group does not see it any more, and the author is told."""
    done = _("The group does not see this now. The author has been told, without what it says.")
    return _do(request, run_id, response_id, hiding.hide_from_group, done)


@login_required
@require_POST
def show(request: HttpRequest, run_id: int, response_id: int) -> HttpResponse:
    """`…/delt/<response>/vis/`: the group sees it again."""
    return _do(request, run_id, response_id, hiding.show_to_group_again, _("The group can see this again."))


def _do(
    request: HttpRequest, run_id: int, response_id: int, verb: Callable[..., Response], done: str
) -> HttpResponse:
    run = _led_run(request, run_id)
    rows = Response.objects.non_polymorphic().shared_with_group().filter(enrolment__course_run=run)
    try:
        verb(response=get_object_or_404(rows, pk=response_id), by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("courses:shared_texts", run.pk)


def _led_run(request: HttpRequest, run_id: int) -> CourseRun:
    runs = CourseRun.objects.led_by(request.user).select_related("organiser", "course")
    run = get_object_or_404(runs, pk=run_id)
    request.organisation = run.organiser
    return run
