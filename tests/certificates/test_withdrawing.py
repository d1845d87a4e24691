"""Replacing and withdrawing a certificate: nothing is lost, and only those who keep them may."""

import datetime

import pytest

from certificates.errors import CertificateError
from certificates.issuing import issue_completion
from certificates.models import Certificate, CertificateStatus, RevocationReason
from certificates.withdrawing import revoke, supersede
from courses.models import CoursePage
from lms.people.models import RoleKind
from tests.certificates.making import make_completed, make_organisation, make_person
from tests.making import OSLO, make_role

pytestmark = pytest.mark.django_db
SPRING = datetime.datetime(2026, 3, 28, 17, tzinfo=OSLO)


def test_a_new_name_gives_a_new_certificate_and_the_old_one_points_to_it() -> None:
    enrolment = make_completed(make_person("Feil Navn"))
    make_role(secretary := make_person("Hege"), enrolment.organisation, RoleKind.ADMINISTRATOR)
    old = issue_completion(enrolment_id=enrolment.pk, at=SPRING)
    enrolment.person.name = "Riktig Navn"
    enrolment.person.save()
    CoursePage.objects.update(title="Noe annet")
    new = supersede(certificate_id=old.pk, by=secretary, at=SPRING + datetime.timedelta(days=30))
    old.refresh_from_db()
    assert (old.status, old.superseded_by, old.facts["name"]) == (
        CertificateStatus.SUPERSEDED,
        new,
        "Feil Navn",
    )
    assert (new.number, new.status, new.issued_by, new.facts["name"]) == (
        "KB-2026-0002",
        CertificateStatus.VALID,
        secretary,
        "Riktig Navn",
    )
    assert new.facts["course_title"] == "Grunnkurs for likepersoner"
    assert (new.code != old.code, new.facts["code"], new.facts["number"]) == (True, new.code, new.number)
    assert issue_completion(enrolment_id=enrolment.pk) == new


def test_withdrawing_keeps_everything_and_says_who_when_and_a_category() -> None:
    enrolment = make_completed()
    make_role(member := make_person("Kari"), enrolment.organisation, RoleKind.COMMITTEE_MEMBER)
    certificate = issue_completion(enrolment_id=enrolment.pk)
    withdrawn = revoke(certificate_id=certificate.pk, reason="mistake", by=member, at=SPRING)
    again = revoke(certificate_id=certificate.pk, reason="asked", by=member)
    assert (again.revoked_at, again.revoked_by, again.revoked_reason) == (
        SPRING,
        member,
        RevocationReason.ISSUED_BY_MISTAKE,
    )
    assert (withdrawn.facts, withdrawn.status) == (certificate.facts, CertificateStatus.REVOKED)


def test_no_free_text_as_a_reason() -> None:
    with pytest.raises(ValueError, match="is not a valid RevocationReason"):
        revoke(certificate_id=1, reason="Hun er for syk", by=make_person())


@pytest.mark.parametrize("verb", [supersede, lambda **given: revoke(reason="asked", **given)])
def test_only_secretariat_and_committee_of_the_association_and_never_for_oneself(verb) -> None:
    enrolment = make_completed()
    certificate = issue_completion(enrolment_id=enrolment.pk)
    elsewhere = make_organisation()
    make_role(stranger := make_person(), elsewhere, RoleKind.ADMINISTRATOR)
    make_role(
        former := make_person(),
        enrolment.organisation,
        RoleKind.ADMINISTRATOR,
        until=datetime.date(2020, 2, 1),
    )
    make_role(contact := make_person(), enrolment.organisation, RoleKind.CHAPTER_CONTACT)
    make_role(enrolment.person, enrolment.organisation, RoleKind.ADMINISTRATOR)
    leader = enrolment.course_run.leaders.first().person
    superuser = make_person(is_superuser=True)
    for person in (stranger, former, contact, enrolment.person, leader, superuser):
        with pytest.raises(CertificateError):
            verb(certificate_id=certificate.pk, by=person)
    assert list(Certificate.objects.values_list("pk", "status")) == [(certificate.pk, "valid")]


def test_what_was_replaced_can_neither_be_replaced_nor_withdrawn_again() -> None:
    enrolment = make_completed()
    make_role(secretary := make_person(), enrolment.organisation, RoleKind.ADMINISTRATOR)
    old = issue_completion(enrolment_id=enrolment.pk)
    supersede(certificate_id=old.pk, by=secretary)
    with pytest.raises(CertificateError):
        supersede(certificate_id=old.pk, by=secretary)
    with pytest.raises(CertificateError):
        revoke(certificate_id=old.pk, reason="asked", by=secretary)
    assert Certificate.objects.count() == 2
