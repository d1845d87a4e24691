"""The committee's pages: who may open what, what they show, and what a wrong form gets."""

import datetime
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.approvals.conversing import book
from certificates.approvals.deciding import decide, propose
from certificates.approvals.handling import check_in_register, confirm_membership
from certificates.approvals.models import Case, CertificateCheck, Conversation, Decision
from certificates.approvals.opening import open_case_when_ready
from certificates.approvals.queue import queue_for
from certificates.models import Certificate
from courses.activities.base import Response
from courses.activities.checklist.models import ReadyChoice
from courses.activities.reflection.models import ReflectionPage, ReflectionResponse
from courses.models import ModulePage
from lms.people.models import Chapter, Role, RoleKind, User
from lms.people.registering import register_membership
from tests.approvals.making import (
    NOW,
    SIGNED,
    TALK,
    TODAY,
    make_case,
    make_choice,
    make_course,
    make_decidable,
    make_file,
    make_member,
    make_organisation,
    make_person,
)
from tests.logging_in import log_in_with_second_factor

pytestmark = pytest.mark.django_db

READS = ("case", "pass_on", "book", "held", "guide")
WRITES = (
    "take",
    "pass_on",
    "take_up",
    "check_register",
    "check_file",
    "membership",
    "book",
    "held",
    "call_off",
    "read_through",
    "confirm",
    "put_right",
)
POST_ONLY = (
    "take",
    "take_up",
    "check_register",
    "check_file",
    "membership",
    "call_off",
    "confirm",
)


def address(name: str, *keys: int) -> str:
    return reverse(f"approvals:{name}", args=keys)


def as_user(person: User) -> Client:
    return log_in_with_second_factor(Client(), person)


def text_of(response) -> str:
    """The words of the page's main part."""
    main = response.content.decode().partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def decided() -> tuple[Case, User]:
    """A decided case with its tasks."""
    organisation = make_organisation()
    kari = make_member(organisation, "Kari Krogh")
    case = make_decidable(make_case(organisation=organisation), kari)
    decide(
        case=case,
        outcome="approved_with_agreement",
        by=kari,
        agreement="Arne tar telefonvakt annenhver mandag.",
    )
    return case, kari


def outsiders(case: Case) -> dict[str, User]:
    """Everybody who might try, each with what they do have."""
    organisation = case.organisation
    Role.objects.create(
        person=case.candidate, organisation=organisation, kind=RoleKind.COMMITTEE_MEMBER, since=TODAY
    )
    tied = make_member(organisation, "Tied")
    case.conflicts.create(member=tied, declared_at=NOW)
    leader = case.enrolment.course_run.leaders.select_related("person").first().person
    return {
        "foreign": make_member(make_organisation(), "Foreign"),
        "former": make_member(organisation, "Former", until=TODAY - datetime.timedelta(days=1)),
        "not yet": make_member(organisation, "Later", since=TODAY + datetime.timedelta(days=1)),
        "candidate": case.candidate,
        "tied": tied,
        "leader": leader,
        "trainee": make_person("Trainee"),
        "secretariat": make_member(organisation, "Office", kind=RoleKind.ADMINISTRATOR),
        "editor": make_member(organisation, "Editor", kind=RoleKind.EDITOR),
        "board of a committee's association": make_member(organisation, "Board", kind=RoleKind.BOARD_MEMBER),
        "superuser": User.objects.create_superuser(email="super@likevel.example"),
    }


def test_nobody_outside_the_committee_opens_or_changes_a_case() -> None:
    """The permission matrix, cell by cell. Fails when any view begins without `case_here`."""
    organisation = make_organisation()
    make_member(organisation)
    case = make_case(organisation=organisation)
    before = Case.objects.values().get()
    found = {}
    for who, person in outsiders(case).items():
        client = as_user(person)
        reads = (*READS, "read_through")
        found |= {(who, "GET", name): client.get(address(name, case.pk)).status_code for name in reads}
        found |= {(who, "POST", name): client.post(address(name, case.pk)).status_code for name in WRITES}
    guest = Client()
    sent_to_login = {guest.get(address(name, case.pk)).status_code for name in READS}
    # Who has passed it on and clicks a second time is thanked, and sees the queue.
    assert {key: status for key, status in found.items() if status != 404} == {
        ("tied", "POST", "pass_on"): 302
    }
    assert (sent_to_login, Case.objects.values().get()) == ({302}, before)


