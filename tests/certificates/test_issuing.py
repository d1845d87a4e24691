"""A certificate is issued once, says what was true that day, and is never edited."""

import datetime
import hashlib
import uuid

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from certificates.codes import normalise
from certificates.documents import from_json
from certificates.errors import CertificateError
from certificates.filing import find_what_a_crash_left, store_file
from certificates.freezing import ApprovalStep
from certificates.issuing import issue_approval, issue_completion
from certificates.models import Certificate, CertificateFile, CertificateKind, NumberSeries, RevocationReason
from certificates.tasks import issue_completion_certificate, make_file
from certificates.withdrawing import revoke
from courses.events import enrolment_completed
from courses.kinds import EnrolmentState, GatheringKind
from courses.models import Attendance, CoursePage, DocumentText, Gathering
from lms.people.models import RoleKind, User
from lms.people.models.organisations import ApprovingBody, PledgeLabel
from tests.certificates.making import SAMI_NAME, make_completed, make_course, make_organisation, make_person
from tests.making import OSLO, make_role

pytestmark = pytest.mark.django_db
SPRING = datetime.datetime(2026, 3, 28, 17, tzinfo=OSLO)
APRIL = datetime.date(2026, 4, 15)


@pytest.mark.req(39)
def test_the_completion_credits_organiser_and_partners_and_says_what_the_person_did() -> None:
    """R39 [presentation of partners]: the certificate credits those who made the course.

    Fails when freezing stops reading the run's partner credit, or the wording of the course page.
    """
    certificate = issue_completion(enrolment_id=make_completed().pk, at=SPRING)
    facts = from_json(certificate.facts)
    assert (certificate.number, certificate.kind, certificate.language) == (
        "KB-2026-0001",
        "completion",
        "nb",
    )
    assert facts.name == SAMI_NAME
    assert facts.partners_line == "i samarbeid med Nyrenett"
    assert facts.statement == (
        "har gjennomført Grunnkurs for likepersoner",
        "hos Foreningen Nordlys i samarbeid med Nyrenett",
        "14. og 28. mars 2026, Trondheim, 14 kurstimer",
    )
    assert facts.topics == ("Likepersonsrollen", "Hva som forventes", "Kommunikasjon og lytting")
    assert facts.signers == ("Liv, kursleder", "Odd, kursleder")
    assert facts.disclaimer[-1] == "Det er ikke en godkjenning som likeperson."
    assert facts.issued_on == "2026-03-28"
    assert normalise(certificate.code) == certificate.code == facts.code


def test_it_is_in_the_language_of_the_person() -> None:
    """Edge case 36: «certificate language chosen at issue», and it stays that one when the person changes theirs."""
    course = make_course("nb")
    make_course("nn", like=course)
    enrolment = make_completed(make_person(language="nn"), course=course)
    certificate = issue_completion(enrolment_id=enrolment.pk)
    assert (certificate.language, certificate.facts["course_title"]) == ("nn", "Grunnkurs for likepersonar")
    assert certificate.facts["disclaimer"][-1] == "Det er ikkje ei godkjenning som likeperson."
    User.objects.filter(pk=enrolment.person_id).update(language="nb")
    kept = issue_completion(enrolment_id=enrolment.pk)
    assert (kept, kept.language, kept.facts["language"]) == (certificate, "nn", "nn")


def test_where_the_course_has_no_such_language_the_paper_is_in_the_language_of_the_course() -> None:
    certificate = issue_completion(enrolment_id=make_completed(make_person(language="en")).pk)
    assert (certificate.language, certificate.facts["title"]) == ("nb", "Kursbevis")


def test_a_course_without_words_for_its_documents_uses_ours_in_the_language_of_the_person() -> None:
    enrolment = make_completed(make_person(language="en"))
    DocumentText.objects.all().delete()
    certificate = issue_completion(enrolment_id=enrolment.pk)
    assert certificate.facts["disclaimer"][-1] == "It is not an approval as a peer supporter."


def test_absence_shows_in_days_and_hours() -> None:
    enrolment = make_completed()
    enrolment.attendances.filter(gathering__starts_at__day=28).update(minutes=0)
    facts = issue_completion(enrolment_id=enrolment.pk).facts
    assert (facts["period"], facts["hours"]) == ("14. mars 2026", "9,5")


