"""What every test shares: the guards, the count of proven requirements, and the browser."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Generator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

pytest_plugins = [
    "pytester",
    "tests.first_start",
    "tests.guards",
    "tests.once",
    "tests.requirement_report",
    "tests.starter_course",
    "tests.wide",
]

# Playwright keeps an event loop in the test's own thread; Django takes that for a coroutine and refuses the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Python looks for rubbish each time 700 objects were made, and finds next to none. Looking more rarely saves a fifth.
gc.set_threshold(200_000, 20, 50)


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: nobody needs to look through it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that empty the database afterwards the rows back that migrations made (root page, locales …)."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        fixtures = set(getattr(item, "fixturenames", ()))
        transactional = marker is not None and marker.kwargs.get("transaction", False)
        if transactional or fixtures & {"live_server", "transactional_db"}:
            again = {**(marker.kwargs if marker else {}), "transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**again), append=False)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> Generator[None]:
    """A database that is kept for `--reuse-db` gets those rows back at the end too."""
    yield
    if not django_db_keepdb:
        return
    with django_db_blocker.unblock():
        for connection in connections.all(initialized_only=True):
            if rows := getattr(connection, "_test_serialized_contents", ""):
                connection.creation.deserialize_db_from_string(rows)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The system's Chromium (LIKEVEL_CHROMIUM names another), quiet and without calls to the outside."""
    names = (os.environ.get("LIKEVEL_CHROMIUM", ""), *CHROMIUM_NAMES)
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    arguments = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
    ]
    return {
        **browser_type_launch_args,
        **({"executable_path": found} if found else {}),
        "args": [*browser_type_launch_args.get("args", []), *arguments],
    }
