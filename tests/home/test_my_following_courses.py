"""My page for whoever takes a course that follows the basic course: what remains, and no word of pledge or approval."""

from __future__ import annotations

import pytest

from certificates.issuing import issue_completion
from courses.kinds import CourseKind, EnrolmentState
from courses.models import Enrolment
from tests.courses.following import approve, following, has_completed, run_of
from tests.courses.working import logged_in
from tests.making import make_course, make_enrolment, make_person

pytestmark = pytest.mark.django_db
OF_APPROVAL = ("Godkjent", "Og når kurset er fullført?", "hvis du vil bli likeperson")


def page_of(place: Enrolment) -> str:
    """My page, opened on this place."""
    return logged_in(place.person).get(f"/min-side/kurs/{place.pk}/").content.decode()


@pytest.mark.req(70)
def test_at_a_seminar_one_only_has_to_come() -> None:
    """R70: the seminar is presence. Nothing at home, no certificate of approval, and the programme one tap away."""
    place = make_enrolment(run_of(following(CourseKind.SEMINAR, title="Likepersonsseminar")))
    page = page_of(place)
    assert [word in page for word in ("Du har plass på seminaret", "Se programmet", "Oppmøte")] == [True] * 3
    assert [word in page for word in OF_APPROVAL] == [False] * 3
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.COMPLETED)
    done = page_of(place)
    assert ["Takk for at du kom på seminaret" in done, *(word in done for word in OF_APPROVAL)] == [
        True,
        False,
        False,
        False,
    ]


def test_an_add_on_course_says_what_remains_and_nothing_of_an_approval() -> None:
    course = following()
    course.get_descendants().filter(title__startswith="pledge").delete()
    place = make_enrolment(run_of(course))
    approve(place.person, place.organisation)
    page = page_of(place)
    assert [word in page for word in ("Fortsett", "Dette venter kursbeviset på.")] == [True, True]
    assert [word in page for word in OF_APPROVAL] == [False] * 3


def test_each_of_two_certificates_says_of_which_course_and_the_third_is_still_to_come() -> None:
    basic = make_course()
    first = has_completed(make_person(), basic, title="Grunnkurs i Alta")
    issue_completion(enrolment_id=first.pk)
    second = make_enrolment(run_of(following(), title="Påbygging i Bodø"), person=first.person)
    page = page_of(second)
    to_come = "Påbygging i Bodø. Kommer hit når kurset er fullført."
    assert [to_come in page, "Grunnkurs i Alta. " in page] == [True, False]
    Enrolment.objects.filter(pk=second.pk).update(state=EnrolmentState.COMPLETED)
    issue_completion(enrolment_id=second.pk)
    page = page_of(second)
    assert [word in page for word in ("Grunnkurs i Alta. ", "Påbygging i Bodø. ", "Kommer hit når")] == [
        True,
        True,
        False,
    ]
