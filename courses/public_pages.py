"""What a course shows to guests, and where the addresses of its pages lead. Work has its own address, `/kurs/…`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from courses.kinds import ANSWERING_STATES
from courses.models import CoursePage, Enrolment
from courses.outline import Outline
from courses.prerequisites import what_is_asked
from lms.people.models import User


def course_context(course: CoursePage, request: HttpRequest) -> dict[str, Any]:
    """The outline without its activities' addresses, and the reader's own place when they have one. Four queries."""
    if course.organisation:
        request.organisation = course.organisation
    return {
        "outline": Outline.of(course, course.locale.language_code),
        "place": place_in(course, request.user),
        "asked": what_is_asked(course),
    }


def place_in(course: CoursePage, person: User) -> Enrolment | None:
    """The person's newest place in a run of this course, in whichever language it was planned."""
    return (
        Enrolment.objects.of(person)
        .filter(state__in=ANSWERING_STATES, course_run__course__translation_key=course.translation_key)
        .order_by("-pk")
        .first()
    )


def address_for(page: Page, person: User, *, code: str, anchor: str = "") -> str:
    """Where the Wagtail address of a page below a course leads: to one's own place, for a guest to the course."""
    course = CoursePage.objects.ancestor_of(page).get()
    place = place_in(course, person)
    if place is None:
        return f"{course.get_url()}{anchor}"
    if anchor:
        return f"{reverse('courses:outline', args=[place.pk])}{anchor}"
    return reverse("courses:activity", args=[place.pk, code])
