"""What the form for a new run offers, and what it begins with when one comes from a course: as little as possible is left to
type.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from courses.models import CoursePage
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


def courses_for(organisation_ids: list[int]) -> QuerySet[CoursePage]:
    """The live courses one may hold: common ones and the associations' own, each once, in bokmål where there is one."""
    live = CoursePage.objects.live().filter(
        organisation__in=organisation_ids
    ) | CoursePage.objects.live().filter(organisation=None)
    main = settings.LANGUAGE_CODE
    in_main = live.filter(locale__language_code=main)
    elsewhere = live.exclude(translation_key__in=in_main.values("translation_key"))
    return (in_main | elsewhere).distinct().order_by("title")
