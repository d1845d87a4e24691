"""Every address of our lists and reports in the admin, opened and sent to by people with few rights."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from lms.people.models import User
from tests.courses.viewsets.rows import VIEWSETS, rows_of
from tests.courses.viewsets.world import (
    OURS,
    THEIRS,
    World,
    logged_in,
    make_world,
    people_with_few_rights,
    secretary_of,
)
from tests.making import make_role
from tests.privacy.walking import patterns

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")
#: What an editor of another association may open: words, of which every association has its own.
WORDS = ("hjelp", "meldinger")

#: What bears the mark of the other association; the first are people or theirs alone, wherever they stand.
PEOPLE_THINGS = ("person", "lag", "område", "leder", "deltaker", "økt", "Hege")
THEIR_THINGS = (*PEOPLE_THINGS, "styre", "lover", "hjelp", "emne", "forening", "kurs")
#: Reports without rows: nothing was held, no document issued and nothing lies ahead in this world.
EMPTY = tuple(f"admin/rapporter/{name}/" for name in ("aarstall", "dokumenter", "samlinger"))


@pytest.fixture
def world() -> World:
    return make_world()


def addresses(world: World) -> Iterator[tuple[str, str, str]]:
    """Every address of our viewsets and reports, with the viewset and the pattern, rows of ours filled in."""
    for route, namespace in patterns():
        if namespace in VIEWSETS:
            row = rows_of(namespace, world.ours).first()
            yield namespace, route, "/" + route.replace("<int:pk>", str(row.pk))
        elif route.startswith("admin/rapporter/"):
            yield "rapporter", route, "/" + route


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows there are in the lists, as they stand, and the history."""
    shown = [viewset.model for viewset in VIEWSETS.values()]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in [*shown, ModelLogEntry]}


def test_there_is_a_list_a_row_a_history_and_a_file_of_everything(world):
    """Point 12 of what the leader's room must have. Fails when a viewset loses one of them."""
    found = {(name, route.split("/")[2]) for name, route, _path in addresses(world) if name in VIEWSETS}
    wanted = {(name, part) for name in VIEWSETS for part in ("", "inspect", "history", "results")}
    assert wanted - found == set()
    assert {name for name, viewset in VIEWSETS.items() if not viewset.list_export} == set()


@pytest.mark.wide
def test_nobody_with_few_rights_meets_or_changes_anything_of_ours(world):
    """Fails when an address forgets to ask: each is opened, and sent a form.

    Nobody gets further than the door but an editor of another association, who comes to its words; and no word of ours comes
    back in any of it.
    """
    people = people_with_few_rights(world)
    before = everything()
    opened, leaks = {}, set()
    for role, person in people.items():
        client = logged_in(person)
        for name, route, path in addresses(world):
            for answer in (client.get(path), client.post(path, {"navn": "a", "name": "Ny", "title": "Ny"})):
                if OURS.encode() in answer.content:
                    leaks.add((role, route))
                if answer.status_code == 200:
                    opened.setdefault(role, set()).add(name)
    assert leaks == set()
    assert opened == {"editor of theirs": set(WORDS)}
    assert everything() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_what_the_list_holds(world, kind):
    """The whole of each list as a file. Fails when an export takes its rows from anywhere but the list."""
    client = logged_in(secretary_of(world.ours))
    for name, route, path in addresses(world):
        if path.count("/") > 3 + (name == "rapporter") or route.endswith("results/"):
            continue
        rows = file_of(client.get(path, {"export": kind}), kind)
        text = str(rows)
        assert [f"{THEIRS} {what}" for what in PEOPLE_THINGS if f"{THEIRS} {what}" in text] == []
        assert (OURS in text) is (route not in EMPTY)


def file_of(answer: Any, kind: str) -> list[list[Any]]:
    """The cells of a file."""
    assert answer.headers["Content-Disposition"].startswith("attachment")
    if kind == "csv":
        return list(csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_row_of_others_is_not_there_for_whoever_opens_their_own(world):
    """The secretariat of another association, at each address with a row of ours. Fails without the look-up in `BoundedView`."""
    client = logged_in(secretary_of(world.theirs))
    answers = {
        (route, method): getattr(client, method)(path).status_code
        for _name, route, path in addresses(world)
        if "<int:pk>" in route
        for method in ("get", "post")
    }
    assert set(answers.values()) <= {302, 404}
    looked_at = {status for (route, _method), status in answers.items() if "/inspect/" in route}
    assert looked_at == {404}


@pytest.mark.wide
def test_ones_own_secretariat_opens_all_of_it_writes_nothing_by_it_and_meets_nothing_of_others(world):
    """A link in a message must change nothing: fails when a view writes on GET (the session is Django's own). Of a joint
    course it sees who comes from elsewhere, by name and association, and no local chapter; of its own people in others'
    courses the place and nothing else of that course.
    """
    client = logged_in(secretary_of(world.ours))
    client.get("/admin/lokallag/")
    shown, seen, written = {}, {}, set()
    for name, route, path in addresses(world):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        sent = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
        if any("django_session" not in sql for sql in sent):
            written.add(route)
        shown[route] = answer.status_code
        if THEIRS in answer.text:
            seen.setdefault(name, set()).update(
                word for word in (f"{THEIRS} {what}" for what in THEIR_THINGS) if word in answer.text
            )
    assert written == set()
    refused = {route for route, status in shown.items() if status != 200}
    assert {route.split("/")[2] for route in refused} == {"new", "edit", "delete"}
    # to invite them by name; and of the run where somebody of ours is, its title
    assert {name: words for name, words in seen.items() if words} == {
        "deltakende-foreninger": {f"{THEIRS} forening"},
        "okter": {f"{THEIRS} forening"},
        "plasser": {f"{THEIRS} kurs"},
    }


def test_who_is_secretariat_here_and_editor_there_is_secretariat_here_only(world):
    """Fails without `worked_with_by`: what belongs to an association is visible to its editors too, for their courses."""
    person = secretary_of(world.ours)
    make_role(person, world.theirs, "editor")
    client = logged_in(person)
    for name in ("foreninger", "lokallag", "omrader", "medlemskap", "roller", "gjennomforinger"):
        assert THEIRS not in client.get(f"/admin/{name}/").text
        row = rows_of(name, world.theirs).first()
        assert client.get(f"/admin/{name}/edit/{row.pk}/").status_code == 404
        if name != "foreninger":
            assert f"{THEIRS} forening" not in client.get(f"/admin/{name}/new/").text


def test_there_is_no_way_around_the_verbs_for_many_rows_at_once(world):
    """Wagtail's actions on many rows would save and delete without asking `courses.planning` and the others."""
    client = logged_in(secretary_of(world.ours))
    found = {}
    for name, viewset in VIEWSETS.items():
        label, row = viewset.model._meta, rows_of(name, world.ours).first()
        address = f"/admin/bulk/{label.app_label}/{label.model_name}/delete/?id={row.pk}"
        found[name] = {client.get(address).status_code, client.post(address).status_code}
        assert isinstance(row, models.Model)
    assert found == {name: {404} for name in VIEWSETS}
    assert User.objects.filter(name=f"{OURS} person 0").exists()
