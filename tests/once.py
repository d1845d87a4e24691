"""What never asks the database is the same on every database, and runs once: `./test` gives it a process of its own."""

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
        "--asking",
        choices=["database", "nothing"],
        help="only the tests that ask the database, or only those that never do",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves one of the two kinds, where one was asked for."""
    if (asking := config.getoption("--asking")) is None:
        return
    stays = [item for item in items if asks_the_database(item) == (asking == "database")]
    kept = set(stays)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = stays
