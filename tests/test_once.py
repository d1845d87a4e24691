"""A test that asks the database is known as such however it says so, and so is one that does not."""

from __future__ import annotations

import pytest

from tests.once import asks_the_database


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
