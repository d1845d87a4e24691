"""What the form for a new run begins with when one comes from a course."""

from __future__ import annotations

import pytest

from courses.run_defaults import begins_with
from tests.courses.working import logged_in
from tests.making import make_course, make_organisation, make_role

pytestmark = pytest.mark.django_db


def test_a_course_in_another_language_begins_the_form_in_bokmaal() -> None:
    """The desk lists a course once; whichever of its languages is pressed, the run is set up from the one in the form."""
    ours = make_organisation()
    course = make_course(organisation=ours)
    other = make_course("nn", like=course, organisation=ours)
    wanted = {"course": course.pk, "title": course.title, "language": "nb"}
    assert [begins_with(f"{page.pk}", [ours]) for page in (course, other)] == [wanted, wanted]


@pytest.mark.parametrize("wanted", [None, "", "abc", "-1", "²", "9" * 40, "0"])
def test_an_odd_address_begins_an_empty_form(wanted: str | None) -> None:
    assert begins_with(wanted, [make_organisation()]) == {}


def test_a_course_of_others_is_not_offered_by_its_number() -> None:
    """Fails when the course is taken by its number alone: its title would stand in the form."""
    theirs = make_course(organisation=make_organisation())
    role = make_role()
    assert begins_with(f"{theirs.pk}", [role.organisation]) == {}
    page = logged_in(role.person).get(f"/sekretariat/ny/?kurs={theirs.pk}")
    assert page.context["form"].initial == {}
