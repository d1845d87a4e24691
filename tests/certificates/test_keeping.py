"""Replacing and withdrawing through the pages: who may, what is asked first, and that twice is once."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from certificates.filing import store_file
from certificates.issuing import issue_approval, issue_completion
from certificates.models import Certificate, RevocationReason
from certificates.withdrawing import revoke, supersede
from lms.people.models import RoleKind, User
from tests.certificates.keepers import SPRING, address, as_user, make_issued, make_outsiders, text_of
from tests.certificates.making import make_completed, make_course, make_organisation, make_person
from tests.making import make_role

pytestmark = pytest.mark.django_db
PAGES = ("about", "replace", "withdraw")
WRITES = ("replace", "withdraw")


def test_nobody_else_opens_replaces_or_withdraws() -> None:
    """The permission matrix, cell by cell. Fails when a page begins without `certificate_kept_by`."""
    certificate, _hege = make_issued()
    before = Certificate.objects.values().get()
    posted = {"name": "Noen Annen", "reason": "asked", "told": "on"}
    found = {}
    for who, person in make_outsiders(certificate).items():
        client = as_user(person)
        found |= {(who, "GET", name): client.get(address(name, certificate)).status_code for name in PAGES}
        found |= {
            (who, "POST", name): client.post(address(name, certificate), posted).status_code
            for name in WRITES
        }
    guest = {Client().get(address(name, certificate)).status_code for name in PAGES}
    guest |= {Client().post(address(name, certificate), posted).status_code for name in WRITES}
    assert {key: status for key, status in found.items() if status != 404} == {}
    assert (guest, Certificate.objects.values().get()) == ({302}, before)
    assert User.objects.get(pk=certificate.person_id).name == "Biret Ane"


def test_the_register_shows_ones_own_associations_and_nobody_else_opens_it() -> None:
    certificate, hege = make_issued()
    issue_completion(
        enrolment_id=make_completed(make_person("Fremmed Foss"), organisation=make_organisation()).pk
    )
    outsiders = make_outsiders(certificate)
    register = reverse("certificates:register")
    keepers = {"other secretariat", "other committee", "oneself"}
    opened = {who: as_user(person).get(register) for who, person in outsiders.items()}
    assert {who for who, answer in opened.items() if answer.status_code == 200} == keepers
    assert {who for who in keepers if "Biret" in text_of(opened[who])} == set()
    shown = text_of(as_user(hege).get(register))
    assert ("Biret Ane Kursbevis · KB-2026-0001 · Gyldig" in shown, "Fremmed" in shown) == (True, False)


def test_looking_and_asking_change_nothing_and_only_the_form_writes() -> None:
    certificate, hege = make_issued()
    before = Certificate.objects.values().get()
    client = as_user(hege)
    answers = [
        client.get(address(name, certificate), {"name": "X", "reason": "asked", "told": "on"})
        for name in PAGES
    ]
    refused = client.post(address("about", certificate))
    looked = client.post(reverse("certificates:register"), {"navn": "ingen"})
    assert [answer.status_code for answer in answers] == [200] * 3
    assert (refused.status_code, looked.status_code) == (405, 200)
    assert Certificate.objects.values().get() == before


def test_a_misspelt_name_is_put_right_with_a_new_certificate_once() -> None:
    """Edge case 4. Fails when the second click issues a third one, or answers with an error."""
    certificate, hege = make_issued("Birret Ane")
    client = as_user(hege)
    replace = address("replace", certificate)
    empty = client.post(replace, {"name": " "})
    assert "Skriv navnet slik det skal stå på kursbeviset." in text_of(empty)
    answers = [client.post(replace, {"name": "Biret  Ánne"}) for _click in range(2)]
    certificate.refresh_from_db()
    new = certificate.superseded_by
    assert [answer.url for answer in answers] == [address("about", new)] * 2
    assert (Certificate.objects.count(), new.issued_by, new.facts["name"], new.person.name) == (
        2,
        hege,
        "Biret Ánne",
        "Biret Ánne",
    )
    shown = text_of(client.get(address("about", certificate)))
    assert ("Erstattet av KB-2026-0002" in shown, "Navnet på beviset Birret Ane" in shown) == (True, True)
    assert "Erstatter KB-2026-0001" in text_of(client.get(address("about", new)))


def test_the_committee_replaces_with_the_name_of_today_and_does_not_put_it_right() -> None:
    certificate, _hege = make_issued("Birret Ane")
    make_role(kari := make_person("Kari"), certificate.organisation, RoleKind.COMMITTEE_MEMBER)
    User.objects.filter(pk=certificate.person_id).update(name="Biret Ánne")
    client = as_user(kari)
    shown = text_of(client.get(address("replace", certificate)))
    assert "På det nye kommer det til å stå Biret Ánne." in shown
    client.post(address("replace", certificate), {"name": "Noen Annen"})
    new = Certificate.objects.valid().get()
    assert (new.facts["name"], new.person.name, new.issued_by) == ("Biret Ánne", "Biret Ánne", kari)


def test_a_name_the_secretariat_may_not_change_is_told_beside_the_field_and_changes_nothing() -> None:
    certificate, hege = make_issued()
    certificate.person.memberships.all().delete()
    answer = as_user(hege).post(address("replace", certificate), {"name": "Biret Ánne"})
    message = unescape(answer.content.decode()).partition('id="id_name-error">')[2].partition("</p>")[0]
    assert message == "Bare sekretariatet i personens egen forening kan rette et navn."
    assert (Certificate.objects.get().status, User.objects.get(pk=certificate.person_id).name) == (
        "valid",
        "Biret Ane",
    )


def test_withdrawing_asks_for_a_category_and_that_the_person_was_told_and_twice_is_once() -> None:
    """Edge case 27. Fails when a reason can be written, or when the second click changes the first one's."""
    certificate, hege = make_issued()
    client = as_user(hege)
    withdraw = address("withdraw", certificate)
    for lacking in ({}, {"reason": "asked"}, {"told": "on"}, {"reason": "for syk", "told": "on"}):
        answer = client.post(withdraw, lacking)
        assert (answer.status_code, Certificate.objects.valid().count()) == (200, 1)
    client.post(withdraw, {"reason": "mistake", "told": "on"})
    again = client.post(withdraw, {"reason": "asked", "told": "on"})
    certificate.refresh_from_db()
    assert again.url == address("about", certificate)
    assert (certificate.status, certificate.revoked_by, certificate.revoked_reason) == (
        "revoked",
        hege,
        RevocationReason.ISSUED_BY_MISTAKE,
    )
    shown = text_of(client.get(address("about", certificate)))
    assert ("Utstedt ved en feil" in shown, "Trekk det tilbake" in shown) == (True, False)


