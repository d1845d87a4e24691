"""The admin's own lists, met by the secretariat of one association while another has rows there too."""

from __future__ import annotations

import json

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ReferenceIndex

from lms.people.admin_filters import RowFilter
from lms.people.models import RoleKind, User
from tests.courses.viewsets.rows import DAY, VIEWSETS, make_rows, make_runs, rows_of
from tests.logging_in import log_in_with_second_factor, make_superuser
from tests.making import make_enrolment, make_role, make_run

pytestmark = pytest.mark.django_db
#: What each list costs, the log-in, the menu and the filters with it.
COSTS = {
    "lokallag": 19,
    "omrader": 19,
    "hjelp": 19,
    "meldinger": 19,
    "medlemskap": 21,
    "roller": 20,
    "gjennomforinger": 20,
    "kursledere": 19,
    "deltakende-foreninger": 20,
    "okter": 20,
    "plasser": 21,
    "taushetslofter": 20,
}
CHANGEABLE = [name for name, viewset in VIEWSETS.items() if "change" in viewset.actions]


@pytest.mark.parametrize("name", VIEWSETS)
def test_a_list_holds_ones_own_rows_and_nobody_elses(client, secretary, ours, theirs, name):
    """Would fail without `rows_for` around the list: the other association's rows are in the same tables."""
    make_rows(ours, "EGENTEGN")
    make_runs(ours, "EGENTEGN")
    assert rows_of(name, theirs).exists()
    page = client.get(reverse(f"{name}:index"))
    assert page.status_code == 200
    assert "FREMMED" not in page.text
    assert ("Vår" if name == "foreninger" else "EGENTEGN") in page.text


@pytest.mark.parametrize("name", VIEWSETS)
def test_another_associations_row_is_not_found_on_any_address(client, secretary, theirs, name):
    row = rows_of(name, theirs).first()
    patterns = [
        pattern.name for pattern in VIEWSETS[name]().get_urlpatterns() if "pk" in str(pattern.pattern)
    ]
    for pattern in patterns:
        address = reverse(f"{name}:{pattern}", args=[row.pk])
        assert client.get(address).status_code in (302, 404)
        assert client.post(address, {}).status_code in (302, 404, 405)
        assert "FREMMED" not in client.get(address, follow=True).text


@pytest.mark.parametrize("name", CHANGEABLE)
def test_ones_own_row_opens_and_its_form_offers_nothing_of_others(client, secretary, ours, theirs, name):
    make_rows(ours, "EGENTEGN")
    make_runs(ours, "EGENTEGN")
    row = rows_of(name, ours).first()
    for view in ("edit", "history"):
        page = client.get(reverse(f"{name}:{view}", args=[row.pk]))
        assert page.status_code == 200
        assert "FREMMED" not in page.text


@pytest.mark.parametrize("name", [name for name, viewset in VIEWSETS.items() if "add" in viewset.actions])
def test_a_form_for_something_new_offers_nothing_of_others(client, secretary, theirs, name):
    page = client.get(reverse(f"{name}:add"))
    assert page.status_code == 200
    others = {"deltakende-foreninger", "okter"}  # a joint course invites other associations by name
    assert ("FREMMED" in page.text.replace("FREMMED forening", "")) is False
    assert ("FREMMED forening" in page.text) is (name in others)


@pytest.mark.parametrize("name", COSTS)
def test_a_list_costs_the_same_with_one_row_and_with_thirty(
    client, secretary, ours, name, django_assert_num_queries
):
    """With its filters, each of which asks once for what can be chosen. Fails when a row asks for what stands beside it."""
    make_rows(ours, "EGENTEGN")
    make_runs(ours, "EGENTEGN")
    client.get(reverse(f"{name}:index"))
    with django_assert_num_queries(COSTS[name]):
        client.get(reverse(f"{name}:index"))
    make_rows(ours, "FLERE", number=30, first=1)
    make_runs(ours, "FLERE", number=30)
    with django_assert_num_queries(COSTS[name]):
        client.get(reverse(f"{name}:index"))


def test_a_file_costs_the_same_with_one_row_and_with_many(client, secretary, ours):
    """A file holds more of a row than the list. Fails when a row asks for what stands beside it, as the texts of a pledge."""
    make_rows(ours, "EGENTEGN")
    make_runs(ours, "EGENTEGN")
    one = what_files_cost(client)
    make_rows(ours, "FLERE", number=5, first=1)
    make_runs(ours, "FLERE", number=5)
    assert what_files_cost(client) == one


def what_files_cost(client) -> dict[str, int]:
    """How many queries the file of each list asks."""
    cost = {}
    for name in COSTS:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"{name}:index"), {"export": "csv"}).status_code == 200
        cost[name] = len(asked)
    return cost


