"""What a candidate brings: read by those who have the case while it is open, and by nobody before, after or beside it."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.approvals.deciding import decide
from certificates.approvals.opening import open_case_when_ready
from courses import bringing
from courses.activities.base import Response
from courses.models import BroughtText, CaseNotice, ModulePage, ReadyChoice, ReflectionPage
from lms.people.models import RoleKind
from tests.approvals.making import (
    make_case,
    make_choice,
    make_decidable,
    make_member,
    make_organisation,
    make_ready,
)
from tests.approvals.visiting import address, as_user
from tests.placing import put

pytestmark = pytest.mark.django_db
WORDS = "Jeg vil ikke ha telefoner etter klokka ni"


def place_words(enrolment, text: str = WORDS) -> None:
    """The candidate brings this from a reflection of the course."""
    course = enrolment.course_run.course
    page = ReflectionPage.objects.descendant_of(course).first()
    if page is None:
        module = put(course, ModulePage(title="M", slug="m", code="6", theme="role", locale=course.locale))
        page = put(module, ReflectionPage(title="Min grense", slug="r", code="6.4", locale=course.locale))
    bringing.bring(enrolment=enrolment, activity_page=page, text=text, by=enrolment.person)


def reads(person, case) -> bool:
    """Whether the words stand on any page of the case that this person can open."""
    client = as_user(person)
    names = ("case", "guide", "book", "held", "pass_on", "read_through", "my_case")
    pages = [client.get(address(name, case.pk)) for name in names]
    pages += [client.get(address("cases")), client.get(address("office"))]
    return any(WORDS in page.content.decode() for page in pages)


def test_those_who_have_the_case_read_what_the_candidate_brings_and_only_that():
    """Fails if the card on the case did not show it, or anybody outside the case could open it."""
    organisation, elsewhere = make_organisation(), make_organisation("Foreningen Ved siden av")
    case = make_case(organisation=organisation)
    place_words(case.enrolment)
    assert {
        "committee": reads(make_member(organisation), case),
        "candidate": reads(case.candidate, case),
        "secretariat": reads(make_member(organisation, "Hege", kind=RoleKind.ADMINISTRATOR), case),
        "board": reads(make_member(organisation, "Bo", kind=RoleKind.BOARD_MEMBER), case),
        "committee elsewhere": reads(make_member(elsewhere, "Eli"), case),
        "leader": reads(case.enrolment.course_run.leaders.first().person, case),
    } == {
        "committee": True,
        "candidate": True,
        "secretariat": False,
        "board": False,
        "committee elsewhere": False,
        "leader": False,
    }


def test_marked_before_there_is_a_case_it_can_be_read_from_the_day_it_opens():
    organisation = make_organisation()
    enrolment = make_ready(organisation=organisation)
    place_words(enrolment)
    assert bringing.brought_to_case(enrolment) == ()
    case = open_case_when_ready(enrolment_id=enrolment.pk)
    assert reads(make_member(organisation), case) is True


def test_taken_back_it_is_gone_from_the_case_at_once():
    organisation = make_organisation()
    case = make_case(organisation=organisation)
    place_words(case.enrolment)
    key = BroughtText.objects.get().activity_key
    bringing.leave_out(enrolment=case.enrolment, activity_key=key, by=case.candidate)
    assert reads(make_member(organisation), case) is False


@pytest.mark.parametrize(
    ("outcome", "more", "kept"),
    [("approved", {}, 0), ("not_now", {}, 0), ("postponed", {"postponed_to": None}, 1)],
)
def test_the_decision_deletes_it_and_putting_off_keeps_it(outcome, more, kept):
    """DESIGN §5.12. Fails if `deciding._close` did not say that the case is over."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    place_words(case.enrolment)
    if outcome == "postponed":
        from django.utils import timezone

        more = {"postponed_to": timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)}
    decide(case=case, outcome=outcome, by=kari, **more)
    assert (BroughtText.objects.count(), reads(kari, case)) == (kept, bool(kept))


def test_who_says_not_for_me_now_is_read_by_nobody_and_again_when_they_come_back():
    """Edge case 31."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    place_words(case.enrolment)
    make_choice(case.enrolment, ReadyChoice.NOT_NOW)
    open_case_when_ready(enrolment_id=case.enrolment_id)
    assert (reads(kari, case), BroughtText.objects.count()) == (False, 1)
    make_choice(case.enrolment, ReadyChoice.NOW)
    again = open_case_when_ready(enrolment_id=case.enrolment_id)
    assert (reads(kari, again), again.pk != case.pk) == (True, True)


def test_the_case_page_reads_the_copy_and_no_table_of_content():
    organisation = make_organisation()
    case = make_case(organisation=organisation)
    place_words(case.enrolment)
    client = as_user(make_member(organisation))
    with CaptureQueriesContext(connection) as queries:
        assert WORDS in client.get(address("case", case.pk)).content.decode()
    asked = " ".join(query["sql"] for query in queries)
    subclasses = {model._meta.db_table for model in Response.__subclasses__()}
    assert "courses_reflectionresponse" in subclasses
    assert "courses_reflectionresponse" not in asked


def test_cases_that_were_open_before_are_open_for_what_is_brought():
    """The migration. Fails if it left out a state."""
    case = make_case(organisation=make_organisation())
    CaseNotice.objects.all().delete()
    name = "certificates.approvals.migrations.0004_what_is_brought_can_be_read"
    importlib.import_module(name).say_which_cases_are_open(apps, None)
    assert CaseNotice.objects.get(enrolment=case.enrolment).is_open is True
