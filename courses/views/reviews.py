"""Attendance that was corrected after the course was completed: what waits for somebody to look."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses import access
from courses.errors import CourseError
from courses.models import AttendanceReview, CourseRun
from courses.reviewing import look_through, reviews_of


def _run(request: HttpRequest, run_id: int) -> CourseRun:
    """The run, for those who lead it or set it up. 404 for anybody else."""
    run = access.run_for_worker(request.user, run_id)
    if not (run.viewer_leads or run.viewer_administers):
        raise Http404
    request.organisation = run.organiser
    return run


@login_required
@require_safe
def reviews(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/gjennomgang/`: whose attendance was changed, the certificate, and what the rule says now."""
    run = _run(request, run_id)
    return render(request, "courses/leader/reviews.html", {"run": run, "lines": reviews_of(run)})


@login_required
@require_POST
def looked_at(request: HttpRequest, run_id: int, review_id: int) -> HttpResponse:
    """`…/gjennomgang/<review>/sett/`: somebody has looked at it. Nothing else is changed by it."""
    run = _run(request, run_id)
    review = get_object_or_404(AttendanceReview.objects.of_run(run), pk=review_id)
    try:
        look_through(review=review, by=request.user)
    except CourseError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Noted that it has been looked at. The certificate stands as it is."))
    return redirect("courses:reviews", run_id)