def test_outsiders_tick_no_task_of_a_case_and_confirm_no_suggestion(decided) -> None:
    case, _kari = decided
    task = case.handover_tasks.first()
    other = make_case("Siri Moe", organisation=case.organisation)
    liv = other.enrolment.course_run.leaders.get(person__name="Liv").person
    Role.objects.create(
        person=liv, organisation=case.organisation, kind=RoleKind.COMMITTEE_MEMBER, since=TODAY
    )
    proposal = propose(case=other, outcome="postponed", by=liv, postponed_to=datetime.date(2026, 9, 1))
    statuses = set()
    for who, person in (outsiders(case) | {"candidate of the other": other.candidate}).items():
        if who in ("candidate", "tied"):
            continue  # they sit in the committee, and these two cases are not both closed to them
        client = as_user(person)
        statuses.add((who, client.post(address("tick", case.pk, task.pk)).status_code))
        statuses.add((who, client.post(address("together", proposal.pk), {"agreed": "on"}).status_code))
    task.refresh_from_db()
    assert ({status for _who, status in statuses}, task.done_at, other.decisions.count()) == ({404}, None, 0)


def test_every_write_refuses_get() -> None:
    organisation = make_organisation()
    case = make_case(organisation=organisation)
    client = as_user(make_member(organisation))
    statuses = {name: client.get(address(name, case.pk)).status_code for name in POST_ONLY}
    statuses["tick"] = client.get(address("tick", case.pk, 1)).status_code
    statuses["office_tick"] = client.get(address("office_tick", 1)).status_code
    statuses["office_membership"] = client.get(address("office_membership", case.pk)).status_code
    assert set(statuses.values()) == {405}


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


def test_no_page_of_this_room_reads_a_table_of_answers(decided) -> None:
    """Captured SQL of every page. Fails when a page asks for the wish, or any answer, itself."""
    closed, kari = decided
    organisation = closed.organisation
    case = make_case("Siri Moe", organisation=organisation)
    module = case.enrolment.course_run.course.add_child(
        instance=ModulePage(
            title="M", slug="m", code="1", theme="role", locale=case.enrolment.course_run.course.locale
        )
    )
    page = module.add_child(instance=ReflectionPage(title="R", slug="r", code="1.1", locale=module.locale))
    ReflectionResponse.objects.create(
        enrolment=case.enrolment,
        activity_key=page.translation_key,
        page=page,
        text="Det hemmeligste jeg vet",
        started_at=SIGNED,
        changed_at=SIGNED,
    )
    make_choice(case.enrolment, ReadyChoice.NOW)
    hege = make_member(organisation, "Hege", kind=RoleKind.ADMINISTRATOR)
    readers = [
        *[(kari, address(name, case.pk)) for name in READS],
        (kari, address("cases")),
        (kari, address("case", closed.pk)),
        (kari, address("put_right", closed.pk)),
        (hege, address("office")),
    ]
    forbidden = {model._meta.db_table for model in Response.__subclasses__()}
    for person, where in readers:
        client = as_user(person)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(where)
        asked = " ".join(query["sql"] for query in queries)
        assert [table for table in forbidden if table in asked] == [], where
        assert (response.status_code, "hemmeligste" in response.content.decode()) == (200, False), where


def test_my_page_of_the_case_reads_no_answers_either() -> None:
    case = make_case()
    make_choice(case.enrolment, ReadyChoice.NOW)
    forbidden = {model._meta.db_table for model in Response.__subclasses__()}
    client = as_user(case.candidate)
    with CaptureQueriesContext(connection) as queries:
        client.get(address("my_case", case.pk))
    asked = " ".join(query["sql"] for query in queries)
    assert [table for table in forbidden if table in asked] == []


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


