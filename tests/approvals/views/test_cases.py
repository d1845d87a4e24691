"""The queue and the case: what they show, at what cost, and what is done there."""

import datetime
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.approvals.conversing import book
from certificates.approvals.deciding import decide
from certificates.approvals.handling import check_in_register, confirm_membership
from certificates.approvals.models import CertificateCheck
from certificates.approvals.opening import open_case_when_ready
from certificates.approvals.queue import queue_for
from certificates.models import Certificate
from courses.activities.checklist.models import ReadyChoice
from lms.people.models import RoleKind
from lms.people.registering import register_membership
from tests.approvals.making import (
    NOW,
    TODAY,
    make_case,
    make_choice,
    make_course,
    make_decidable,
    make_file,
    make_member,
    make_organisation,
)
from tests.approvals.visiting import address, as_user, text_of
from tests.logging_in import log_in_with_second_factor

pytestmark = pytest.mark.django_db


def test_the_case_shows_the_package_and_says_what_it_does_not_show() -> None:
    organisation = make_organisation("Foreningen Nordlys")
    case = make_case("Arne Vik", organisation=organisation)
    shown = text_of(as_user(make_member(organisation)).get(address("case", case.pk)))
    expected = (
        "Saken til Arne Vik",
        "Du ser ikke det Arne har skrevet på kurset, hva kurslederen syntes, eller hvem som var med i øvingene.",
        "Kjenner du Arne? Er dere naboer, venner eller familie",
        "Kurset er fullført 28. mars 2026, 9 timer sammen",
        "Løftet er signert 28. mars 2026, versjon 3",
        "Ikke godkjent ennå Utvalget bestemmer",
        "Arne har ikke sagt noe om når. Begynn med å spørre.",
    )
    places = [shown.find(sentence) for sentence in expected]
    assert (-1 in places, places[:4]) == (False, sorted(places[:4]))


def test_nothing_is_chosen_beforehand() -> None:
    organisation = make_organisation()
    case = make_case(organisation=organisation)
    page = as_user(make_member(organisation)).get(address("case", case.pk)).content.decode()
    assert (page.count('type="radio"'), page.count(" checked")) == (4, 0)


def test_the_queue_costs_the_same_for_one_case_and_for_thirty(django_assert_num_queries) -> None:
    """Fails when anything is asked for case by case."""
    organisation, course = make_organisation(), make_course()
    kari = make_member(organisation)
    make_case("Arne 0", organisation=organisation, course=course)
    booked = make_case("Booked 0", organisation=organisation, course=course)
    book(case=booked, by=kari, starts_at=NOW + datetime.timedelta(days=1), place="på telefon")
    closed = make_decidable(make_case("Closed 0", organisation=organisation, course=course), kari)
    decide(case=closed, outcome="approved", by=kari)
    client = as_user(kari)
    client.get(address("cases"))
    with CaptureQueriesContext(connection) as one:
        client.get(address("cases"))
    cases = [make_case(f"Arne {number}", organisation=organisation, course=course) for number in range(1, 30)]
    for number, case in enumerate(cases[:10]):
        if number % 2:
            book(case=case, by=kari, starts_at=NOW + datetime.timedelta(days=1), place="på telefon")
        else:
            decide(case=make_decidable(case, kari), outcome="approved", by=kari)
    with django_assert_num_queries(len(one)):
        response = client.get(address("cases"))
    assert (response.status_code, len(one)) == (200, 21)


def test_a_case_costs_the_same_however_much_has_happened(django_assert_num_queries) -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    client = as_user(kari)
    client.get(address("case", case.pk))
    check_in_register(case=case, by=kari)
    confirm_membership(case=case, by=kari)
    with CaptureQueriesContext(connection) as few:
        client.get(address("case", case.pk))
    for number in range(12):
        day = NOW + datetime.timedelta(days=number)  # once a day: the same thing twice on one day is one
        check_in_register(case=case, by=kari, at=day)
        confirm_membership(case=case, by=kari, at=day)
        book(case=case, by=kari, starts_at=day + datetime.timedelta(days=1), place="på telefon")
    assert case.events.count() == 1 + 12 * 3
    with django_assert_num_queries(len(few)):
        client.get(address("case", case.pk))


