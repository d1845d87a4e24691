"""The database of the tests holds the starter course, loaded once, as every real site does after `./run`.

Each test sees it untouched: an ordinary test is rolled back, and a test that empties the database gets it back with
the rows that migrations made. `starter_course` is the course page in bokmål. For something small, use `make_course`.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from pytest_django import DjangoDbBlocker

from courses.loading import load_course
from courses.models import CoursePage
from tests.kept_rows import forget_rows, keep_rows, put_back


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """Loads the course into a new test database; a kept one is only brought up to date."""
    with django_db_blocker.unblock():
        load_course(overwrite=True)
        now = connections[DEFAULT_DB_ALIAS]
        keep_rows(now)
        # Django gives back what it finds under this name, by this method; both on the class, since a connection of its
        # own is opened in each thread, and in this one while a browser's event loop runs.
        vars(now).pop("_test_serialized_contents", None)
        type(now)._test_serialized_contents = "the rows that are kept beside"
        type(now.creation).deserialize_db_from_string = lambda creation, _named: put_back(creation.connection)
    yield
    with django_db_blocker.unblock():
        forget_rows(connections[DEFAULT_DB_ALIAS])


@pytest.fixture
def starter_course(db: None) -> CoursePage:
    """The starter course, in bokmål."""
    return CoursePage.objects.get(slug="grunnkurs", locale__language_code="nb")