def test_the_conversation_is_agreed_and_held_through_the_pages() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    client = as_user(kari)
    wrong = client.post(
        address("book", case.pk), {"day": "2026-04-14", "time": "18.00", "place": "på telefon"}
    )
    assert "Det tidspunktet er over." in text_of(wrong)
    client.post(address("book", case.pk), {"day": "2026-04-16", "time": "18.00", "place": "på telefon"})
    talk = Conversation.objects.get()
    assert talk.starts_at == datetime.datetime(2026, 4, 16, 16, tzinfo=datetime.UTC)
    future = client.post(address("held", case.pk), {"held_on": "2026-04-16"})
    assert "Den dagen har ikke vært ennå." in text_of(future)
    client.post(address("call_off", case.pk))
    client.post(address("held", case.pk), {"held_on": TALK.isoformat(), "place": "på telefon"})
    shown = text_of(client.get(address("case", case.pk)))
    assert ("Du hadde samtalen tirsdag 14. april På telefon" in shown, Conversation.objects.count()) == (
        True,
        2,
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


def test_the_candidate_reads_everything_that_is_written(decided) -> None:
    case, kari = decided
    client = as_user(case.candidate)
    shown = text_of(client.get(address("my_case", case.pk)))
    for sentence in (
        "Godkjent Du er godkjent fra 15. april 2026.",
        "Arne tar telefonvakt annenhver mandag.",
        "Kari hadde samtalen",
        "Utvalget ser ikke det du har skrevet på kurset",
    ):
        assert sentence in shown
    strangers = [kari, make_person(), make_member(case.organisation, kind=RoleKind.ADMINISTRATOR)]
    assert [as_user(person).get(address("my_case", case.pk)).status_code for person in strangers] == [404] * 3


@pytest.mark.req(66)
def test_the_chapter_learns_one_sentence_and_nothing_more() -> None:
    """R66 «informerer lokallaget». Fails when the agreement, the category or the course gets onto the page."""
    organisation = make_organisation("Nordlys")
    hamar = Chapter.objects.create(organisation=organisation, name="Hamar")
    kari = make_member(organisation)
    contact = make_member(organisation, "Lars", kind=RoleKind.CHAPTER_CONTACT, chapter=hamar)
    case = make_case("Arne Vik", organisation=organisation)
    register_membership(person=case.candidate, organisation=organisation, chapter=hamar, experience="own")
    decision = decide(
        case=make_decidable(case, kari),
        outcome="approved_with_agreement",
        by=kari,
        agreement="Per er fadder.",
    )
    shown = text_of(as_user(contact).get(address("chapter_notice", decision.appointment.pk)))
    assert shown == (
        "En beskjed til lokallaget Arne Vik er godkjent som likeperson fra 15. april 2026. Ta gjerne kontakt med Arne i "
        "løpet av uka. Nummeret står i lokallagets egen medlemsliste. Du får vite dette, og ikke noe mer."
    )
    other = make_member(
        organisation,
        kind=RoleKind.CHAPTER_CONTACT,
        chapter=Chapter.objects.create(organisation=organisation, name="Gjøvik"),
    )
    former = make_member(
        organisation, kind=RoleKind.CHAPTER_CONTACT, chapter=hamar, until=TODAY - datetime.timedelta(days=1)
    )
    statuses = [
        as_user(person).get(address("chapter_notice", decision.appointment.pk)).status_code
        for person in (other, former, kari, case.candidate)
    ]
    assert statuses == [404] * 4


def test_a_chapter_of_another_association_learns_nothing() -> None:
    """Edge case 9: a member of two has not told the one of the other. Fails when any chapter of the person would do."""
    organisation, another = make_organisation("Nordlys"), make_organisation("Sørlys")
    abroad = Chapter.objects.create(organisation=another, name="Hamar")
    contact = make_member(another, "Lars", kind=RoleKind.CHAPTER_CONTACT, chapter=abroad)
    kari = make_member(organisation)
    case = make_case("Arne Vik", organisation=organisation)
    register_membership(person=case.candidate, organisation=organisation, experience="own")
    register_membership(person=case.candidate, organisation=another, chapter=abroad)
    decision = decide(case=make_decidable(case, kari), outcome="approved", by=kari)
    assert as_user(contact).get(address("chapter_notice", decision.appointment.pk)).status_code == 404


@pytest.mark.req(65)
def test_the_secretariat_sees_the_outcome_and_the_tasks_and_nothing_else(decided) -> None:
    """R65; privacy table «outcome only». Fails when the office page shows a sentence, a conversation or other cases."""
    case, _kari = decided
    make_case("Siri Hemmelig", organisation=make_organisation())
    make_case("Solveig Ny", organisation=case.organisation)
    hege = make_member(case.organisation, "Hege", kind=RoleKind.ADMINISTRATOR)
    client = as_user(hege)
    shown = text_of(client.get(address("office")))
    assert ("Arne Vik: Bestill innlogging til registreringssystemet" in shown, "Solveig Ny" in shown) == (
        True,
        True,
    )
    assert [word for word in ("telefonvakt", "samtalen", "Siri", "avtale") if word in shown] == []
    task = case.handover_tasks.get(kind="external_login")
    client.post(address("office_tick", task.pk))
    task.refresh_from_db()
    solveig = Case.objects.get(candidate__name="Solveig Ny")
    client.post(address("office_membership", solveig.pk))
    assert (task.done_by, solveig.candidate.memberships.get().confirmed_on) == (hege, TODAY)
    stranger = as_user(make_member(make_organisation(), kind=RoleKind.ADMINISTRATOR))
    statuses = [
        stranger.post(address("office_tick", task.pk)).status_code,
        stranger.post(address("office_membership", solveig.pk)).status_code,
    ]
    assert (statuses, "Arne" in text_of(stranger.get(address("office")))) == ([404, 404], False)


def test_the_guide_says_nothing_about_the_candidate(starter_course) -> None:
    organisation = make_organisation()
    case = make_case("Arne Hemmelig", organisation=organisation, course=starter_course)
    shown = text_of(as_user(make_member(organisation)).get(address("guide", case.pk)))
    assert ("Hva har gjort mest inntrykk på deg på kurset?" in shown, "Arne" in shown) == (True, False)


def test_titles_and_addresses_carry_no_name() -> None:
    organisation = make_organisation()
    case = make_case("Arne Hemmelig", organisation=organisation)
    client = as_user(make_member(organisation))
    titles = [
        client.get(address(name, case.pk)).content.decode().partition("<title>")[2].partition("</title>")[0]
        for name in READS
    ]
    assert [title for title in titles if "Arne" in title or "Hemmelig" in title] == []
