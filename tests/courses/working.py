"""What tests of trainees' work share: a place in a small course, its pages by number, and somebody logged in."""

from __future__ import annotations

from typing import Any

from django.test import Client

from courses import responding
from courses.activities.base import ActivityPage, Response
from courses.models import CourseRun, Enrolment
from lms.people.models import User
from tests.making import make_enrolment, make_run

SECRET = "Bare Solveig vet om sjøbua"

#: Something to keep in each kind of the small course, by number; not all kinds keep anything.
CONTENT: dict[str, dict[str, Any]] = {
    "1.1": {},
    "1.2": {"text": SECRET},
    "1.3": {},
    "1.4": {"roles_tried": ["talker"]},
    "1.5": {"move": "choose", "choice": "a"},
    "1.6": {"ticked": ["one"]},
    "1.7": {},
    "1.8": {},
    "1.9": {},
}


def a_place(**fields: Any) -> Enrolment:
    """Solveig's place in an open run of the small course."""
    return make_enrolment(make_run(**fields))


def page(place: Enrolment, code: str) -> ActivityPage:
    """The activity with this number, whole."""
    return ActivityPage.objects.descendant_of(place.course_run.course).get(code=code).specific


def save(place: Enrolment, code: str, *, finish: bool = False, **content: Any) -> Response:
    """Keeps something through the one writer. `sharing`, `expected_version` and `at` go there as they are."""
    options = {name: content.pop(name) for name in ("sharing", "expected_version", "at") if name in content}
    return responding.save_work(
        enrolment=place, activity_page=page(place, code), content=content, finish=finish, **options
    )


def base_row(place: Enrolment, code: str) -> Response:
    """The status alone."""
    return Response.objects.non_polymorphic().get(
        enrolment=place, activity_key=page(place, code).translation_key
    )


def address(place: Enrolment, code: str, more: str = "") -> str:
    """The address of an activity."""
    return f"/kurs/{place.pk}/{code}/{more}"


def logged_in(person: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(person)
    return client


def leader_of(run: CourseRun) -> User:
    """The one who leads it."""
    return run.leaders.get().person


def representative_of(run: CourseRun) -> User:
    """The organiser's committee representative."""
    return run.run_organisations.get(organisation=run.organiser).representative