def test_what_has_ended_is_a_reason_only_where_something_can_end() -> None:
    certificate, hege = make_issued()
    approval = issue_approval(
        person_id=certificate.person_id,
        organisation_id=certificate.organisation_id,
        approved_from=SPRING.date(),
        at=SPRING,
    )
    client = as_user(hege)
    offered = [
        re.findall(r'name="reason" value="(\w+)"', client.get(address("withdraw", one)).content.decode())
        for one in (certificate, approval)
    ]
    assert offered == [["mistake", "asked"], ["mistake", "ended", "asked"]]
    client.post(address("withdraw", certificate), {"reason": "ended", "told": "on"})
    assert Certificate.objects.valid().count() == 2


def test_what_is_replaced_or_withdrawn_leads_to_its_page_and_can_still_be_fetched() -> None:
    certificate, hege = make_issued()
    store_file(certificate_id=certificate.pk)
    new = supersede(certificate_id=certificate.pk, by=hege)
    revoke(certificate_id=new.pk, reason="asked", by=hege)
    client = as_user(hege)
    for name in WRITES:
        assert client.get(address(name, certificate)).url == address("about", new)
        assert client.get(address(name, new)).url == address("about", new)
    assert client.get(address("download", certificate))["Content-Type"] == "application/pdf"


def test_one_finds_by_name_or_number_and_thirty_cost_what_one_costs(django_assert_num_queries) -> None:
    certificate, hege = make_issued()
    organisation, course = certificate.organisation, make_course()
    client = as_user(hege)
    register = reverse("certificates:register")
    client.get(register)
    with django_assert_num_queries(QUERIES_OF_THE_REGISTER):
        client.get(register)
    for number in range(30):
        enrolment = make_completed(make_person(f"Nr {number}"), organisation=organisation, course=course)
        issue_completion(enrolment_id=enrolment.pk)
    with django_assert_num_queries(QUERIES_OF_THE_REGISTER):
        client.get(register)
    hits = [
        client.post(register, {"navn": wanted}).context["certificates"]
        for wanted in ("biret", "kb-2026-0001", "\0", "zz")
    ]
    assert [page.paginator.count for page in hits] == [1, 1, 31, 0]


QUERIES_OF_THE_REGISTER = 6


def test_titles_and_addresses_carry_no_name() -> None:
    certificate, hege = make_issued()
    client = as_user(hege)
    pages = [client.get(address(name, certificate)) for name in PAGES]
    titles = [page.content.decode().partition("<title>")[2].partition("</title>")[0] for page in pages]
    assert [title for title in titles if "Biret" in title] == []
    assert {page["Cache-Control"] for page in pages} == {"private, no-store"}


def test_the_page_of_the_check_is_the_issuers_and_so_is_its_phone() -> None:
    """A withdrawn certificate says whom to call: its own association, not the one the site belongs to."""
    certificate, hege = make_issued()
    issuer = certificate.organisation
    issuer.contact_phone = "40000077"
    issuer.save()
    revoke(certificate_id=certificate.pk, reason="asked", by=hege)
    shown = text_of(Client().post("/sjekk/", {"code": certificate.code}))
    assert "Har du spørsmål, ringer du sekretariatet på 400 00 077" in shown
