"""The pages of those who lead a run, of its secretariat, and of an association's representative."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from courses import access
from courses.activities.checklist.evaluating import evaluations_of
from courses.kinds import OVER_RUN_STATES
from courses.leader_page import LeaderPage
from courses.models import CourseRun
from courses.someone_to_call import help_lines_for_leader


@login_required
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """`/kursleder/`: the runs one leads, represents or sets up; those that are over last."""
    mine = CourseRun.objects.visible_to(request.user).select_related("organiser")
    today = timezone.localdate()
    over = [run for run in mine if run.state in OVER_RUN_STATES or run.ends_on < today]
    context = {"current": [run for run in mine if run not in over][::-1], "earlier": over}
    return render(request, "courses/leader/runs.html", context)


@login_required
@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/`: the next gathering, who lacks something, and what people need to take part."""
    course_run = access.run_for_worker(request.user, run_id)
    request.organisation = course_run.organiser
    language = get_language() or course_run.language
    page = LeaderPage(request.user, course_run, language, wanted=request.GET.get("side", ""))
    return render(request, "courses/leader/run.html", {"page": page, "run": course_run})


@login_required
@require_safe
def sheet(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/utskrift/`: the next gathering on paper: plan, who comes, what they need, groups, what to bring."""
    course_run = access.run_for_worker(request.user, run_id)
    request.organisation = course_run.organiser
    page = LeaderPage(request.user, course_run, get_language() or course_run.language)
    return render(request, "courses/leader/run_sheet.html", {"page": page, "run": course_run})


@login_required
@require_safe
def evaluation(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/evaluering/`: what the answers say together, for those who lead it or set it up. 404 otherwise."""
    run = access.run_for_worker(request.user, run_id)
    if not (run.viewer_leads or run.viewer_administers):
        raise Http404
    request.organisation = run.organiser
    context = {"run": run, "evaluations": evaluations_of(run), "is_over": run.state in OVER_RUN_STATES}
    return render(request, "courses/leader/evaluation.html", context)


@login_required
@require_safe
def when_it_is_hard(request: HttpRequest) -> HttpResponse:
    """`/kursleder/naar-det-er-tungt/`: one sheet, five steps, for when somebody breaks down. To print or keep open."""
    lines = help_lines_for_leader(request.user, get_language() or "nb")
    return render(request, "courses/leader/when_it_is_hard.html", {"lines": lines})
