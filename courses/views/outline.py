"""The course as a list of modules: what is done, where one is, and what happens when."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from courses.module_rows import module_rows
from courses.workplace import Workplace
from lms.people.dates import number_words


@login_required
def outline(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """The modules of one's own course. 404 for anybody else's place."""
    work = Workplace.of(request.user, enrolment_id, request.LANGUAGE_CODE)
    request.organisation = work.enrolment.organisation
    rows = module_rows(work)
    words = capfirst(number_words(len(rows)))
    return render(request, "courses/outline.html", {"work": work, "rows": rows, "number_of_modules": words})
