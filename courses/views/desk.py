"""The author's desk in the Wagtail admin: the courses, a new edition, and courses that come and go as files."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from courses.desk import course_for_author, desk_of, is_author
from courses.desk_forms import EditionForm
from courses.errors import CourseError


@require_admin_access
def courses(request: HttpRequest) -> HttpResponse:
    """All courses one may work with."""
    if not is_author(request.user):
        raise PermissionDenied
    return render(request, "courses/desk/courses.html", {"courses": desk_of(request.user)})


@require_admin_access
def edition(request: HttpRequest, page_id: int) -> HttpResponse:
    """A new edition, or one's own edition of a common course."""
    course = course_for_author(request.user, page_id)
    form = EditionForm(request.POST or None, person=request.user, course=course)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.make()
        except CourseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("«%(title)s» is made, and is a draft until you publish it.") % {"title": made.title},
            )
            return redirect("wagtailadmin_explore", made.pk)
    return render(request, "courses/desk/edition.html", {"course": course, "form": form})
