"""What the candidate, the chapter and the secretariat see of a case."""

import datetime

import pytest

from certificates.approvals.deciding import decide
from certificates.approvals.models import Case
from lms.people.models import Chapter, RoleKind
from lms.people.registering import register_membership
from tests.approvals.making import (
    TODAY,
    make_case,
    make_decidable,
    make_member,
    make_organisation,
    make_person,
)
from tests.approvals.visiting import address, as_user, text_of

pytestmark = pytest.mark.django_db


def test_the_candidate_reads_everything_that_is_written(decided) -> None:
    case, kari = decided
    client = as_user(case.candidate)
    shown = text_of(client.get(address("my_case", case.pk)))
    for sentence in (
        "Godkjent Du er godkjent fra 15. april 2026.",
        "Arne tar telefonvakt annenhver mandag.",
        "Kari hadde samtalen",
        "Utvalget ser ikke det du har skrevet på kurset",
    ):
        assert sentence in shown
    strangers = [kari, make_person(), make_member(case.organisation, kind=RoleKind.ADMINISTRATOR)]
    assert [as_user(person).get(address("my_case", case.pk)).status_code for person in strangers] == [404] * 3


@pytest.mark.req(66)
def test_the_chapter_learns_one_sentence_and_nothing_more() -> None:
    """R66 «informerer lokallaget». Fails when the agreement, the category or the course gets onto the page."""
    organisation = make_organisation("Nordlys")
    hamar = Chapter.objects.create(organisation=organisation, name="Hamar")
    kari = make_member(organisation)
    contact = make_member(organisation, "Lars", kind=RoleKind.CHAPTER_CONTACT, chapter=hamar)
    case = make_case("Arne Vik", organisation=organisation)
    register_membership(person=case.candidate, organisation=organisation, chapter=hamar, experience="own")
    decision = decide(
        case=make_decidable(case, kari),
        outcome="approved_with_agreement",
        by=kari,
        agreement="Per er fadder.",
    )
    shown = text_of(as_user(contact).get(address("chapter_notice", decision.appointment.pk)))
    assert shown == (
        "En beskjed til lokallaget Arne Vik er godkjent som likeperson fra 15. april 2026. Ta gjerne kontakt med Arne i "
        "løpet av uka. Nummeret står i lokallagets egen medlemsliste. Du får vite dette, og ikke noe mer."
    )
    other = make_member(
        organisation,
        kind=RoleKind.CHAPTER_CONTACT,
        chapter=Chapter.objects.create(organisation=organisation, name="Gjøvik"),
    )
    former = make_member(
        organisation, kind=RoleKind.CHAPTER_CONTACT, chapter=hamar, until=TODAY - datetime.timedelta(days=1)
    )
    statuses = [
        as_user(person).get(address("chapter_notice", decision.appointment.pk)).status_code
        for person in (other, former, kari, case.candidate)
    ]
    assert statuses == [404] * 4


def test_a_chapter_of_another_association_learns_nothing() -> None:
    """Edge case 9: a member of two has not told the one of the other. Fails when any chapter of the person would do."""
    organisation, another = make_organisation("Nordlys"), make_organisation("Sørlys")
    abroad = Chapter.objects.create(organisation=another, name="Hamar")
    contact = make_member(another, "Lars", kind=RoleKind.CHAPTER_CONTACT, chapter=abroad)
    kari = make_member(organisation)
    case = make_case("Arne Vik", organisation=organisation)
    register_membership(person=case.candidate, organisation=organisation, experience="own")
    register_membership(person=case.candidate, organisation=another, chapter=abroad)
    decision = decide(case=make_decidable(case, kari), outcome="approved", by=kari)
    assert as_user(contact).get(address("chapter_notice", decision.appointment.pk)).status_code == 404


@pytest.mark.req(65)
def test_the_secretariat_sees_the_outcome_and_the_tasks_and_nothing_else(decided) -> None:
    """R65; privacy table «outcome only». Fails when the office page shows a sentence, a conversation or other cases."""
    case, _kari = decided
    make_case("Siri Hemmelig", organisation=make_organisation())
    make_case("Solveig Ny", organisation=case.organisation)
    hege = make_member(case.organisation, "Hege", kind=RoleKind.ADMINISTRATOR)
    client = as_user(hege)
    shown = text_of(client.get(address("office")))
    assert ("Arne Vik: Bestill innlogging til registreringssystemet" in shown, "Solveig Ny" in shown) == (
        True,
        True,
    )
    assert [word for word in ("telefonvakt", "samtalen", "Siri", "avtale") if word in shown] == []
    task = case.handover_tasks.get(kind="external_login")
    client.post(address("office_tick", task.pk))
    task.refresh_from_db()
    solveig = Case.objects.get(candidate__name="Solveig Ny")
    client.post(address("office_membership", solveig.pk))
    assert (task.done_by, solveig.candidate.memberships.get().confirmed_on) == (hege, TODAY)
    stranger = as_user(make_member(make_organisation(), kind=RoleKind.ADMINISTRATOR))
    statuses = [
        stranger.post(address("office_tick", task.pk)).status_code,
        stranger.post(address("office_membership", solveig.pk)).status_code,
    ]
    assert (statuses, "Arne" in text_of(stranger.get(address("office")))) == ([404, 404], False)
