"""The end of a run: what lacks, closing it, its numbers, and a confirmation for who took part without completing it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses import access, closing, run_report
from courses.closing_page import ClosingPage
from courses.errors import CourseError
from courses.models import CourseRun
from courses.participation import participation_of
from courses.views.run_progress import sent_as
from lms.people import spreadsheets


class ClosingForm(forms.Form):
    """That one has gone through who lacks something."""

    seen = forms.BooleanField(
        label=gettext_lazy("I have gone through who lacks something. They stand as «not completed»."),
        required=False,
    )


def _run(request: HttpRequest, run_id: int) -> CourseRun:
    run = access.run_for_worker(request.user, run_id)
    request.organisation = run.organiser
    return run


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/avslutning/`: what lacks and who must act; the organiser's secretariat closes it here."""
    run = _run(request, run_id)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            closing.close_when_seen(course_run=run, by=request.user, seen=form.cleaned_data["seen"])
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The course is closed."))
            return redirect("courses:closing", run_id)
    page = ClosingPage(request.user, run, get_language() or run.language)
    return render(request, "courses/leader/closing.html", {"page": page, "run": run, "form": form})


@login_required
@require_safe
def report(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/rapport/`: the numbers for whoever gives grants, as a sheet to print."""
    run = _run(request, run_id)
    context = {"run": run, "report": run_report.report_for(request.user, run)}
    return render(request, "courses/leader/report.html", context)


@login_required
@require_safe
def report_csv(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/rapport/tall.csv`: the same for a spreadsheet."""
    run = _run(request, run_id)
    rows = run_report.sheet(run, run_report.report_for(request.user, run))
    return sent_as(spreadsheets.as_csv(rows), spreadsheets.CSV, f"kursrapport-{run_id}.csv")


@login_required
@require_safe
def participation(request: HttpRequest, run_id: int, enrolment_id: int) -> HttpResponse:
    """`…/deltaker/<place>/deltakelse/`: a sheet that says which days somebody was there. 404 for who was at nothing."""
    enrolment = access.enrolment_for_worker(request.user, enrolment_id)
    if enrolment.course_run_id != run_id:
        raise Http404
    request.organisation = enrolment.course_run.organiser
    context = {"enrolment": enrolment, "confirmation": participation_of(enrolment)}
    return render(request, "courses/leader/participation.html", context)
