"""Taking a case, passing it on, checking the certificate, confirming the membership, coming back."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certificates.approvals.conversing import book
from certificates.approvals.deciding import decide
from certificates.approvals.errors import ApprovalError
from certificates.approvals.facts import Facts
from certificates.approvals.handling import (
    bring_back_postponed,
    check_by_file,
    check_in_register,
    confirm_membership,
    pass_on,
    take,
    take_up_again,
)
from certificates.approvals.models import Case, CaseState, CertificateCheck, CheckedHow, EventKind
from certificates.issuing import issue_approval
from certificates.models import Certificate, RevocationReason
from certificates.withdrawing import revoke
from lms.people.models import Membership, RoleKind, SentMessage
from lms.people.registering import register_membership
from tests.approvals.making import (
    NOW,
    TODAY,
    make_case,
    make_decidable,
    make_file,
    make_member,
    make_organisation,
    make_person,
)

pytestmark = pytest.mark.django_db


def pdf(content: bytes = b"%PDF-1.7 as it was issued") -> SimpleUploadedFile:
    return SimpleUploadedFile("bevis.pdf", content, content_type="application/pdf")


def certificate_of(case: Case) -> Certificate:
    return Certificate.objects.get(enrolment=case.enrolment_id, kind="completion")


def test_who_takes_a_case_second_is_told_who_was_first() -> None:
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari Krogh"), make_member(organisation, "Per Aas")
    case = make_case(organisation=organisation)
    take(case=case, by=kari)
    take(case=case, by=kari)
    with pytest.raises(ApprovalError, match="Kari"):
        take(case=case, by=per)
    case.refresh_from_db()
    assert (case.handler, case.events.filter(kind=EventKind.TAKEN).count()) == (kari, 1)


def test_who_passes_a_case_on_cannot_see_it_any_more() -> None:
    """Fails without the exclusion of conflicts in `visible_to` (privacy rule 20)."""
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari"), make_member(organisation, "Per")
    case = make_case(organisation=organisation)
    take(case=case, by=kari)
    talk = book(case=case, by=kari, starts_at=NOW + datetime.timedelta(days=2), place="på telefon")
    pass_on(case=case, by=kari)
    case.refresh_from_db()
    talk.refresh_from_db()
    assert (case.handler, case.state, talk.cancelled_at) == (None, CaseState.READY, NOW)
    seen = [list(Case.objects.visible_to(person)) for person in (kari, per)]
    assert seen == [[], [case]]
    with pytest.raises(ApprovalError):
        take(case=case, by=kari)


@pytest.mark.parametrize(
    "uploaded",
    [
        pytest.param(SimpleUploadedFile("bilde.pdf", b"not a pdf at all"), id="not-a-pdf"),
        pytest.param(pdf(b"%PDF-1.7 as it was issued, with one word changed"), id="altered"),
    ],
)
def test_a_wrong_file_gets_a_plain_sentence_and_changes_nothing(uploaded) -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    make_file(certificate_of(case))
    with pytest.raises(ApprovalError) as refusal:
        check_by_file(case=case, by=kari, uploaded=uploaded)
    assert (str(refusal.value)[-1], CertificateCheck.objects.count(), case.events.count()) == (".", 0, 1)


def test_the_pdf_of_another_person_is_not_this_persons() -> None:
    """Fails without `person=` in the call of `verify_file`: it would then be called genuine, and only of another course."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case, other = make_case(organisation=organisation), make_case("Siri Moe", organisation=organisation)
    make_file(certificate_of(other), b"%PDF-1.7 Siri")
    with pytest.raises(ApprovalError) as refusal:
        check_by_file(case=case, by=kari, uploaded=pdf(b"%PDF-1.7 Siri"))
    assert str(refusal.value).startswith("Dette beviset tilhører en annen.")
    assert ("Siri" in str(refusal.value), CertificateCheck.objects.count()) == (False, 0)


def test_a_genuine_document_that_is_not_this_certificate_is_refused() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    approval = issue_approval(
        person_id=case.candidate_id,
        organisation_id=organisation.pk,
        approved_from=TODAY,
        enrolment_id=case.enrolment_id,
    )
    make_file(approval, b"%PDF-1.7 approval")
    with pytest.raises(ApprovalError) as refusal:
        check_by_file(case=case, by=kari, uploaded=pdf(b"%PDF-1.7 approval"))
    assert str(refusal.value).startswith("Filen er ekte, men")
    assert CertificateCheck.objects.count() == 0


def test_the_certificate_is_checked_by_file_or_in_the_register() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    make_file(certificate_of(case))
    check_by_file(case=case, by=kari, uploaded=pdf())
    check_in_register(case=case, by=kari)
    checks = CertificateCheck.objects.order_by("pk").values_list(
        "how", "certificate", "checked_by", "checked_at"
    )
    certificate = certificate_of(case).pk
    assert list(checks) == [
        (CheckedHow.FILE, certificate, kari.pk, NOW),
        (CheckedHow.REGISTER, certificate, kari.pk, NOW),
    ]