def test_the_queue_has_two_groups_and_says_what_comes_next() -> None:
    organisation, course = make_organisation(), make_course()
    kari, per = make_member(organisation, "Kari Krogh"), make_member(organisation, "Per Aas")
    names = ("Booked", "Taken", "Held", "Postponed", "Waits", "Untouched", "Member")
    cases = {name: make_case(f"{name} Vik", organisation=organisation, course=course) for name in names}
    for name, case in cases.items():
        if name != "Member":
            register_membership(person=case.candidate, organisation=organisation, confirmed_on=TODAY)
    book(
        case=cases["Booked"],
        by=kari,
        starts_at=datetime.datetime(2026, 4, 16, 16, tzinfo=datetime.UTC),
        place="på telefon",
    )
    book(case=cases["Taken"], by=per, starts_at=NOW + datetime.timedelta(days=3), place="på telefon")
    make_decidable(cases["Held"], kari)
    decide(case=cases["Postponed"], outcome="postponed", by=kari, postponed_to=datetime.date(2026, 9, 1))
    make_choice(cases["Waits"].enrolment, ReadyChoice.WAIT)
    open_case_when_ready(enrolment_id=cases["Waits"].enrolment_id)
    queue = queue_for(kari)
    ready = [(row.first_name, row.state, row.now, row.sentence) for row in queue.ready]
    assert ready == [
        (
            "Untouched",
            "you",
            True,
            "Kurset er fullført og løftet signert. Ingen i utvalget har tatt saken ennå.",
        ),
        ("Booked", "you", False, "Du har avtalt samtale torsdag 16.\u00a0april, kl.\u00a018.00, på telefon."),
        ("Taken", "wait", False, "Per har avtalt samtale lørdag 18.\u00a0april, kl.\u00a012.00, på telefon."),
        ("Held", "you", False, "Du har tatt saken, og samtalen er holdt. Nå gjelder det utfallet."),
    ]
    assert [(row.first_name, row.sentence) for row in queue.waiting] == [
        ("Postponed", "Dere avtalte å snakke sammen igjen senere. Saken kommer tilbake 1.\u00a0september."),
        ("Waits", "Waits vil vente. Ingen trenger å gjøre noe."),
        ("Member", "Medlemskapet må bekreftes. Sekretariatet gjør det."),
    ]
    assert queue.lead == "Fire er klare for samtale. Det haster ikke."


def test_an_empty_queue_is_no_dead_end() -> None:
    shown = text_of(as_user(make_member(make_organisation())).get(address("cases")))
    assert shown.startswith("Saker Ingen venter på samtale akkurat nå.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"just words", "Dette er ikke en PDF-fil."),
        (b"%PDF-1.7 changed", "Denne filen har ikke vi laget"),
    ],
)
def test_a_wrong_file_is_told_beside_the_field(content: bytes, sentence: str) -> None:
    organisation = make_organisation()
    case = make_case(organisation=organisation)
    make_file(Certificate.objects.get())
    client = as_user(make_member(organisation))
    response = client.post(
        address("check_file", case.pk), {"file": SimpleUploadedFile("bevis.pdf", content, "application/pdf")}
    )
    message = unescape(response.content.decode()).partition('id="id_file-error">')[2].partition("</p>")[0]
    assert (message.startswith(sentence), CertificateCheck.objects.count()) == (True, 0)


def test_the_right_file_is_checked_and_no_file_is_asked_for() -> None:
    organisation = make_organisation()
    case = make_case(organisation=organisation)
    make_file(Certificate.objects.get())
    client = as_user(make_member(organisation))
    empty = client.post(address("check_file", case.pk))
    right = SimpleUploadedFile("bevis.pdf", b"%PDF-1.7 as it was issued", "application/pdf")
    response = client.post(address("check_file", case.pk), {"file": right}, follow=True)
    assert ("Velg filen først." in text_of(empty), "Kontrollert i dag av deg" in text_of(response)) == (
        True,
        True,
    )


def test_a_task_is_ticked_with_what_the_page_itself_sends(decided) -> None:
    """By the committee on the case, by the secretariat on its own page. Fails when the form has no token to send."""
    case, kari = decided
    hege = make_member(case.organisation, "Hege", kind=RoleKind.ADMINISTRATOR)
    for person, page in ((kari, address("case", case.pk)), (hege, address("office"))):
        client = Client(enforce_csrf_checks=True)
        log_in_with_second_factor(client, person)
        shown = client.get(page).content.decode()
        forms = [form for form in re.findall(r"<form.*?</form>", shown, re.S) if "/oppgave/" in form]
        assert forms != []
        for form in forms:
            fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', form))
            assert client.post(re.search(r'action="([^"]+)"', form)[1], fields).status_code == 302
