"""The check answers what the paper says, and nothing more."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from certificates.codes import new_code, printed
from certificates.filing import store_file
from certificates.issuing import issue_approval, issue_completion
from certificates.models import Certificate
from certificates.verification import LARGEST_FILE, verify_code, verify_file
from certificates.withdrawing import revoke, supersede
from lms.people.models import RoleKind, User
from tests.certificates.making import make_completed, make_organisation, make_person
from tests.making import OSLO, make_role

SPRING = datetime.datetime(2026, 3, 28, 17, tzinfo=OSLO)
MAY = datetime.datetime(2026, 5, 2, 12, tzinfo=OSLO)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_norwegian():
    with translation.override("nb"):
        yield


def issued(name: str = "Biret Ánne") -> tuple[Certificate, User]:
    """A certificate of completion, and somebody from the secretariat."""
    enrolment = make_completed(make_person(name))
    make_role(secretary := make_person("Hege"), enrolment.organisation, RoleKind.ADMINISTRATOR)
    return issue_completion(enrolment_id=enrolment.pk, at=SPRING), secretary


def test_a_valid_completion() -> None:
    certificate, _ = issued()
    verdict = verify_code(printed(certificate.code))
    assert (verdict.state, verdict.is_valid, verdict.certificate_id) == ("done", True, certificate.pk)
    assert verdict.heading == "Kursbeviset er ekte"
    assert verdict.sentence == "Biret Ánne har gjennomført Grunnkurs for likepersoner."
    assert verdict.rows == (
        ("Type", "Kursbevis"),
        ("Navn", "Biret Ánne"),
        ("Utstedt av", "Foreningen Nordlys"),
        ("Utstedt", "28.\u00a0mars 2026"),
        ("Kurset ble holdt", "14. og 28. mars 2026"),
        ("Kurstimer", "14"),
    )
    assert verdict.aside == "Et kursbevis er ikke en godkjenning som likeperson."


@time_machine.travel(datetime.datetime(2026, 4, 21, 9, tzinfo=OSLO), tick=False)
def test_a_valid_approval() -> None:
    person, organisation = make_person("Biret Ánne"), make_organisation("Likevel")
    certificate = issue_approval(
        person_id=person.pk, organisation_id=organisation.pk, approved_from=datetime.date(2026, 4, 15)
    )
    verdict = verify_code(certificate.code.lower())
    assert (verdict.state, verdict.heading) == ("done", "Sertifikatet gjelder")
    assert verdict.sentence == "Biret Ánne er godkjent likeperson i Likevel i dag, 21.\u00a0april 2026."
    assert verdict.rows == (
        ("Type", "Likepersonsertifikat"),
        ("Navn", "Biret Ánne"),
        ("Godkjent av", "Likevel"),
        ("Godkjent fra", "15.\u00a0april 2026"),
    )


def test_a_replaced_one_tells_neither_the_former_name_nor_the_new() -> None:
    certificate, secretary = issued("Tidligere Navn")
    User.objects.filter(pk=certificate.person_id).update(name="Nytt Navn")
    supersede(certificate_id=certificate.pk, by=secretary, at=MAY)
    verdict = verify_code(certificate.code)
    assert (verdict.state, verdict.heading) == ("repl", "Erstattet av et nyere bevis")
    assert verdict.rows == (
        ("Type", "Kursbevis"),
        ("Utstedt av", "Foreningen Nordlys"),
        ("Erstattet", "2.\u00a0mai 2026"),
    )
    assert (
        "Navn" not in f"{verdict.heading} {verdict.sentence} {verdict.rows} {verdict.aside} {verdict.typed}"
    )


def test_a_withdrawn_one_tells_not_whose_and_not_why() -> None:
    certificate, secretary = issued("Tidligere Navn")
    revoke(certificate_id=certificate.pk, reason="mistake", by=secretary, at=MAY)
    verdict = verify_code(certificate.code)
    assert (verdict.state, verdict.heading) == ("stop", "Beviset gjelder ikke")
    assert verdict.sentence == "Det er trukket tilbake og kan ikke brukes. Vi sier ikke hvorfor."
    assert verdict.rows == (
        ("Type", "Kursbevis"),
        ("Utstedt av", "Foreningen Nordlys"),
        ("Trukket tilbake", "2.\u00a0mai 2026"),
    )


def test_an_unknown_code_is_shown_back_as_it_was_typed() -> None:
    issued()
    typed = printed(new_code())
    verdict = verify_code(f" {typed} ")
    assert (verdict.state, verdict.heading, verdict.typed) == ("unk", "Vi finner ikke koden", typed)
    assert (verdict.rows, verdict.aside, verdict.certificate_id) == ((), "", None)


def test_a_code_that_cannot_be_one_is_told_without_asking_the_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert {
            verify_code(typed).state for typed in ("", "7K4M-Q2XV-9RTA", "æøå", "x" * 9999, "' OR 1=1 --")
        } == {"unk"}
    assert verify_code("x" * 9999).typed == "x" * 40 + "…"


def test_a_code_is_one_query(django_assert_num_queries) -> None:
    certificate, secretary = issued()
    supersede(certificate_id=certificate.pk, by=secretary)
    with django_assert_num_queries(1):
        verify_code(certificate.code)


def upload(content: bytes, name: str = "kursbevis.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_the_file_itself_is_recognised_to_the_byte() -> None:
    certificate, _ = issued()
    content = bytes(store_file(certificate_id=certificate.pk).content)
    assert verify_file(upload(content), person=certificate.person) == verify_code(certificate.code)
    changed = content.replace(b"%%EOF", b"%%EOG")
    assert changed != content
    verdict = verify_file(upload(changed), person=certificate.person)
    assert (verdict.state, verdict.heading, verdict.certificate_id) == (
        "unk",
        "Denne filen har ikke vi laget",
        None,
    )


def test_the_file_of_a_withdrawn_certificate_is_genuine_and_not_valid() -> None:
    certificate, secretary = issued()
    content = bytes(store_file(certificate_id=certificate.pk).content)
    revoke(certificate_id=certificate.pk, reason="mistake", by=secretary)
    assert verify_file(upload(content), person=certificate.person).heading == "Beviset gjelder ikke"


def test_the_file_of_somebody_else_tells_not_whose_it_is() -> None:
    certificate, _ = issued("Noen Annen")
    content = bytes(store_file(certificate_id=certificate.pk).content)
    verdict = verify_file(upload(content), person=make_person("Kandidat"))
    assert (verdict.state, verdict.heading) == ("unk", "Dette beviset tilhører en annen")
    assert verdict.sentence == "Filen er ekte, men den er ikke utstedt til denne personen."
    assert (verdict.rows, verdict.certificate_id) == ((), None)


@pytest.mark.parametrize(
    ("content", "heading"),
    [
        (b"", "Filen er tom"),
        (b"\xff\xd8\xff\xe0 a photo", "Dette er ikke en PDF-fil"),
        (b"PK\x03\x04 a text document", "Dette er ikke en PDF-fil"),
        (b"%PDF-1.7 somebody's tax form", "Denne filen har ikke vi laget"),
        (b"%PDF-" + b"0" * LARGEST_FILE, "Filen er for stor til å være et av våre bevis"),
    ],
)
def test_other_files_get_a_plain_sentence(content: bytes, heading: str) -> None:
    verdict = verify_file(upload(content), person=make_person())
    assert (verdict.state, verdict.heading, verdict.rows, verdict.certificate_id) == (
        "unk",
        heading,
        (),
        None,
    )
    assert verdict.sentence != ""


def test_a_file_that_lies_about_its_size_is_read_no_further_than_the_limit() -> None:
    lying = upload(b"%PDF-" + b"0" * (LARGEST_FILE * 2))
    lying.size = 10
    verify_file(lying)
    assert lying.file.tell() == LARGEST_FILE + 1
