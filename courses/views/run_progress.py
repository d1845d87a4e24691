"""How far a run has come, for those who lead it, set it up or represent an association in it; on screen and as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses import access, progress_table, theme_coverage
from courses.progress_page import ProgressPage, Wanted
from lms.people import spreadsheets


def _page(request: HttpRequest, run_id: int, wanted: Wanted | None = None) -> ProgressPage:
    """The page for this viewer, as asked for in the address. 404 for anybody who has nothing to do with the run."""
    run = access.run_for_worker(request.user, run_id)
    request.organisation = run.organiser
    return ProgressPage(request.user, run, get_language() or run.language, wanted or Wanted.of(request.GET))


@login_required
@require_safe
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """`/kursleder/<run>/fremdrift/`: people and activities, as done, not done or not yet possible."""
    page = _page(request, run_id)
    context = {"page": page, "run": page.course_run, "legend": progress_table.legend()}
    return render(request, "courses/leader/progress.html", context)


@login_required
@require_safe
def themes(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/fremdrift/temaer/`: which of the seven themes are gone through, and by what. Of everybody, a page at a time.

    404 for a course other than the basic one: the themes are those of the training (R44–R50).
    """
    page = _page(request, run_id, Wanted(page=request.GET.get("side", "")))
    if not page.course_run.course.is_basic:
        raise Http404
    return render(request, "courses/leader/themes.html", {"page": page, "run": page.course_run})


@login_required
@require_safe
def as_csv(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/fremdrift/tabell.csv`: the table of everybody asked for."""
    table = _page(request, run_id).whole
    rows = progress_table.sheet(table.rows, table.activities)
    return sent_as(spreadsheets.as_csv(rows), spreadsheets.CSV, f"fremdrift-{run_id}.csv")


@login_required
@require_safe
def as_xlsx(request: HttpRequest, run_id: int) -> HttpResponse:
    """`…/fremdrift/tabell.xlsx`: the same, and of the basic course the seven themes on a sheet of their own."""
    page = _page(request, run_id)
    sheets = {_("Progress"): progress_table.sheet(page.whole.rows, page.whole.activities)}
    if page.course_run.course.is_basic:
        sheets[_("Themes")] = theme_coverage.sheet(page.whole_themes)
    return sent_as(spreadsheets.as_xlsx(sheets), spreadsheets.XLSX, f"fremdrift-{run_id}.xlsx")


def sent_as(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to keep. Its name says nothing of anybody, and it lies in no cache."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
