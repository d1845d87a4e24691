"""What looks at pages is `wide` by its folder: it runs on SQLite always, and on PostgreSQL with `./test --long`.

A page is put together from what verbs and queries give, and those are tried on both databases every time. What several do
at the very same moment stays on both too, wherever it lies: there the databases differ.
"""

from __future__ import annotations

import pytest

PAGE_FOLDERS = {"activities", "home", "views", "viewsets"}


def looks_at_pages(item: pytest.Item) -> bool:
    """Whether a test lies in a folder of pages and changes nothing beyond its own transaction."""
    marker = item.get_closest_marker("django_db")
    several_at_once = marker is not None and marker.kwargs.get("transaction", False)
    return bool(PAGE_FOLDERS & set(item.path.parent.parts)) and not several_at_once


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them, before the marks are asked for."""
    for item in items:
        if looks_at_pages(item):
            item.add_marker(pytest.mark.wide)
