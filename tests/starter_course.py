"""The database of the tests holds the starter course, loaded once, as every real site does after `./run`.

Each test sees it untouched: an ordinary test is rolled back, and a test that empties the database gets it back with
the rows that migrations made. `starter_course` is the course page in bokmål. For something small, use `make_course`.
"""

from __future__ import annotations

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from pytest_django import DjangoDbBlocker

from courses.loading import load_course
from courses.models import CoursePage


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Loads the course into a new test database; a kept one is only brought up to date."""
    with django_db_blocker.unblock():
        load_course(overwrite=True)
        now = connections[DEFAULT_DB_ALIAS]
        vars(now).pop("_test_serialized_contents", None)
        # On the class: while a browser's event loop runs in this thread, Django opens a connection of its own.
        type(now)._test_serialized_contents = now.creation.serialize_db_to_string()


@pytest.fixture
def starter_course(db: None) -> CoursePage:
    """The starter course, in bokmål."""
    return CoursePage.objects.get(slug="grunnkurs", locale__language_code="nb")
