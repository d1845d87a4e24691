"""My thoughts: all that one has written, to read, to take along and to delete. Nobody else has a way in.

Every view begins with the person who is logged in; there is no address with anybody else's name or number in it that
answers anything but 404.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses import responding
from courses.activities.base import Response
from courses.activities.kinds import KINDS
from courses.erasing import erase_everything
from courses.errors import CourseError
from courses.models import Enrolment
from courses.own_words import own_courses
from courses.retention import choose_date, deletion_date
from lms.home.thoughts_document import DocumentTooLong, as_pdf, as_text
from lms.home.thoughts_forms import DayForm
from lms.people.rate_limit import limited

HERE = "home:thoughts"
ASKED = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_safe
def thoughts(request: HttpRequest) -> HttpResponse:
    """`/min-side/tanker/`: by course and module, the newest course first, and who reads each text now."""
    courses = own_courses(request.user, request.LANGUAGE_CODE)
    return render(request, "home/thoughts.html", {"courses": courses})


@never_cache
@login_required
@require_safe
@limited("thoughts-pdf", "20/m")
def pdf(request: HttpRequest) -> HttpResponse:
    """The same as a PDF. Made here and now for this one person and kept nowhere (docs/decisions/0018)."""
    try:
        content = as_pdf(own_courses(request.user, request.LANGUAGE_CODE), request.LANGUAGE_CODE)
    except DocumentTooLong:
        messages.warning(request, _("The PDF could not be made now. Take it as plain text instead."))
        return redirect(HERE)
    return _file(content, "application/pdf", "pdf")


@never_cache
@login_required
@require_safe
def text(request: HttpRequest) -> HttpResponse:
    """The same as plain text, which every machine can open."""
    words = as_text(own_courses(request.user, request.LANGUAGE_CODE))
    return _file(words.encode(), "text/plain; charset=utf-8", "txt")


def _file(content: bytes, content_type: str, ending: str) -> HttpResponse:
    """A download whose name says nothing about the course or the person."""
    name = _("my-thoughts")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


@never_cache
@login_required
@require_http_methods(ASKED)
def erase_all(request: HttpRequest) -> HttpResponse:
    """Asks once; POST deletes everything one has written, chosen or ticked, for good."""
    if request.method == "POST":
        erase_everything(person=request.user, by=request.user)
        messages.success(
            request, _("All that you had written is deleted. What you have done still counts as done.")
        )
        return redirect(HERE)
    return render(request, "home/thoughts_erase_all.html")


@never_cache
@login_required
@require_http_methods(ASKED)
def erase(request: HttpRequest, response_id: int) -> HttpResponse:
    """Asks once; POST deletes one text, for good. 404 for anybody else's."""
    mine = Response.objects.non_polymorphic().filter(enrolment__in=Enrolment.objects.of(request.user))
    response = get_object_or_404(mine.select_related("page"), pk=response_id)
    if not KINDS[response.page.specific_class.kind].is_own:
        raise Http404
    if request.method == "POST":
        responding.erase(response=response, by=request.user)
        messages.success(request, _("The text is deleted for good."))
        return redirect(HERE)
    return render(request, "home/thoughts_erase.html", {"response": response})


@never_cache
@login_required
@require_http_methods(ASKED)
def day(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Choose an earlier day for deletion, or go back to the usual one. 404 for anybody else's course."""
    place = get_object_or_404(
        Enrolment.objects.of(request.user).select_related("course_run"), pk=enrolment_id
    )
    form = DayForm(request.POST or None, initial={"day": place.delete_texts_on})
    if form.is_bound and form.is_valid():
        try:
            choose_date(enrolment=place, day=form.cleaned_data["day"], by=request.user)
        except CourseError as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, _("The day is noted."))
            return redirect(HERE)
    context = {"form": form, "place": place, "deleted_on": deletion_date(place)}
    return render(request, "home/thoughts_day.html", context)
