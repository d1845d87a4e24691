"""The check and the download, as a visitor and as the person themselves meet them."""

import datetime
import logging

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from certificates import views
from certificates.codes import new_code, printed
from certificates.filing import store_file
from certificates.issuing import issue_completion
from certificates.models import Certificate
from certificates.showing import documents_of
from certificates.withdrawing import revoke, supersede
from lms.people.models import ApprovingBody, RoleKind
from lms.people.rate_limit import limited
from tests.certificates.making import make_completed, make_course, make_organisation, make_person
from tests.making import OSLO, make_role

pytestmark = pytest.mark.django_db
SPRING = datetime.datetime(2026, 3, 28, 17, tzinfo=OSLO)
CHECK = "/sjekk/"


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


def issued() -> Certificate:
    return issue_completion(enrolment_id=make_completed(make_person("Biret Ánne")).pk, at=SPRING)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_form_a_typed_code_and_a_scanned_code(client: Client) -> None:
    certificate = issued()
    assert "<h1>Kontroller et bevis</h1>" in text(client.get(CHECK))
    typed = text(client.post(CHECK, {"code": printed(certificate.code).lower().replace("-", " ")}))
    scanned = text(client.get(reverse("certificates:verify_code", args=[printed(certificate.code)])))
    for page in (typed, scanned):
        assert page.count("<h1>Kursbeviset er ekte</h1>") == 1
        assert page.count("Biret Ánne har gjennomført Grunnkurs for likepersoner.") == 1


def test_the_address_on_the_paper_is_the_address_of_the_page(client: Client) -> None:
    certificate = issued()
    path = certificate.facts["check_url"].removeprefix("http://127.0.0.1:8000")
    assert path == reverse("certificates:verify_code", args=[printed(certificate.code)])
    assert certificate.facts["check_line"] == "Kontroller på 127.0.0.1:8000/sjekk med koden"
    assert client.get("/sjekk").headers["Location"] == CHECK


@pytest.mark.parametrize("code", ["7K4M-Q2XV-9RTA", "<script>alert(1)<script>", "%00", "Æ" * 64])
def test_an_unknown_code_is_an_ordinary_page_that_says_so(client: Client, code: str) -> None:
    """Not 404: Django logs the address of a 404, and the code is in it."""
    for response in (client.post(CHECK, {"code": code}), client.get(f"/sjekk/{code}/")):
        assert response.status_code == 200
        assert "<script>alert" not in text(response)


def test_an_empty_or_endless_code_is_told_beside_the_field_with_the_text_still_there(client: Client) -> None:
    empty, endless = client.post(CHECK, {"code": " "}), client.post(CHECK, {"code": "7" * 65})
    assert text(empty).count("Skriv inn koden som står på beviset.") == 2
    assert text(endless).count("Dette er lengre enn en kode. En kode har tolv tegn.") == 2
    assert f'value="{"7" * 65}"' in text(endless)


def test_no_answer_is_indexed_or_kept_or_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    certificate = issued()
    scanned = reverse("certificates:verify_code", args=[printed(certificate.code)])
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        answers = [
            client.get(CHECK),
            client.post(CHECK, {"code": certificate.code}),
            client.get(scanned),
            client.get("/sjekk/X/"),
        ]
    assert {(answer["X-Robots-Tag"], answer["Cache-Control"]) for answer in answers} == {
        ("noindex", "no-store")
    }
    logged = [
        record.getMessage()
        for record in caplog.records
        if record.name != "django.db.backends" and "django.template" not in record.name
    ]
    assert [message for message in logged if certificate.code[:4] in message or "Biret" in message] == []


def test_the_number_of_queries_does_not_grow_with_the_register(
    client: Client, django_assert_num_queries
) -> None:
    certificate = issued()
    address = reverse("certificates:verify_code", args=[printed(certificate.code)])
    client.get(address)
    with django_assert_num_queries(QUERIES_OF_A_CHECK):
        client.get(address)
    organisation, course = certificate.organisation, certificate.enrolment.course_run.course
    for _ in range(30):
        issue_completion(enrolment_id=make_completed(organisation=organisation, course=course).pk)
    with django_assert_num_queries(QUERIES_OF_A_CHECK):
        client.get(address)


QUERIES_OF_A_CHECK = 1


