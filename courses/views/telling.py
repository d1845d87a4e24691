"""`/kursleder/<run>/sagt-fra/`: whom a message did not reach, for those who lead the course and meet them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses import access
from courses.errors import CourseError
from courses.telling import tell_in, to_be_told_in
from courses.views.message_log import message_number
from lms.people.errors import PeopleError
from lms.people.message_log import kind_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def telling(request: HttpRequest, run_id: int) -> HttpResponse:
    """Who is to be told, and of what. POST notes that one is told. 404 for who does not lead the run."""
    run = access.run_for_worker(request.user, run_id)
    if not run.viewer_leads:
        raise Http404
    request.organisation = run.organiser
    if request.method == "POST":
        try:
            tell_in(course_run=run, message_id=message_number(request), by=request.user)
        except (CourseError, PeopleError) as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Noted."))
        return redirect("courses:telling", run_id)
    waiting = [(one, kind_of(one)) for one in to_be_told_in(run)]
    return render(request, "courses/leader/telling.html", {"run": run, "waiting": waiting})
