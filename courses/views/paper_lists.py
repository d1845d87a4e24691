"""A gathering on paper: the list to print, and typing in what was ticked by hand.

Of one that was called off there is no list; its own page says why.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.errors import CourseError
from courses.gathering_page import GatheringSheet
from courses.models import Attendance, Gathering, PrintedList
from courses.paper_form import PaperForm
from courses.paper_lists import came_later, make_list, newest_list, rows_of, type_in, usually_absent
from courses.presence import summary_words
from courses.views.gatherings import own_gathering


def _sheet(found: Gathering) -> GatheringSheet:
    return GatheringSheet(found, get_language() or found.course_run.language)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_list(request: HttpRequest, run_id: int, gathering_id: int) -> HttpResponse:
    """`…/liste/`: names with row numbers and boxes, to print and fill in by hand. POST makes the list anew."""
    found = own_gathering(request, run_id, gathering_id)
    if found.is_called_off:
        return redirect("courses:gathering", run_id, gathering_id)
    sheet = _sheet(found)
    if request.method == "POST":
        make_list(gathering=found, places=sheet.people, by=request.user)
        return redirect("courses:gathering_list", run_id, gathering_id)
    printed = newest_list(found)
    context = {
        "gathering": found,
        "sheet": sheet,
        "printed": printed,
        "rows": rows_of(printed, sheet.people) if printed else [],
        "later": came_later(printed, sheet.people) if printed else [],
    }
    return render(request, "courses/leader/paper_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def type_in_list(request: HttpRequest, run_id: int, gathering_id: int, list_number: int) -> HttpResponse:
    """`…/liste/<number>/skriv-inn/`: «all but 4, 9», by the numbers on the paper."""
    found = own_gathering(request, run_id, gathering_id)
    if found.is_called_off:
        return redirect("courses:gathering", run_id, gathering_id)
    printed = get_object_or_404(PrintedList, gathering=found, number=list_number)
    posted = request.POST if request.method == "POST" else None
    form = PaperForm(posted, last=len(printed.places), planned=found.minutes)
    if form.is_bound and form.is_valid() and _recorded(request, form, printed):
        return redirect("courses:gathering", run_id, gathering_id)
    sheet = _sheet(found)
    unexpected = usually_absent(found, sheet.people)
    rows = rows_of(printed, sheet.people)
    context = {
        "gathering": found,
        "printed": printed,
        "form": form,
        "rows": rows,
        "later": came_later(printed, sheet.people),
        "unexpected": [row for row in rows if row.place and row.place.pk in unexpected],
        "numbers": list(found.printed_lists.values_list("number", flat=True)),
    }
    return render(request, "courses/leader/type_in.html", context)


def _recorded(request: HttpRequest, form: PaperForm, printed: PrintedList) -> bool:
    """Whether it could be recorded. A refusal stands in the form."""
    given = {"absent": form.cleaned_data["absent"], "minutes": form.cleaned_data["partly"]}
    try:
        rows: list[Attendance] = type_in(printed=printed, by=request.user, **given)
    except CourseError as refusal:
        form.add_error(None, str(refusal))
        return False
    summary = summary_words([row.minutes for row in rows], printed.gathering.minutes)
    messages.success(request, _("Saved: %(summary)s") % {"summary": summary})
    return True