@pytest.mark.parametrize("name", VIEWSETS)
def test_no_list_takes_a_name_from_the_address(client, secretary, ours, name, monkeypatch):
    """Neither by a search, which stays shut when somebody declares one, nor by a filter on a person. Fails without
    `is_searchable` in `BoundedIndex`: with a field to search in, Wagtail shows its box and puts the word into the address.
    """
    make_rows(ours, "EGENTEGN")
    make_runs(ours, "EGENTEGN")
    viewset = VIEWSETS[name]
    monkeypatch.setattr(viewset, "search_fields", ["pk"])
    index = viewset().index_view
    assert (index.view_initkwargs["search_fields"], index.view_class.is_searchable) == (["pk"], False)
    asked, plain = (client.get(reverse(f"{name}:index"), given) for given in ({"q": "Zzz"}, {}))
    assert list(asked.context["object_list"]) == list(plain.context["object_list"]) != []
    assert 'name="q"' not in asked.text


def test_no_filter_is_a_person():
    """A filter is an address. Fails when somebody makes one of a field that points at people, by whatever way."""
    rows = {
        (name, field)
        for name, viewset in VIEWSETS.items()
        for field, one in getattr(viewset.filterset_class, "base_filters", {}).items()
        if isinstance(one, RowFilter) and one.named and to_people(viewset.model, one.field_name)
    }
    assert rows == set()
    assert to_people(VIEWSETS["medlemskap"].model, "person") is True


def to_people(model: type[models.Model], path: str) -> bool:
    """Whether a path leads to a person."""
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model
    return model is User


@pytest.mark.parametrize("name", VIEWSETS)
def test_the_door_is_shut_for_trainees_leaders_and_former_secretaries(client, ours, name):
    run = make_run(organiser=ours)
    former = make_role(organisation=ours, until=DAY).person
    for person in (make_enrolment(run).person, run.leaders.get().person, former):
        log_in_with_second_factor(client, person)
        assert client.get(reverse(f"{name}:index")).status_code == 302


def test_an_editor_meets_words_and_no_people(client, ours):
    log_in_with_second_factor(client, make_role(organisation=ours, kind=RoleKind.EDITOR).person)
    opened = {name: client.get(reverse(f"{name}:index")).status_code for name in VIEWSETS}
    assert {name for name, status in opened.items() if status == 200} == {"hjelp", "meldinger"}


def test_a_superuser_sees_all_associations(client, ours, theirs):
    log_in_with_second_factor(client, make_superuser())
    page = client.get(reverse("foreninger:index"))
    assert "FREMMED forening" in page.text
    assert "Vår forening" in page.text
    assert client.get(reverse("roller:index")).text.count("FREMMED person 0") > 0


def test_choices_are_named_by_what_they_are_called(client, secretary, ours):
    make_rows(ours, "EGENTEGN")
    page = client.get(reverse("medlemskap:add")).text
    for name in ("EGENTEGN person 0 (", "EGENTEGN område 0", "EGENTEGN lag 0"):
        assert name in page


def test_places_are_only_looked_at(ours):
    assert [pattern.name for pattern in VIEWSETS["plasser"]().get_urlpatterns()] == [
        "index",
        "index_results",
        "history",
        "history_results",
        "inspect",
    ]


def test_models_about_people_are_not_in_the_reference_index():
    """`wagtail_reference_index_ignore` on each; without it a deleted person would live on in the index."""
    about_people = [viewset.model for viewset in VIEWSETS.values()] + [User]
    assert [model for model in about_people if model in ReferenceIndex.tracked_models] == []


def test_the_user_list_and_the_site_history_are_for_superusers(client, secretary):
    addresses = ["wagtailusers_users:index", "wagtailadmin_reports:site_history"]
    assert [client.get(reverse(address)).status_code for address in addresses] == [404, 404]
    log_in_with_second_factor(client, make_superuser())
    assert [client.get(reverse(address)).status_code for address in addresses] == [200, 200]


def test_the_menu_holds_what_one_may_open_in_norwegian(client, secretary):
    page = client.get(reverse("wagtailadmin_home")).text
    for word in ("Forening", "Medlemskap", "Roller", "Meldinger", "Kursgjennomføringer"):
        assert json.dumps(word)[1:-1] in page
    for way_out in ("/sekretariat/", "/min-side/"):
        assert json.dumps(way_out) in page


def test_a_form_names_its_fields_in_norwegian(client, secretary, ours):
    """Fails without the names for fields whose models give them none: «Course run» and «Organisation» stood there."""
    make_runs(ours, "EGENTEGN")
    for name, words in (
        ("kursledere", ["Kurs", "Kursleder", "Fra", "Til"]),
        ("deltakende-foreninger", ["Kurs", "Forening", "Utvalgsrepresentant", "Plasser"]),
        ("taushetslofter", ["Forening", "Vedtatt", "Vedtatt av"]),
    ):
        form = client.get(reverse(f"{name}:add")).context["form"]
        assert [str(field.label) for field in form][: len(words)] == words
    run = rows_of("gjennomforinger", ours).get()
    assert "Satt opp" in client.get(reverse("gjennomforinger:inspect", args=[run.pk])).text
