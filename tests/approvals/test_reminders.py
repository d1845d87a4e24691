"""Recommendations remind, to those whose matter it is, and block nothing."""

import pytest

from certificates.approvals.handling import pass_on
from certificates.approvals.reminders import reminders_for
from lms.people.models import Role, RoleKind
from lms.people.registering import register_membership
from tests.approvals.making import TODAY, make_case, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.mark.req(60)
@pytest.mark.req(61)
def test_partner_in_the_committee_and_leader_on_the_board_are_reminders_to_leader_and_secretariat() -> None:
    """R60 «bør være partner», R61 «bør sitte i hovedstyret»: «bør» reminds. Fails without either look in `_reminders`."""
    organisation = make_organisation(short_name="Nordlys")
    kari = make_member(organisation)
    leader = make_member(organisation, kind=RoleKind.COMMITTEE_LEADER)
    hege = make_member(organisation, kind=RoleKind.ADMINISTRATOR)
    partner = "Nordlys: Utvalget har ingen partner eller annen pårørende. Ett av medlemmene bør være det."
    board = "Nordlys: Utvalgslederen sitter ikke i styret, men bør gjøre det."
    assert [reminders_for(person) for person in (kari, leader, hege)] == [
        [],
        [partner, board],
        [partner, board],
    ]
    register_membership(person=kari, organisation=organisation, experience="next_of_kin")
    assert reminders_for(leader) == [board]
    Role.objects.create(person=leader, organisation=organisation, kind=RoleKind.BOARD_MEMBER, since=TODAY)
    assert reminders_for(leader) == []


def test_a_case_that_nobody_can_take_is_told() -> None:
    """Edge case 16: it waits, but not unseen."""
    organisation = make_organisation(short_name="Nordlys")
    kari = make_member(organisation)
    hege = make_member(organisation, kind=RoleKind.ADMINISTRATOR)
    register_membership(person=kari, organisation=organisation, experience="both")
    case = make_case(organisation=organisation)
    assert reminders_for(hege) == []
    pass_on(case=case, by=kari)
    assert [sentence.partition(",")[0] for sentence in reminders_for(hege)] == ["Nordlys: En sak venter"]
