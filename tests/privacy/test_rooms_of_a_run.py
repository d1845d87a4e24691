"""Every address where a run is led and arranged, as everybody who could stand before it: who is let in, and who writes.

The addresses come from the address map, and who is let in from `tests/privacy/rooms_of_a_run.py`: a new address is tried
without being written down. What is to be read on the pages is the walk's (`test_sentinel.py`, `test_table.py`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from courses import hiding
from courses.kinds import EnrolmentState, MakeUpKind
from courses.models import Attendance, MakeUp, ModulePage, Response, RunLeader
from lms.people.models import Role, RoleKind, User
from tests.approvals.making import NOW
from tests.courses.following import following, run_of
from tests.logging_in import log_in_with_second_factor
from tests.making import (
    LONG_AGO,
    make_activity,
    make_course,
    make_enrolment,
    make_gathering,
    make_organisation,
    make_person,
    make_role,
    make_run,
)
from tests.privacy.filling import Filling
from tests.privacy.planting import plant
from tests.privacy.rooms_of_a_run import EVERYBODYS, STRANGERS, WORKERS, WRITES, Write, who_opens
from tests.privacy.test_writes import ROOMS, SENT
from tests.privacy.walking import Address, addresses
from tests.privacy.world import World

pytestmark = pytest.mark.django_db
BEGINNINGS = ("kursleder/", "sekretariat/", "innsjekk/")


def others(world: World) -> dict[str, User]:
    """Who stands before these doors beside those of the planted world."""
    run, today, day = world.run, timezone.localdate(), datetime.timedelta(days=1)
    elsewhere = make_run(world.course, organiser=make_organisation())
    guest = make_enrolment(elsewhere, person=make_person("Gunn Gjest"))
    common = {one: one.gatherings.get(organisation=None) for one in (run, elsewhere)}
    here = {"kind": MakeUpKind.OTHER_RUN, "agreed_at": timezone.now()}
    MakeUp.objects.create(enrolment=guest, gathering=common[elsewhere], substitute=common[run], **here)
    moved = make_enrolment(run, person=make_person("Mina Moe"))
    MakeUp.objects.create(enrolment=moved, gathering=common[run], substitute=common[elsewhere], **here)
    leaders = {
        "guest leader afterwards": (LONG_AGO, today - day),
        "guest leader on the last day": (LONG_AGO, today),
        "guest leader before the first day": (today + day, None),
    }
    people = {name: make_person("Gjesteleder") for name in leaders}
    for name, (since, until) in leaders.items():
        RunLeader.objects.create(course_run=run, person=people[name], since=since, until=until)
    former = make_role(organisation=world.organisation).person
    Role.objects.filter(person=former).update(until=today - day)
    return people | {
        "former secretariat": former,
        "committee of the partner": make_role(
            organisation=world.partner, kind=RoleKind.COMMITTEE_MEMBER
        ).person,
        "guest who makes up here": guest.person,
        "leader where somebody makes up": elsewhere.leaders.get().person,
        "representative of another association": elsewhere.run_organisations.get().representative,
    }


@pytest.fixture
def world(django_capture_on_commit_callbacks, settings) -> Iterator[World]:
    """The planted world, more people before its doors, and a gathering to come."""
    settings.ROOT_URLCONF = "tests.privacy.addresses_of_the_walk"
    with time_machine.travel(NOW, tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            planted = plant()
            for role, person in others(planted).items():
                planted.people[role] = person
                planted.clients[role] = log_in_with_second_factor(Client(), person)
            module = ModulePage.objects.child_of(planted.course).get()
            for code, day, title in (("1.20", 7, "Den i dag"), ("1.21", 21, "Den som kommer")):
                page = make_activity(module, "gathering", code=code, minutes=60)
                make_gathering(planted.run, page=page, day=day, title=title)
            own = planted.run.gatherings.get(organisation=planted.organisation)
            Attendance.objects.create(
                enrolment=planted.place, gathering=own, minutes=0, attended_at=own.starts_at
            )
            sentence = Response.objects.non_polymorphic().get(page__code="1.13")
            hiding.hide_from_group(response=sentence, by=planted.people["leader"])
            add_on = run_of(following(after=make_course()), organiser=planted.organisation)
            make_enrolment(add_on, person=planted.people["author"], state=EnrolmentState.INVITED)
        yield planted


def rooms(world: World) -> list[Address]:
    """The addresses of these rooms, each pattern once."""
    first: dict[str, Address] = {}
    for address in addresses(world):
        if address.pattern.startswith(BEGINNINGS) and address.pattern not in EVERYBODYS:
            first.setdefault(address.pattern, address)
    return list(first.values())


def filled(world: World, write: Write) -> str:
    """The address of the form, with the rows that it is about."""
    fill = Filling(world)
    fill.known |= {name: [value] for name, value in write.filled(world).items()}
    return fill.paths(write.pattern, "courses")[0]


@contextmanager
def written() -> Iterator[set[str]]:
    """Which tables of our own rooms are written to meanwhile."""
    own = {model._meta.db_table for room in ROOMS for model in apps.get_app_config(room).get_models()}
    tables: set[str] = set()

    def look(execute, sql, params, many, context):
        if found := re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', sql):
            tables.update({found[1]} & own)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables


def kind_of(form: dict | str) -> dict[str, str]:
    """How it is sent: what a phone sends is JSON."""
    return {"content_type": "application/json"} if isinstance(form, str) else {}


def is_let_in(answer: HttpResponse) -> bool:
    """Neither turned away, nor sent to log in, nor told that this is not how one asks."""
    return answer.status_code not in (401, 403, 404, 405) and not answer.get("Location", "").startswith(
        "/logg-inn/"
    )


@pytest.mark.wide
def test_who_is_let_in_and_nobody_else_and_strangers_write_nothing(world):
    """Each address as everybody, opened and sent a form. Fails when a view finds its row by a number alone, when time that
    is over still opens it, or when somebody who works in one run comes into another; and when a write can be opened.
    """
    forms = {write.pattern: (filled(world, write), write.form(world)) for write in reversed(WRITES)}
    # Which door is whose hardly depends on the database: the second tries those who stand nearest.
    tried = STRANGERS[:4] if connection.vendor == "postgresql" else (*STRANGERS, *WORKERS)
    wrong = {}
    for address in rooms(world):
        expected = who_opens(address.pattern)
        path, form = forms.get(address.pattern, (address.path, SENT))
        for role in tried:
            client = world.clients[role]
            with transaction.atomic(), written() as tables:
                opened = client.get(path)
                read = set(tables)
                sent = client.post(path, form, **kind_of(form))
                transaction.set_rollback(True)
            outcome = (is_let_in(opened) or is_let_in(sent), read, tables if role not in expected else set())
            if outcome != (role in expected, set(), set()):
                wrong[address.pattern, role] = (opened.status_code, sent.status_code, *outcome)
            if sent.status_code != 405 and role in expected and address.pattern not in forms:
                wrong[address.pattern] = (
                    "takes a form: say in WRITES which, and who changes something with it"
                )
    assert wrong == {}


@pytest.mark.wide
def test_who_changes_something_there(world):
    """Each form that changes something, sent by all who have business in the run: it does for those it is for alone. Fails when
    the verb behind a page that several may open forgets to ask whose it is to write.
    """
    wrong = {}
    for number, write in enumerate(WRITES):
        path, form = filled(world, write), write.form(world)
        changed = set()
        for role in WORKERS:
            with transaction.atomic(), written() as tables:
                world.clients[role].post(path, form, **kind_of(form))
                transaction.set_rollback(True)
            if tables:
                changed.add(role)
        if changed != write.by:
            wrong[number, write.pattern] = {"not": write.by - changed, "but": changed - write.by}
    assert wrong == {}