@time_machine.travel(SPRING, tick=False)
def test_a_whole_room_may_check_at_once_and_then_it_says_wait(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    code = printed(new_code())
    ceiling = int(views.CHECKS.partition("/")[0])
    assert ceiling >= 30 * 3
    for _ in range(ceiling // 2):
        client.post(CHECK, {"code": code})
        client.get(f"/sjekk/{code}/")
    caplog.clear()
    refused = [client.post(CHECK, {"code": code}), client.get(f"/sjekk/{code}/")]
    assert [(answer.status_code, answer["Retry-After"]) for answer in refused] == [(429, "60")] * 2
    assert "Vent et minutt, og prøv igjen." in text(refused[0])
    assert [record for record in caplog.records if code in record.getMessage()] == []
    assert client.get(CHECK).status_code == 200
    elsewhere = client.get(f"/sjekk/{code}/", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_a_limit_ends_with_its_window_and_keeps_no_address(rf) -> None:
    seen = []
    view = limited("test", "2/m")(lambda request: seen.append(1))
    with time_machine.travel(SPRING, tick=False) as clock:
        for _ in range(2):
            view(rf.get("/"))
        stored = str(list(cache._cache)) + str(list(cache._cache.values()))
        clock.shift(60)
        view(rf.get("/"))
    assert len(seen) == 3
    assert "127.0.0.1" not in stored


def test_wrong_methods_are_refused(client: Client) -> None:
    certificate = issued()
    client.force_login(certificate.person)
    download = reverse("certificates:download", args=[certificate.pk])
    assert [
        client.post(download).status_code,
        client.put(CHECK).status_code,
        client.post("/sjekk/X/").status_code,
    ] == [405] * 3


def test_one_fetches_the_stored_bytes_and_the_name_stays_out_of_the_headers(client: Client) -> None:
    certificate = issued()
    stored = bytes(store_file(certificate_id=certificate.pk).content)
    client.force_login(certificate.person)
    response = client.get(reverse("certificates:download", args=[certificate.pk]))
    assert (response.status_code, response["Content-Type"], response.content) == (
        200,
        "application/pdf",
        stored,
    )
    assert response["Content-Disposition"] == 'attachment; filename="kursbevis-KB-2026-0001.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    assert "Biret" not in str(response.headers)


def test_while_it_is_being_made_a_page_says_so(client: Client) -> None:
    certificate = issued()
    client.force_login(certificate.person)
    response = client.get(reverse("certificates:download", args=[certificate.pk]))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert "<h1>Vi lager dokumentet</h1>" in text(response)


def test_only_the_person_and_those_the_association_trusts_can_fetch_it(client: Client) -> None:
    certificate = issued()
    store_file(certificate_id=certificate.pk)
    enrolment, address = certificate.enrolment, reverse("certificates:download", args=[certificate.pk])
    own, elsewhere = certificate.organisation, make_organisation()
    people = {
        "owner": certificate.person,
        "leader": enrolment.course_run.leaders.first().person,
        "stranger": make_person(),
    }
    for name, organisation, kind, until in (
        ("committee", own, RoleKind.COMMITTEE_MEMBER, None),
        ("secretariat", own, RoleKind.ADMINISTRATOR, None),
        ("former member", own, RoleKind.COMMITTEE_MEMBER, datetime.date(2020, 2, 1)),
        ("chapter contact", own, RoleKind.CHAPTER_CONTACT, None),
        ("board where the committee approves", own, RoleKind.BOARD_MEMBER, None),
        ("other committee", elsewhere, RoleKind.COMMITTEE_MEMBER, None),
    ):
        make_role(person := make_person(), organisation, kind, until=until)
        people[name] = person
    answers = {"guest": client.get(address).status_code}
    for name, person in people.items():
        client.force_login(person)
        answers[name] = client.get(address).status_code
    assert answers == {
        "guest": 302,
        "owner": 200,
        "leader": 404,
        "stranger": 404,
        "committee": 200,
        "secretariat": 200,
        "former member": 404,
        "chapter contact": 404,
        "board where the committee approves": 404,
        "other committee": 404,
    }


@pytest.mark.req(11)
def test_a_board_that_appoints_fetches_the_certificate_it_decides_on(client: Client) -> None:
    """«Candidates are proposed to, or by, the board; the board appoints» (R11). Fails without the board's part of
    `CertificateQuerySet.visible_to`, or when a board that has left it to the committee sees as much.
    """
    certificate = issued()
    store_file(certificate_id=certificate.pk)
    own = certificate.organisation
    own.approving_body = ApprovingBody.BOARD
    own.save()
    elsewhere = make_organisation(approving_body=ApprovingBody.BOARD)
    address = reverse("certificates:download", args=[certificate.pk])
    answers = {}
    for name, organisation, until in (
        ("former board", own, datetime.date(2020, 2, 1)),
        ("other board", elsewhere, None),
        ("board", own, None),
    ):
        make_role(person := make_person(), organisation, RoleKind.BOARD_MEMBER, until=until)
        client.force_login(person)
        answers[name] = client.get(address).status_code
    own.approving_body = ApprovingBody.COMMITTEE
    own.save()
    answers["board that has left it to the committee"] = client.get(address).status_code
    assert answers == {
        "board": 200,
        "former board": 404,
        "other board": 404,
        "board that has left it to the committee": 404,
    }


def test_my_documents_are_mine_with_what_has_become_of_them(django_assert_num_queries) -> None:
    organisation, course, person = make_organisation(), make_course(), make_person()
    make_role(secretary := make_person("Hege"), organisation, RoleKind.ADMINISTRATOR)
    ready, waiting, withdrawn, replaced = (
        issue_completion(
            enrolment_id=make_completed(person, organisation=organisation, course=course).pk, at=SPRING
        )
        for _ in range(4)
    )
    issue_completion(enrolment_id=make_completed(organisation=organisation, course=course).pk)
    store_file(certificate_id=ready.pk)
    revoke(certificate_id=withdrawn.pk, reason="asked", by=secretary)
    newer = supersede(certificate_id=replaced.pk, by=secretary)
    with django_assert_num_queries(1):
        rows = documents_of(person)
    assert [(row.number, row.state, row.address) for row in rows] == [
        (ready.number, "done", f"/bevis/{ready.pk}/"),
        (waiting.number, "wait", f"/bevis/{waiting.pk}/"),
        (withdrawn.number, "stop", ""),
        (newer.number, "wait", f"/bevis/{newer.pk}/"),
    ]
    told = ("Kursbevis", "Grunnkurs i Trondheim. Utstedt 28.\u00a0mars 2026.")
    assert (rows[0].title, rows[0].sentence) == told
    alone = issue_completion(
        enrolment_id=make_completed(organisation=organisation, course=course).pk, at=SPRING
    )
    store_file(certificate_id=alone.pk)
    assert [row.sentence for row in documents_of(alone.person)] == ["Utstedt 28.\u00a0mars 2026."]


def test_nothing_of_a_certificate_is_in_its_own_name() -> None:
    assert str(issued()) == "KB-2026-0001"
