"""What the form for a new run begins with when one comes from a course: as little as possible is left to type."""

from __future__ import annotations

from typing import Any

from courses.models import CoursePage
from courses.secretariat_forms import courses_for
from lms.people.models import Organisation


def begins_with(wanted: str | None, organisers: list[Organisation]) -> dict[str, Any]:
    """The course called `wanted`, in the language runs are set up in, and its title as the name of the run.

    Nothing for a course the associations may not hold. Two queries, and none when nothing is wanted.
    """
    if not (wanted or "").isdecimal():
        return {}
    same = CoursePage.objects.filter(pk=int(wanted[:9])).values("translation_key")
    held = courses_for([organisation.pk for organisation in organisers])
    course = held.filter(translation_key__in=same).select_related("locale").first()
    if course is None:
        return {}
    return {"course": course.pk, "title": course.title, "language": course.locale.language_code}
