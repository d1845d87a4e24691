"""What looks at pages is `wide` by where it lies: it runs on SQLite always, and on PostgreSQL with `./test --long`.

Pages are those of `views` and their kind, the walks through all of them for privacy, and the editors' work on a whole course.

A page is put together from what verbs and queries give, and those are tried on both databases every time. What several do
at the very same moment stays on both too, wherever it lies: there the databases differ.
"""

from __future__ import annotations

import pytest

PAGE_FOLDERS = {"activities", "home", "privacy", "views", "viewsets"}
#: Loading a course, carrying it out and in, copying it, and the desk where it is written: the beginnings of file names.
EDITORS_WORK = (
    "carrying",
    "content",
    "copying",
    "desk",
    "following_files",
    "keeping_pages",
    "loading",
    "public_pages",
)


def looks_at_pages(item: pytest.Item) -> bool:
    """Whether a test lies among those of pages and changes nothing beyond its own transaction."""
    marker = item.get_closest_marker("django_db")
    several_at_once = marker is not None and marker.kwargs.get("transaction", False)
    is_editors = item.path.name.startswith(tuple(f"test_{name}" for name in EDITORS_WORK))
    return (is_editors or bool(PAGE_FOLDERS & set(item.path.parent.parts))) and not several_at_once


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them, before the marks are asked for."""
    for item in items:
        if looks_at_pages(item):
            item.add_marker(pytest.mark.wide)
