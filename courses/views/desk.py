"""The author's desk in the Wagtail admin: the courses, a new edition, and courses that come and go as files."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from courses.desk import course_for_author, desk_of, is_author
from courses.desk_forms import BringInForm, EditionForm
from courses.errors import CourseError
from courses.exporting import export_course
from lms.people.admin_bounds import kinds_held
from lms.people.models import RoleKind


@require_admin_access
def courses(request: HttpRequest) -> HttpResponse:
    """All courses one may work with."""
    if not is_author(request.user):
        raise PermissionDenied
    context = {
        "courses": desk_of(request.user),
        "sets_up": RoleKind.ADMINISTRATOR in kinds_held(request.user),
    }
    return render(request, "courses/desk/courses.html", context)


@require_admin_access
def edition(request: HttpRequest, page_id: int) -> HttpResponse:
    """A new edition, or one's own edition of a common course."""
    course = course_for_author(request.user, page_id)
    form = EditionForm(request.POST or None, person=request.user, course=course)
    return _made(request, form) or render(
        request, "courses/desk/edition.html", {"course": course, "form": form}
    )


@require_admin_access
def bring_in(request: HttpRequest) -> HttpResponse:
    """A new course from a file."""
    if not is_author(request.user):
        raise PermissionDenied
    form = BringInForm(request.POST or None, request.FILES or None, person=request.user)
    return _made(request, form) or render(request, "courses/desk/bring_in.html", {"form": form})


@require_safe
@require_admin_access
def download(request: HttpRequest, page_id: int) -> HttpResponse:
    """The course as a zip file."""
    course = course_for_author(request.user, page_id)
    try:
        packed = export_course(course)
    except CourseError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:courses")
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{course.slug}.zip"'
    return answer


def _made(request: HttpRequest, form: EditionForm | BringInForm) -> HttpResponse | None:
    """Makes the course a valid form asks for, and goes there. A refusal stands on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        course = form.make()
    except CourseError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(
        request, _("«%(title)s» is made, and is a draft until you publish it.") % {"title": course.title}
    )
    return redirect("wagtailadmin_explore", course.pk)
