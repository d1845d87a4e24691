"""What never asks the database is the same on every database, and runs once: beside the suite that has less to do.

`./test` leaves it to PostgreSQL, where no journey runs, and leaves it out on SQLite: so both end at about the same time.
"""

from __future__ import annotations

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may ask, by its marker or through a fixture. pytest-django lets no other test do so."""
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--leave-out-once",
        action="store_true",
        help="without what never asks the database: another suite has it; journeys stay",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves what asks the database, and the journeys."""
    if not config.getoption("--leave-out-once"):
        return
    stays = [item for item in items if asks_the_database(item) or item.get_closest_marker("journey")]
    kept = set(stays)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = stays
