"""My page for whoever takes a course that follows the basic course: what remains, and no word of pledge or approval."""

from __future__ import annotations

import pytest

from certificates.approvals.deciding import decide
from certificates.approvals.models import Outcome
from certificates.approvals.opening import open_case_when_ready
from certificates.issuing import issue_completion
from courses.kinds import CourseKind, EnrolmentState
from courses.models import Enrolment
from lms.people.models import RoleKind
from tests.approvals.making import make_decidable, make_ready
from tests.courses.following import approve, following, has_completed, run_of
from tests.courses.leading import invited
from tests.courses.working import logged_in
from tests.making import make_course, make_enrolment, make_organisation, make_person, make_role, make_run

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


def test_an_invitation_waits_at_the_top_also_while_another_course_is_under_way() -> None:
    """With its button, before where one goes on; and only there. Fails when `my_page` leaves it among the other courses."""
    place = make_enrolment(make_run(title="Grunnkurs i Alta"))
    old = make_enrolment(make_run(title="For lenge siden"), person=place.person, state=EnrolmentState.INVITED)
    new = invited(make_run(title="Påbygging i Bodø"), place.person)
    client = logged_in(place.person)
    page = client.get("/min-side/")
    text = page.content.decode()
    order = [
        "Du er invitert til Påbygging i Bodø",
        f'action="/kurs/{new.pk}/bli-med/"',
        "Fortsett der du var",
    ]
    found = [text.find(words) for words in order]
    assert (found == sorted(found), -1 in found) == (True, False)
    assert (
        text.count("Påbygging i Bodø") == 3
    )  # the heading, and what a screen reader hears of the two choices
    assert [one.place for one in page.context["invitations"]] == [new]
    assert [one.place for one in page.context["other_courses"]] == [old]  # too old to be answered by oneself
    client.post(f"/kurs/{new.pk}/bli-med/")
    assert client.get("/min-side/").context["invitations"] == []


def test_of_an_approval_the_page_says_once_that_it_is_there_and_leads_to_the_case() -> None:
    """And a case with another association is still told. Fails when the case is listed beside the third fact."""
    organisation = make_organisation()
    member = make_role(organisation=organisation, kind=RoleKind.COMMITTEE_MEMBER).person
    place = make_ready(make_person("Solveig Nordahl"), organisation=organisation)
    case = make_decidable(open_case_when_ready(enrolment_id=place.pk), by=member)
    before = page_of(place)
    decide(case=case, outcome=Outcome.APPROVED, by=member)
    page = page_of(place)
    assert ["Ikke godkjent ennå" in text for text in (before, page)] == [True, False]
    assert page.count("<strong>Godkjent</strong>") == 1
    assert ["Du er godkjent fra" in page, "Se det som er skrevet i saken din" in page] == [False, True]
    assert f'href="/min-side/godkjenning/{case.pk}/"' in page
    other = open_case_when_ready(enrolment_id=make_ready(place.person, organisation=make_organisation()).pk)
    course = logged_in(place.person).get(f"/min-side/kurs/{place.pk}/").context["course"]
    assert [one.case_id for one in course.cases] == [other.pk]
