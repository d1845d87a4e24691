"""The committee's pages: who may open what, and what no page asks for or tells."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.approvals.deciding import propose
from certificates.approvals.models import Case
from courses.activities.base import Response
from courses.activities.checklist.models import ReadyChoice
from courses.activities.reflection.models import ReflectionPage, ReflectionResponse
from courses.models import ModulePage
from lms.people.models import Role, RoleKind, User
from tests.approvals.making import (
    NOW,
    SIGNED,
    TODAY,
    make_case,
    make_choice,
    make_member,
    make_organisation,
    make_person,
)
from tests.approvals.visiting import READS, address, as_user

pytestmark = pytest.mark.django_db
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


def test_titles_and_addresses_carry_no_name() -> None:
    organisation = make_organisation()
    case = make_case("Arne Hemmelig", organisation=organisation)
    client = as_user(make_member(organisation))
    titles = [
        client.get(address(name, case.pk)).content.decode().partition("<title>")[2].partition("</title>")[0]
        for name in READS
    ]
    assert [title for title in titles if "Arne" in title or "Hemmelig" in title] == []
