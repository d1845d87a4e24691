"""The table of `lms.home.who_sees`, tried: each row for each column, by reading the pages where it would stand.

Each row has a mark: words that stand on a page only for whoever is shown the thing itself. A reader of the table is tried
as everybody who might stand in that column, with all their pages. Rows of the privacy rules that are not built yet stand
in `LATER`; rows that have no such words are changed instead (`tests/privacy/changes.py`), so that no row is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from certificates.models import Certificate, CertificateKind
from lms.home.who_sees import ROWS, Reader
from tests.approvals.making import NOW
from tests.privacy.changes import CHANGES, NOISE, close_the_run, pages_with_changes, prepare
from tests.privacy.planting import plant
from tests.privacy.world import SECRETS, World

pytestmark = pytest.mark.django_db

LATER = {
    "concern": "cases of concern, their handlers and their two-person rule come with the issue on follow-up after approval",
}
#: The people of the planted world who stand in each column.
WHO = {
    Reader.SELF: ["author"],
    Reader.GROUP: ["participant"],
    Reader.LEADER: ["leader"],
    Reader.COMMITTEE: ["committee member", "committee leader"],
    Reader.SECRETARIAT: ["secretariat"],
    Reader.PARTNER: ["representative of the partner", "secretariat of the partner"],
}
#: Whom the partner's cell excepts: those who share the group, or lead it, are tried as group and leaders.
AS_GROUP_AND_LEADERS = {
    "participant from the partner": Reader.GROUP,
    "leader from the partner": Reader.LEADER,
}


@pytest.fixture
def world(django_capture_on_commit_callbacks) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            planted = plant()
        yield planted


def marks(world: World) -> dict[str, str]:
    """By row, what is shown only with the thing itself, as a regular expression."""
    numbers = dict(Certificate.objects.filter(person=world.people["author"]).values_list("kind", "number"))
    line = SECRETS["ticks on a list"].needle.partition("=")[0]
    return {
        "private_text": SECRETS["private reflection"].needle,
        "shared_with_leader": SECRETS["reflection shared with the leaders"].needle,
        "group_text": SECRETS["reflection shared with the group"].needle,
        "scenario": "Slik blir det møtt",
        "ticks": rf'value="{line}"[^>]*checked',
        "case": SECRETS["agreed sentence of a decision"].needle,
        "category": "Pårørende",
        "completion": numbers[CertificateKind.COMPLETION],
        "approval": numbers[CertificateKind.APPROVAL],
    }


def pages_of(world: World, role: str) -> list[str]:
    """Where somebody in this role might meet something about the author."""
    own = world.people[role].enrolments.order_by("pk").first()
    place, run, case = world.place, world.run.pk, world.case.pk
    codes = ("1.2", "1.10", "1.11", "1.12", "1.13", "1.15", "1.16", "1.17")
    places = {place.pk, own.pk if own else place.pk}
    return [
        *(f"/kurs/{at}/{code}/" for at in sorted(places) for code in codes),
        "/min-side/",
        "/min-side/tanker/",
        f"/min-side/godkjenning/{case}/",
        f"/kursleder/{run}/",
        f"/kursleder/{run}/delt/",
        f"/kursleder/{run}/deltaker/{place.pk}/",
        f"/kursleder/{world.case.enrolment.course_run_id}/deltaker/{world.case.enrolment_id}/",
        *(f"/kursleder/{run}/samling/{one.pk}/" for one in world.run.gatherings.all()),
        "/sekretariat/personer/",
        f"/sekretariat/{run}/",
        "/utvalg/",
        f"/utvalg/sak/{case}/",
        "/utvalg/praktisk/",
        f"/utvalg/lokallag/{world.appointment.pk}/",
        *(f"/bevis/{one.pk}/" for one in Certificate.objects.filter(person=world.people["author"])),
        "/admin/medlemskap/",
        f"/admin/medlemskap/edit/{world.people['author'].memberships.get().pk}/",
        "/admin/plasser/",
    ]


def read(world: World, role: str) -> str:
    """Everything on those pages. A document counts by its number, which is in the name of the file."""
    client: Client = world.clients[role]
    answers = [client.get(path) for path in pages_of(world, role)]
    told = [str(answer.headers) for answer in answers if answer.headers.get("Content-Disposition")]
    return "\n".join([*told, *(answer.content.decode(errors="replace") for answer in answers)])


def everybody() -> dict[str, Reader]:
    """Each person who reads, and the column they stand in."""
    return {role: who for who, roles in WHO.items() for role in roles} | AS_GROUP_AND_LEADERS


def closed_pages(world: World) -> set[tuple[str, str]]:
    """Who does not get in where, of the pages where such a row might stand."""
    return {
        (role, path)
        for role in everybody()
        for path in pages_with_changes(world)
        if world.clients[role].get(path).status_code == 404
    }


def read_for_changes(world: World, closed: set[tuple[str, str]]) -> dict[str, str]:
    """What each person meets on the pages that are not closed to them, without what differs each time."""
    paths = pages_with_changes(world)
    return {
        role: "\n".join(
            NOISE.sub("", world.clients[role].get(path).content.decode())
            for path in paths
            if (role, path) not in closed
        )
        for role in everybody()
    }


def test_every_row_is_tried_somewhere(world):
    assert sorted([*marks(world), *CHANGES]) == sorted(row.key for row in ROWS)
    assert not set(LATER) & {row.key for row in ROWS}


@pytest.mark.req(6)
def test_each_row_for_each_column(world):
    """The privacy table, cell by cell: the thing itself is there for whoever the table says, and for nobody else.

    Fails when a page shows a row to one column more, and when a page no longer shows it to whom the table promises it.
    """
    readers = everybody()
    texts = {role: read(world, role) for role in readers}
    wrong = {}
    for row in ROWS:
        if row.key not in marks(world):
            continue
        for role, who in readers.items():
            seen = row.seen.get(who)
            promised = seen is not None and not seen.part
            found = re.search(marks(world)[row.key], texts[role]) is not None
            if found != promised:
                wrong[row.key, role] = "shown" if found else "not shown"

    assert wrong == {}


@pytest.mark.long
@pytest.mark.wide
@pytest.mark.req(6)
def test_each_row_that_changes_for_each_column(world):
    """The cells of what has no words of its own: whose pages change when it changes.

    Fails when a page tells a row to one column more – a committee the minutes of a day, a leader when somebody signed – and
    when a page no longer tells it to whom the table promises it. First it is tried that nothing else changes meanwhile, at
    the end that no page has opened to anybody.
    """
    prepare(world)
    closed = closed_pages(world)  # what a page says only once is said now
    before = read_for_changes(world, closed)
    assert before == read_for_changes(world, closed)
    wrong = {}
    for row in ROWS:
        if row.key not in CHANGES:
            continue
        if row.key == "evaluation":
            close_the_run(world)
            before = read_for_changes(world, closed)
        CHANGES[row.key].make(world)
        after = read_for_changes(world, closed)
        for role, who in everybody().items():
            seen = row.seen.get(who)
            promised = (seen is not None and not seen.part) or who in CHANGES[row.key].told_together
            if (before[role] != after[role]) != promised:
                wrong[row.key, role] = "not shown" if promised else "shown"
        before = after
    assert (wrong, closed_pages(world)) == ({}, closed)