def test_own_time_lies_within_the_last_gathering_and_is_not_counted_twice() -> None:
    """Fails if the paper summed all attendance; the committee is told the same hours by `completion`."""
    enrolment = make_completed()
    last = enrolment.attendances.select_related("gathering").latest("gathering__starts_at").gathering
    own_time = Gathering.objects.create(
        course_run=enrolment.course_run,
        activity_key=uuid.uuid4(),
        code="8.1",
        kind=GatheringKind.OWN_TIME,
        organisation=enrolment.organisation,
        title="Egentid",
        starts_at=last.starts_at,
        minutes=45,
        place=last.place,
    )
    Attendance.objects.create(
        enrolment=enrolment, gathering=own_time, minutes=45, attended_at=own_time.starts_at
    )
    assert issue_completion(enrolment_id=enrolment.pk).facts["hours"] == "14"


def test_twice_asked_is_once_issued() -> None:
    enrolment = make_completed()
    first = issue_completion(enrolment_id=enrolment.pk)
    assert issue_completion(enrolment_id=enrolment.pk) == first
    assert NumberSeries.objects.get().last == 1


def test_the_database_itself_refuses_a_second_one() -> None:
    enrolment = make_completed()
    first = issue_completion(enrolment_id=enrolment.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            kind=CertificateKind.COMPLETION,
            number="KB-2026-9999",
            code="X" * 12,
            person=first.person,
            organisation=first.organisation,
            enrolment=enrolment,
            language="nb",
            facts={},
            issued_at=SPRING,
        )


def test_a_course_that_is_not_completed_gives_nothing_and_takes_no_number() -> None:
    enrolment = make_completed()
    enrolment.state = EnrolmentState.ACTIVE
    enrolment.save()
    with pytest.raises(CertificateError, match="ikke fullført ennå"):
        issue_completion(enrolment_id=enrolment.pk)
    assert (Certificate.objects.count(), NumberSeries.objects.count()) == (0, 0)


def test_numbers_run_by_kind_and_year_in_local_time() -> None:
    organisation, course = make_organisation(), make_course()
    moments = [SPRING, SPRING, datetime.datetime(2025, 12, 31, 23, 30, tzinfo=datetime.UTC)]
    places = [make_completed(organisation=organisation, course=course) for _ in moments]
    numbers = [
        issue_completion(enrolment_id=e.pk, at=at).number for e, at in zip(places, moments, strict=True)
    ]
    approval = issue_approval(
        person_id=places[0].person_id, organisation_id=organisation.pk, approved_from=APRIL, at=SPRING
    )
    assert [*numbers, approval.number] == ["KB-2026-0001", "KB-2026-0002", "KB-2026-0003", "LS-2026-0001"]


def test_later_changes_do_not_reach_an_issued_document() -> None:
    enrolment = make_completed()
    certificate = issue_completion(enrolment_id=enrolment.pk)
    before = Certificate.objects.get().facts
    CoursePage.objects.update(title="Noe annet")
    DocumentText.objects.update(body="Noe annet")
    enrolment.organisation.name = "Ny forening"
    enrolment.organisation.save()
    certificate.person.name = "Nytt Navn"
    certificate.person.save()
    issue_completion(enrolment_id=enrolment.pk)
    assert Certificate.objects.get().facts == before


