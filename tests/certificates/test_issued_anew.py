"""A certificate of completion withdrawn by mistake is issued anew, once; and one is emptied when its person asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from certificates.emptying import empty_on_request
from certificates.errors import CertificateError
from certificates.filing import find_what_a_crash_left, store_file
from certificates.issuing import issue_approval, issue_completion
from certificates.models import Certificate, CertificateFile, NumberSeries
from certificates.reissuing import issue_anew
from certificates.withdrawing import revoke, supersede
from courses.models import Enrolment
from lms.people.models import RoleKind, User
from tests.certificates.keepers import SPRING, address, as_user, make_issued, make_outsiders, text_of
from tests.certificates.making import make_person
from tests.courses.every_value import every_value
from tests.making import make_role
from tests.other_processes import told_by_another

pytestmark = pytest.mark.django_db
PAGES = ("issue_again", "empty")
POSTED = {"asked": "on"}


def make_withdrawn(name: str = "Biret Ane") -> tuple[Certificate, User]:
    """A certificate that was withdrawn by mistake, and somebody in the secretariat."""
    certificate, hege = make_issued(name)
    return revoke(certificate_id=certificate.pk, reason="mistake", by=hege), hege


def test_from_withdrawn_to_valid_again_page_by_page_and_the_old_paper_stays_withdrawn() -> None:
    """Found in the register, asked once, sent, found on My page, checked by both codes; the person's name of today stands on it.

    Fails when the old one comes to life, when the second click issues another, or when My page keeps quiet about it.
    """
    old, hege = make_withdrawn("Birret Ane")
    User.objects.filter(pk=old.person_id).update(name="Biret Ánne")
    issue_approval(  # it comes from the same course, and is no certificate of completion
        person_id=old.person_id,
        organisation_id=old.organisation_id,
        approved_from=SPRING.date(),
        enrolment_id=old.enrolment_id,
    )
    client = as_user(hege)
    assert "Utsted det på nytt" in text_of(client.get(address("about", old)))
    asked = text_of(client.get(address("issue_again", old)))
    assert ("Utstede kursbeviset på nytt?" in asked, Certificate.objects.count()) == (True, 2)
    answers = [client.post(address("issue_again", old)) for _click in range(2)]
    new = Certificate.objects.valid().get(kind="completion")
    assert [answer.url for answer in answers] == [address("about", new)] * 2
    assert (new.number, new.issued_by, new.enrolment, new.facts["name"]) == (
        f"KB-{new.issued_at.year}-{2 if new.issued_at.year == old.issued_at.year else 1:04d}",
        hege,
        old.enrolment,
        "Biret Ánne",
    )
    assert new.facts["course_title"] == old.facts["course_title"]
    shown = text_of(client.get(address("about", old)))
    assert ("Trukket tilbake" in shown, "Utsted det på nytt" in shown) == (True, False)
    assert client.get(address("issue_again", old)).url == address("about", old)
    checks = [text_of(Client().post("/sjekk/", {"code": one.code})) for one in (old, new)]
    assert ["Kursbeviset er ekte" in words for words in checks] == [False, True]
    store_file(certificate_id=new.pk)
    own = as_user(old.person)
    page = own.get("/min-side/").content.decode()
    assert (address("download", new) in page, address("download", old) in page) == (True, False)
    assert own.get(address("download", new))["Content-Type"] == "application/pdf"


def test_a_task_of_the_past_or_a_second_look_issues_nothing_beside_it() -> None:
    old, hege = make_withdrawn()
    new = issue_anew(certificate_id=old.pk, by=hege)
    assert issue_completion(enrolment_id=old.enrolment_id) == new
    revoke(certificate_id=new.pk, reason="mistake", by=hege)
    assert len({issue_anew(certificate_id=one.pk, by=hege) for one in (old, new)}) == 1
    assert Certificate.objects.valid().count() == 1


def test_only_what_was_withdrawn_and_is_about_a_completed_course_is_issued_anew() -> None:
    """Not a certificate of approval, not one that is replaced, not one of somebody whose course is not completed any more."""
    certificate, hege = make_issued()
    approval = issue_approval(
        person_id=certificate.person_id,
        organisation_id=certificate.organisation_id,
        approved_from=SPRING.date(),
    )
    revoke(certificate_id=approval.pk, reason="mistake", by=hege)
    new = supersede(certificate_id=certificate.pk, by=hege)
    with pytest.raises(CertificateError):
        issue_anew(certificate_id=approval.pk, by=hege)
    assert issue_anew(certificate_id=certificate.pk, by=hege) == new
    revoke(certificate_id=new.pk, reason="mistake", by=hege)
    for refused in (certificate, approval):
        with pytest.raises(CertificateError):
            issue_anew(certificate_id=refused.pk, by=hege)
    Enrolment.objects.update(state="withdrawn")
    with pytest.raises(CertificateError):
        issue_anew(certificate_id=new.pk, by=hege)
    assert Certificate.objects.valid().count() == 0


def test_nobody_else_issues_anew_or_empties() -> None:
    """The permission matrix, cell by cell, at the pages and at the verbs, which must not rely on them."""
    certificate, _hege = make_withdrawn()
    before = every_row()
    found = {}
    for who, person in make_outsiders(certificate).items():
        client = as_user(person)
        for name in PAGES:
            found[who, "GET", name] = client.get(address(name, certificate)).status_code
            found[who, "POST", name] = client.post(address(name, certificate), POSTED).status_code
        for verb in (issue_anew, empty_on_request):
            with pytest.raises(CertificateError):
                verb(certificate_id=certificate.pk, by=person)
    guest = {Client().post(address(name, certificate), POSTED).status_code for name in PAGES}
    assert {key: status for key, status in found.items() if status != 404} == {}
    assert (guest, every_row()) == ({302}, before)


def every_row() -> list[dict]:
    return list(Certificate.objects.order_by("pk").values())


def test_the_committee_may_and_looking_changes_nothing() -> None:
    certificate, _hege = make_withdrawn()
    make_role(kari := make_person("Kari"), certificate.organisation, RoleKind.COMMITTEE_MEMBER)
    client, before = as_user(kari), every_row()
    answers = [client.get(address(name, certificate), POSTED) for name in PAGES]
    assert ([answer.status_code for answer in answers], every_row()) == ([200] * 2, before)
    titles = [answer.content.decode().partition("<title>")[2].partition("</title>")[0] for answer in answers]
    assert [title for title in titles if "Biret" in title] == []
    client.post(address("issue_again", certificate))
    assert Certificate.objects.valid().get().issued_by == kari


def test_who_asks_is_forgotten_and_the_old_code_says_number_and_status() -> None:
    """Every table is searched. Fails when the file, the name on the paper or who withdrew it is left, or a new one is issued."""
    certificate, hege = make_issued("Frostrid Kvern")
    store_file(certificate_id=certificate.pk)
    User.objects.filter(pk=certificate.person_id).update(name="Noen Annen")
    client = as_user(hege)
    assert client.get(address("empty", certificate)).url == address("about", certificate)
    with pytest.raises(CertificateError):
        empty_on_request(certificate_id=certificate.pk, by=hege)
    revoke(certificate_id=certificate.pk, reason="asked", by=hege)
    lacking = client.post(address("empty", certificate), {})
    assert (
        "Kryss av for at personen har bedt om det." in text_of(lacking),
        CertificateFile.objects.count(),
    ) == (
        True,
        1,
    )
    answer = client.post(address("empty", certificate), POSTED)
    shown = client.get(answer.url)
    again = client.post(address("empty", certificate), POSTED)
    assert (answer.url, again.status_code) == ("/bevis/", 404)
    assert f"Det som sto på {certificate.number}, er slettet." in shown.content.decode()
    assert [page.paginator.count for page in [shown.context["certificates"]]] == [0]
    assert not [value for value in every_value() if "Frostrid" in value]
    certificate.refresh_from_db()
    assert (certificate.person, certificate.revoked_by, certificate.revoked_reason, certificate.facts) == (
        None,
        None,
        "",
        {},
    )
    checked = text_of(Client().post("/sjekk/", {"code": certificate.code}))
    assert [
        words in checked for words in (certificate.number, "Det er trukket tilbake", "Noen Annen", "Hege")
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert (find_what_a_crash_left(), store_file(certificate_id=certificate.pk)) == (0, None)
    with pytest.raises(CertificateError):
        issue_anew(certificate_id=certificate.pk, by=hege)


def test_a_former_name_goes_and_the_one_that_holds_stays() -> None:
    certificate, hege = make_issued("Frostrid Kvern")
    User.objects.filter(pk=certificate.person_id).update(name="Biret Ane")
    new = supersede(certificate_id=certificate.pk, by=hege)
    empty_on_request(certificate_id=certificate.pk, by=hege)
    assert (list(Certificate.objects.legible()), Certificate.objects.valid().get()) == ([new], new)
    assert not [value for value in every_value() if "Frostrid" in value]
    checked = text_of(Client().post("/sjekk/", {"code": certificate.code}))
    assert [words in checked for words in (certificate.number, "Det ble erstattet av et nyere.")] == [
        True,
        True,
    ]


RACER = """
from tests.racing import at_once, given, tell
from certificates.models import Certificate, NumberSeries
from certificates.reissuing import issue_anew
from lms.people.models import User

old, by = given
person = User.objects.get(pk=by)
issued, failed = at_once(lambda _number: issue_anew(certificate_id=old, by=person).pk, range(4))
tell({"failed": failed, "issued": len(set(issued)), "all": Certificate.objects.count(),
      "last": sum(NumberSeries.objects.values_list("last", flat=True))})
"""


@pytest.mark.django_db(transaction=True)
def test_four_at_once_issue_one(tmp_path: Path) -> None:
    """Fails without the lock on the place: each would find that nothing holds, and the database would refuse three."""
    old, hege = make_withdrawn()
    before = sum(NumberSeries.objects.values_list("last", flat=True))
    told = told_by_another(RACER, json.loads(json.dumps([old.pk, hege.pk])), tmp_path)
    assert told == {"failed": [], "issued": 1, "all": 2, "last": before + 1}
