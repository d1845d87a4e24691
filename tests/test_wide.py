"""Which tests plain `./test` leaves to SQLite: those of pages, and never what several do at the same moment."""

from __future__ import annotations

import pytest

from tests.wide import looks_at_pages

A_TEST = """
import pytest

@pytest.mark.django_db
def test_one_page():
    pass

@pytest.mark.django_db(transaction=True)
def test_several_at_once():
    pass
"""


@pytest.mark.parametrize(
    ("folder", "name", "expected"),
    [
        ("views", "something", [True, False]),
        ("people", "something", [False, False]),
        ("desks", "carrying_pictures", [True, False]),
        ("desks", "closing", [False, False]),
    ],
)
def test_a_page_is_known_by_where_it_lies(
    pytester: pytest.Pytester, folder: str, name: str, expected: list[bool]
) -> None:
    """Fails when the marker is asked for by hand, or when threads on a real database are left out of PostgreSQL."""
    where = pytester.mkpydir(folder) / f"test_{name}.py"
    where.write_text(A_TEST)
    items, _result = pytester.inline_genitems(where)
    assert [looks_at_pages(item) for item in items] == expected