def test_a_certificate_withdrawn_after_the_check_does_not_count_any_more() -> None:
    """Edge case 27. Fails when a check is believed for ever."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    check_in_register(case=case, by=kari)
    revoke(certificate_id=certificate_of(case).pk, reason=RevocationReason.ISSUED_BY_MISTAKE, by=kari)
    assert Facts.gather([case]).judge(case)[0].blocks
    with pytest.raises(ApprovalError):
        check_in_register(case=case, by=kari)


@pytest.mark.req(7)
def test_membership_is_confirmed_by_committee_or_secretariat_and_never_by_oneself() -> None:
    """R7 «være medlem»: a fact and the date it was checked. Fails without the permission in `confirm_membership`."""
    organisation = make_organisation()
    kari = make_member(organisation)
    hege = make_member(organisation, "Hege", kind=RoleKind.ADMINISTRATOR)
    elsewhere = make_member(make_organisation(), kind=RoleKind.ADMINISTRATOR)
    case = make_case(organisation=organisation)
    make_member_of_itself = make_case("Ida Ås", organisation=organisation)
    make_role_of(make_member_of_itself.candidate, organisation)
    for by, which in ((elsewhere, case), (make_member_of_itself.candidate, make_member_of_itself)):
        with pytest.raises(ApprovalError):
            confirm_membership(case=which, by=by)
    assert Membership.objects.exclude(confirmed_on=None).count() == 0
    confirm_membership(case=case, by=hege)
    confirm_membership(case=make_member_of_itself, by=kari)
    assert list(Membership.objects.values_list("confirmed_on", flat=True)) == [TODAY, TODAY]


def make_role_of(person, organisation) -> None:
    from lms.people.models import Role

    for kind in (RoleKind.ADMINISTRATOR, RoleKind.COMMITTEE_MEMBER):
        Role.objects.create(
            person=person, organisation=organisation, kind=kind, since=datetime.date(2024, 1, 1)
        )


@pytest.mark.req(7)
def test_a_membership_that_has_ended_blocks_and_is_not_confirmed_over() -> None:
    """R7, edge case 10. Fails when `ended_on` is not looked at."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    register_membership(
        person=case.candidate,
        organisation=organisation,
        confirmed_on=datetime.date(2026, 1, 1),
        ended_on=datetime.date(2026, 4, 1),
    )
    with pytest.raises(ApprovalError):
        confirm_membership(case=case, by=kari)
    assert Facts.gather([case]).judge(case)[2].blocks


def test_a_postponed_case_comes_back_on_its_day_and_the_committee_hears() -> None:
    """Edge case 30. Fails without `due_back`, or when the second message has the once-key of the first."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    back = datetime.date(2026, 9, 1)
    decide(case=case, outcome="postponed", by=kari, postponed_to=back)
    assert bring_back_postponed(today=back - datetime.timedelta(days=1)) == 0
    assert bring_back_postponed(today=back) == 1
    assert bring_back_postponed(today=back) == 0
    case.refresh_from_db()
    told = SentMessage.objects.filter(key="case_ready", person=kari).count()
    assert (case.state, case.resumes_on, told) == (CaseState.READY, None, 2)
    assert Facts.gather([case]).judge(case)[3].blocks, "a new talk is asked for"


def test_a_postponed_case_can_be_taken_up_before_its_day() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    decide(case=case, outcome="postponed", by=kari, postponed_to=datetime.date(2026, 9, 1))
    take_up_again(case=case, by=kari)
    take_up_again(case=case, by=kari)
    case.refresh_from_db()
    assert (case.state, case.events.filter(kind=EventKind.REOPENED).count()) == (CaseState.READY, 1)


def test_nothing_is_done_with_a_closed_case() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    decide(case=case, outcome="approved", by=kari)
    for verb in (take, pass_on, check_in_register, confirm_membership, take_up_again):
        with pytest.raises(ApprovalError):
            verb(case=case, by=kari)


def test_nobody_works_with_their_own_case() -> None:
    """Edge case 15. Fails without the exclusion of the candidate in `visible_to`."""
    organisation = make_organisation()
    case = make_case("Ida Ås", organisation=organisation)
    make_role_of(case.candidate, organisation)
    make_file(certificate_of(case))
    assert list(Case.objects.visible_to(case.candidate)) == []
    for verb in (take, pass_on, check_in_register):
        with pytest.raises(ApprovalError):
            verb(case=case, by=case.candidate)
    with pytest.raises(ApprovalError):
        check_by_file(case=case, by=case.candidate, uploaded=pdf())
    assert make_person().cases.count() == 0
