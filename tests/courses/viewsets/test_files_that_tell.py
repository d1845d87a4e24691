"""A file tells no more by what it was narrowed to than its columns tell (docs/decisions/0043)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from lms.people.models import Area, Membership
from tests.courses.viewsets.rows import VIEWSETS
from tests.courses.viewsets.world import World, logged_in, make_world, secretary_of

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/medlemskap/"
#: Filters over rows of people that are in no column of the file: each must be kept in the house.
TELLS_MORE = {("medlemskap", "areas")}


@pytest.fixture
def world() -> World:
    """With one of ours in each of two areas, and one in none."""
    world = make_world()
    Area.objects.create(organisation=world.ours, name="EGENTEGN pårørende")
    first, second = Area.objects.filter(organisation=world.ours).order_by("pk")
    Membership.objects.get(person=world.away.person).areas.add(first)
    Membership.objects.get(person__name="EGENTEGN person 0").areas.add(second)
    return world


@pytest.fixture
def at_work(world) -> Client:
    return logged_in(secretary_of(world.ours))


def area() -> Area:
    """The one Bortreist Vik knows from their own life."""
    return Area.objects.get(name="EGENTEGN område 0")


def downloads(page) -> list[bool]:
    """Whether each of the two files is offered."""
    return [f"export={kind}" in page.text for kind in ("csv", "xlsx")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("way", ["index", "index_results"])
def test_a_list_of_one_area_is_shown_and_is_no_file(at_work, world, kind, way):
    """Whoever asks all the same meets the list with the reason, and the way to the file of everybody. Fails without
    `kept_in_house` on the list of members, and where one of its addresses forgets it.
    """
    address = reverse(f"medlemskap:{way}")
    shown = at_work.get(address, {"areas": area().pk})
    assert [row.person.name for row in shown.context["object_list"]] == ["Bortreist Vik"]
    for asked in (
        {"areas": area().pk},
        {"areas": [area().pk, ""], "confirmed": "no", "p": "1"},
        {"areas": "tull"},
    ):
        for send in (at_work.get, at_work.post):
            query = {"query_params": {**asked, "export": kind}}
            answer = send(address, **query)
            assert answer.status_code == 302
            assert answer.headers.get("Content-Disposition") is None
            assert answer.url.startswith(f"{ADDRESS}?areas=")
            assert "export" not in answer.url
    assert "Derfor kan den ikke tas ut som fil." in at_work.get(answer.url).text


def test_the_list_says_so_and_leads_to_the_file_of_everybody(at_work, world):
    """No button that is refused, one sentence, and a link that keeps what else the list is narrowed to."""
    plain, narrowed = (at_work.get(f"{ADDRESS}{end}") for end in ("", f"?areas={area().pk}&confirmed=no&p=1"))
    assert (downloads(plain), downloads(narrowed)) == ([True, True], [False, False])
    sentence = "kan si noe om helsen deres. Derfor kan den ikke tas ut som fil."
    assert [sentence in page.text for page in (plain, narrowed)] == [False, True]
    assert f'<a href="{ADDRESS}?confirmed=no">' in narrowed.text
    file = at_work.get(f"{ADDRESS}?confirmed=no&export=csv").content.decode()
    assert ("Bortreist Vik" in file, "EGENTEGN person 0" in file) == (True, True)


def test_neither_the_order_nor_the_name_of_the_file_tells_the_area(at_work, world):
    """Fails when the file could be put in order by what is not in it, or is called by what it was narrowed to."""
    plain = at_work.get(f"{ADDRESS}?export=csv")
    for order in ("areas", "-areas", "areas__name", "experience", "-experience"):
        assert at_work.get(f"{ADDRESS}?export=csv&ordering={order}").content == plain.content
    assert plain["Content-Disposition"] == 'attachment; filename="medlemskap.csv"'
    assert [word in plain.content.decode() for word in ("EGENTEGN område", "pårørende")] == [False, False]


def test_what_a_list_of_people_can_be_narrowed_to_stands_in_its_file_or_keeps_it_in_the_house():
    """Every list with somebody's name in it. Fails when a filter is added over what the file leaves out."""
    found = set()
    for name, viewset in VIEWSETS.items():
        columns = {path.split(".")[0].removesuffix("_id") for path in viewset.list_export}
        if not columns & {"person", "representative"}:
            continue
        filters = getattr(viewset.filterset_class, "base_filters", {})
        fields = {each: one.field_name.removesuffix("_id") for each, one in filters.items()}
        found |= {(name, each) for each, field in fields.items() if field not in columns}
    assert found == TELLS_MORE
    kept = {(name, each) for name, viewset in VIEWSETS.items() for each in viewset.kept_in_house}
    assert kept == TELLS_MORE
