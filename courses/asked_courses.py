"""Finds the courses that a course file asks for beforehand. Used by `courses.loading` and `courses.importing`."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Locale

from courses.course_files import CourseFileError
from courses.course_plan import PlannedPage
from courses.models import CoursePage, Prerequisite


def asked_in(plan: PlannedPage, locale: Locale, *, file: str) -> list[Prerequisite]:
    """The rows for a new course page, by the addresses in its file. Raises CourseFileError where there is no such course.

    A condition is never dropped on the way: a course that lets everybody in is another course.
    """
    found = []
    for number, address in enumerate(plan.after):
        asked = CoursePage.objects.filter(slug=address, locale=locale).order_by("path").first()
        if asked is None:
            raise CourseFileError(
                _(
                    "%(file)s, course: «after» names the course «%(address)s», but there is none here. Bring that in first, or "
                    "take the line out."
                )
                % {"file": file, "address": address}
            )
        found.append(Prerequisite(asked_course=asked, sort_order=number))
    return found
