"""What never asks the database is the same on every database, and runs once: on SQLite."""

from __future__ import annotations

import pytest
from django.db import connection

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may ask, by its marker or through a fixture. pytest-django lets no other test do so."""
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves on PostgreSQL what asks it."""
    if connection.vendor != "postgresql":
        return
    config.hook.pytest_deselected(items=[item for item in items if not asks_the_database(item)])
    items[:] = [item for item in items if asks_the_database(item)]
