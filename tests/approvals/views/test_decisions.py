"""A decision through the pages: read back before it counts, and what a wrong form gets."""

import re
from html import unescape

import pytest

from certificates.approvals.deciding import decide
from certificates.approvals.models import Decision
from lms.people.models import Role, RoleKind
from tests.approvals.making import TODAY, make_case, make_decidable, make_member, make_organisation
from tests.approvals.visiting import address, as_user, text_of

pytestmark = pytest.mark.django_db


def test_a_decision_is_read_back_as_a_full_sentence_before_it_counts() -> None:
    """Mock-up 12c, without JavaScript. Fails when the first form decides, or when the tick is not asked for."""
    organisation = make_organisation("Nordlys")
    kari = make_member(organisation, "Kari Krogh")
    case = make_decidable(make_case("Arne Vik", organisation=organisation), kari)
    client = as_user(kari)
    values = {"outcome": "approved", "agreement": "Arne tar telefonvakt annenhver mandag."}
    page = client.post(address("read_through", case.pk), values, follow=True)
    shown = text_of(page)
    assert (
        "Likepersonsutvalget i Nordlys godkjenner Arne Vik som likeperson fra 15. april 2026 . "
        "Kari hadde samtalen 14. april. Arne tar telefonvakt annenhver mandag."
    ) in shown
    assert Decision.objects.count() == 0
    sealed = page.context["form"].initial["values"]
    again = client.post(address("confirm", case.pk), {"values": sealed}, follow=True)
    assert ("Kryss av for at dette er avtalt" in text_of(again), Decision.objects.count()) == (True, 0)
    done = client.post(address("confirm", case.pk), {"values": sealed, "agreed": "on"}, follow=True)
    twice = client.post(address("confirm", case.pk), {"values": sealed, "agreed": "on"}, follow=True)
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.agreement) == (kari, values["agreement"])
    assert ("Vedtaket" in text_of(done), "Du har alt bestemt i denne saken." in text_of(twice)) == (
        True,
        True,
    )


def test_values_that_were_changed_or_sealed_for_somebody_else_decide_nothing() -> None:
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari"), make_member(organisation, "Per")
    case = make_decidable(make_case(organisation=organisation), kari)
    page = as_user(kari).post(
        address("read_through", case.pk), {"outcome": "approved", "agreement": ""}, follow=True
    )
    sealed = page.context["form"].initial["values"]
    tries = [(as_user(per), sealed), (as_user(kari), sealed[:-2]), (as_user(kari), "")]
    shown = [
        text_of(client.post(address("confirm", case.pk), {"values": values, "agreed": "on"}, follow=True))
        for client, values in tries
    ]
    refused = ["Ingenting ble bestemt." in words for words in shown]
    assert (refused, Decision.objects.count()) == ([True] * 3, 0)


def test_going_back_brings_what_was_typed() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    values = {"outcome": "postponed", "agreement": "Vi snakkes til høsten.", "postponed_to": "2026-09-01"}
    client = as_user(kari)
    read = client.post(address("read_through", case.pk), values, follow=True).content.decode()
    back = unescape(re.search(r'<a class="lm-back" href="([^"]+)"', read)[1])
    page = client.get(back).content.decode()
    kept = ("Vi snakkes til høsten.</textarea>", 'value="2026-09-01"', 'value="postponed" checked')
    assert [part in unescape(page).replace(' class="ds-input"', "") or part for part in kept[:2]] == [
        True,
        True,
    ]
    assert page.count(" checked") == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Velg ett av de fire."),
        ({"outcome": "failed"}, "Velg ett av de fire."),
        ({"outcome": "postponed"}, "Velg en dag som kommer, da dere snakker sammen igjen."),
        ({"outcome": "postponed", "postponed_to": "i går"}, "Skriv datoen slik: 16.04.2026."),
        ({"outcome": "approved_with_agreement"}, "Skriv i én setning hva dere avtalte."),
        ({"outcome": "approved"}, "Noe mangler før dette kan bestemmes."),
    ],
)
def test_a_wrong_outcome_form_gets_a_plain_sentence(values: dict, sentence: str) -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    page = as_user(kari).post(address("read_through", case.pk), values, follow=True)
    assert (sentence in text_of(page), Decision.objects.count()) == (True, 0)


def test_a_slower_member_is_told_who_was_faster() -> None:
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari Krogh"), make_member(organisation, "Per Aas")
    case = make_decidable(make_case(organisation=organisation), kari)
    client = as_user(per)
    page = client.post(address("read_through", case.pk), {"outcome": "not_now", "agreement": ""}, follow=True)
    decide(case=case, outcome="approved", by=kari)
    sealed = page.context["form"].initial["values"]
    shown = text_of(client.post(address("confirm", case.pk), {"values": sealed, "agreed": "on"}, follow=True))
    assert ("Kari var litt raskere" in shown, Decision.objects.get().outcome) == (True, "approved")


def test_the_leader_suggests_and_another_member_confirms_on_a_page_of_their_own() -> None:
    organisation = make_organisation()
    per = make_member(organisation, "Per Aas")
    case = make_decidable(make_case(organisation=organisation), per)
    liv = case.enrolment.course_run.leaders.get(person__name="Liv").person
    Role.objects.create(person=liv, organisation=organisation, kind=RoleKind.COMMITTEE_MEMBER, since=TODAY)
    leader = as_user(liv)
    page = leader.post(
        address("read_through", case.pk), {"outcome": "approved", "agreement": ""}, follow=True
    )
    sealed = page.context["form"].initial["values"]
    leader.post(address("confirm", case.pk), {"values": sealed, "agreed": "on"})
    proposal = case.proposals.get()
    assert (Decision.objects.count(), "Liv ledet kurset" in text_of(as_user(per).get(address("cases")))) == (
        0,
        True,
    )
    own = leader.post(address("together", proposal.pk), {"agreed": "on"}, follow=True)
    assert (own.status_code, Decision.objects.count()) == (200, 0)
    second = as_user(per)
    without_tick = second.post(address("together", proposal.pk))
    assert (without_tick.status_code, Decision.objects.count()) == (200, 0)
    shown = text_of(second.post(address("together", proposal.pk), {"agreed": "on"}, follow=True))
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.co_decided_by) == (liv, per)
    assert "Liv ledet kurset, derfor var Per med og bestemte." in shown
