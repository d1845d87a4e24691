"""A test that asks the database is known as such however it says so, and so is one that does not."""

from __future__ import annotations

import pytest

from tests.once import KINDS, asks_the_database


def test_without_a_database(request):
    assert not asks_the_database(request.node)


@pytest.mark.django_db
def test_by_its_marker(request):
    assert asks_the_database(request.node)


@pytest.mark.usefixtures("db")
def test_by_a_fixture(request):
    assert asks_the_database(request.node)


@pytest.mark.usefixtures("starter_course")
def test_by_a_fixture_of_a_fixture(request):
    assert asks_the_database(request.node)


@pytest.mark.django_db(transaction=True)
def test_what_commits_waits_and_what_is_rolled_back_does_not(request):
    assert [name for name, holds in KINDS.items() if holds(request.node)] == ["database", "rest"]


@pytest.mark.django_db
def test_each_test_is_of_one_kind_on_sqlite(request):
    """Fails when a test would run twice, or never."""
    items = request.session.items
    run = {kind: sum(KINDS[kind](item) for item in items) for kind in ("nothing", "most", "walks", "rest")}
    assert (sum(run.values()), KINDS["most"](request.node)) == (len(items), True)
