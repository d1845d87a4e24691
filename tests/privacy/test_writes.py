"""Every address that carries the number of somebody's row refuses those it is not meant for, and changes nothing.

The addresses come from the address map, so that a new one is tried without being written down here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from lms.people.models import RoleKind
from tests.approvals.making import NOW
from tests.logging_in import log_in_with_second_factor
from tests.making import make_role
from tests.privacy.planting import plant
from tests.privacy.walking import Address, addresses
from tests.privacy.world import World

pytestmark = pytest.mark.django_db

#: Logged in, and with no business in the author's place, case or documents.
STRANGERS = (
    "participant",
    "withdrawn participant",
    "participant of another run",
    "leader of another run",
    "former leader",
    "secretariat of the partner",
    "committee of the partner",
    "editor",
)
ROOMS = ("people", "courses", "certificates", "approvals", "home")
#: Something in every field that any form here has.
SENT: dict[str, Any] = {
    **dict.fromkeys(("text", "sentence", "agreement", "place", "signed_name", "name", "person"), "Angrep"),
    "do": "finish",
    "keep": "other",
    "what": "signed",
    "read_how": "alone",
    "sharing": "group",
    "activity": "1.2",
    "version": "1",
    "other": "1",
    "stroke": "9",
    "window": "etannet",
    "outcome": "approved",
    "agreed": "on",
    "done": "yes",
    "reason": "mistake",
    "day": "2026-04-01",
    "held_on": "2026-04-01",
    "time": "18:00",
    "is_superuser": "on",
    "state": "completed",
}


@pytest.fixture
def world(django_capture_on_commit_callbacks, settings) -> Iterator[World]:
    """The planted world, and beside its people a committee member of the other association."""
    settings.ROOT_URLCONF = "tests.privacy.addresses_of_the_walk"
    with time_machine.travel(NOW, tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            planted = plant()
        member = make_role(organisation=planted.partner, kind=RoleKind.COMMITTEE_MEMBER).person
        planted.clients["committee of the partner"] = log_in_with_second_factor(Client(), member)
        yield planted


def personal(world: World) -> list[Address]:
    """The addresses outside the admin that name a row by its number, each pattern once; of activities a reflection, where
    somebody has written. Opening them is the walk's.
    """
    first: dict[str, Address] = {}
    for address in addresses(world):
        if "_id>" in address.pattern and not address.pattern.startswith(("admin/", "_util/", "dokumenter/")):
            first.setdefault(address.pattern, address)
    return [Address(one.pattern, one.path.replace("/1.1/", "/1.2/")) for one in first.values()]


def everything() -> dict[str, list[tuple]]:
    """Every row of our own rooms, as it stands."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
    }


@pytest.mark.wide
def test_a_stranger_changes_nothing_of_anybodys(world):
    """Fails when a view looks a row up by its number alone, whichever role is tried."""
    before, tried = everything(), personal(world)
    assert len(tried) > 50
    let_in = [
        (who, address.path, answer.status_code)
        for who in STRANGERS
        for address in tried
        if (answer := world.clients[who].post(address.path, SENT)).status_code not in (404, 405)
    ]
    assert let_in == []
    assert everything() == before


def test_a_guest_is_asked_to_log_in_and_changes_nothing(world):
    """Fails when a view forgets to ask who it is."""
    before = everything()
    answers = [(address.path, world.clients["guest"].post(address.path, SENT)) for address in personal(world)]
    odd = [
        (path, answer.status_code)
        for path, answer in answers
        if answer.status_code not in (401, 404, 405)
        and not answer.get("Location", "").startswith("/logg-inn/")
    ]
    assert odd == []
    assert everything() == before


def test_those_it_is_meant_for_change_something(world):
    """The two tests above would also pass where nothing ever happens: here the same form does something."""
    before = everything()
    world.clients["author"].post(f"/kurs/{world.place.pk}/pause/", SENT)
    changed = [label for label, rows in everything().items() if rows != before[label]]
    assert "courses.Enrolment" in changed
