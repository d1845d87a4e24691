"""What never asks the database is the same on every database, and runs once: `./test` gives it a process of its own.

After it the same process takes a part of what asks SQLite: what commits. The lists, the homes and the walks through all pages
for privacy follow where there is time, so that the three processes that run beside each other take alike.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
COMMITTING_FIXTURES = {"transactional_db", "live_server"}
WALKING_FOLDERS = {"home", "privacy", "viewsets"}


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may ask, by its marker or through a fixture. pytest-django lets no other test do so."""
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


def commits(item: pytest.Item) -> bool:
    """Whether a test that asks the database writes for good, as a browser or several at once do, and empties it afterwards."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction", False)) or bool(
        COMMITTING_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


def walks(item: pytest.Item) -> bool:
    """Whether a test that commits nothing lies among the lists, the homes and the walks through all pages."""
    return not commits(item) and bool(WALKING_FOLDERS & set(item.path.parent.parts))


KINDS: dict[str, Callable[[pytest.Item], bool]] = {
    "nothing": lambda item: not asks_the_database(item),
    "database": asks_the_database,
    "most": lambda item: asks_the_database(item) and not commits(item) and not walks(item),
    "walks": lambda item: asks_the_database(item) and walks(item),
    "rest": lambda item: asks_the_database(item) and commits(item),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--asking",
        choices=list(KINDS),
        help="only the tests that ask the database, of these most, the walks or the rest, or only those that ask nothing",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves one of the kinds, where one was asked for."""
    if (asking := config.getoption("--asking")) is None:
        return
    stays = [item for item in items if KINDS[asking](item)]
    kept = set(stays)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = stays