def test_news_of_a_completion_ends_in_a_stored_file(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    enrolment = make_completed()
    with django_capture_on_commit_callbacks(execute=True):
        enrolment_completed.send(sender=None, enrolment_id=enrolment.pk)
    stored = CertificateFile.objects.get()
    assert stored.certificate.enrolment == enrolment
    assert bytes(stored.content)[:5] == b"%PDF-"
    assert stored.sha256 == hashlib.sha256(bytes(stored.content)).hexdigest()


def test_the_receiver_does_nothing_before_commit() -> None:
    with transaction.atomic():
        enrolment_completed.send(sender=None, enrolment_id=make_completed().pk)
        assert Certificate.objects.count() == 0


def test_a_file_is_made_once() -> None:
    certificate = issue_completion(enrolment_id=make_completed().pk)
    first = store_file(certificate_id=certificate.pk)
    make_file.func(certificate.pk)
    assert list(CertificateFile.objects.values_list("pk", "made_at")) == [(first.pk, first.made_at)]


def test_what_a_crash_left_is_found_and_done_and_then_there_is_nothing_left(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    without_certificate, without_file = make_completed(), make_completed()
    issue_completion(enrolment_id=without_file.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert find_what_a_crash_left() == 2
    assert set(CertificateFile.objects.values_list("certificate__enrolment", flat=True)) == {
        without_certificate.pk,
        without_file.pk,
    }
    assert find_what_a_crash_left() == 0


def test_looking_for_what_a_crash_left_takes_two_queries_however_many_there_are(
    django_assert_num_queries,
) -> None:
    for _ in range(3):
        store_file(certificate_id=issue_completion(enrolment_id=make_completed().pk).pk)
    with django_assert_num_queries(2):
        assert find_what_a_crash_left() == 0


def test_a_withdrawn_certificate_is_not_issued_again_by_itself() -> None:
    enrolment = make_completed()
    certificate = issue_completion(enrolment_id=enrolment.pk)
    store_file(certificate_id=certificate.pk)
    make_role(secretary := make_person("Hege"), enrolment.organisation, RoleKind.ADMINISTRATOR)
    revoke(certificate_id=certificate.pk, reason=RevocationReason.ISSUED_BY_MISTAKE, by=secretary)
    assert find_what_a_crash_left() == 0
    with pytest.raises(CertificateError):
        issue_completion(enrolment_id=enrolment.pk)


def test_tasks_take_an_id_and_nothing_about_anybody() -> None:
    assert [
        task.func.__code__.co_varnames[: task.func.__code__.co_argcount]
        for task in (make_file, issue_completion_certificate)
    ] == [
        ("certificate_id",),
        ("enrolment_id",),
    ]


@pytest.mark.req(64)
def test_the_approval_says_from_when_by_whom_and_after_what() -> None:
    """R64 [sertifikat som bevis]: the new peer supporter gets a certificate as proof.

    Fails when `issue_approval` no longer writes a certificate with these facts.
    """
    enrolment = make_completed()
    certificate = issue_approval(
        person_id=enrolment.person_id,
        organisation_id=enrolment.organisation_id,
        approved_from=APRIL,
        enrolment_id=enrolment.pk,
        signed_by=["Kari"],
        at=SPRING,
    )
    facts = from_json(certificate.facts)
    assert (certificate.number, facts.title, facts.name) == (
        "LS-2026-0001",
        "Likepersonsertifikat",
        SAMI_NAME,
    )
    assert facts.statement == ("er godkjent som likeperson i Foreningen Nordlys fra 15. april 2026",)
    assert facts.basis == "etter gjennomført grunnkurs, signert taushetsløfte og godkjenningssamtale"
    assert facts.signers == ("Kari, for likepersonsutvalget",)


@pytest.mark.req(67)
def test_where_the_board_appoints_the_paper_claims_no_conversation() -> None:
    """R67 [utpekes av styret]: the association may appoint by board decision without a conversation.

    Fails when the steps are ignored and the course's wording is printed as it stands.
    """
    organisation = make_organisation(
        approving_body=ApprovingBody.BOARD,
        pledge_label=PledgeLabel.DECLARATION,
        peer_supporter_title="samtalevenn",
    )
    enrolment = make_completed(organisation=organisation)
    facts = issue_approval(
        person_id=enrolment.person_id,
        organisation_id=organisation.pk,
        approved_from=APRIL,
        enrolment_id=enrolment.pk,
        steps=[ApprovalStep.BOARD, "course", "pledge"],
        signed_by=["Tor"],
    ).facts
    assert facts["statement"] == ["er godkjent som samtalevenn i Foreningen Nordlys fra 15. april 2026"]
    assert facts["basis"] == "etter gjennomført grunnkurs, signert taushetserklæring og vedtak i styret"
    assert facts["signers"] == ["Tor, for styret"]


def test_one_valid_approval_for_each_association_and_person() -> None:
    person, one, other = make_person(), make_organisation(), make_organisation()
    issued = [
        issue_approval(person_id=person.pk, organisation_id=organisation.pk, approved_from=APRIL)
        for organisation in (one, one, other)
    ]
    assert (issued[0] == issued[1], issued[1] == issued[2], Certificate.objects.count()) == (True, False, 2)
