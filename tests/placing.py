"""Puts pages into the tree with one statement per table, where `add_child` asks, indexes and logs for each page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from wagtail.models import Page

AnyPage = TypeVar("AnyPage", bound=Page)


def put(parent: Page, page: AnyPage) -> AnyPage:
    """Puts one new page last under its parent, and writes it."""
    place(parent, page)
    insert([page])
    return page


def place(parent: Page, *pages: Page) -> None:
    """Puts new pages last under their parent, which may be new itself. `insert` writes them."""
    before = 0 if parent._state.adding else _last_number(parent)
    for number, page in enumerate(pages, before + 1):
        page.depth = parent.depth + 1
        page.path = page._get_path(parent.path, page.depth, number)
        page.draft_title = page.title
        page.set_url_path(parent)
    parent.numchild += len(pages)
    if not parent._state.adding:
        Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)


def _last_number(parent: Page) -> int:
    """The number in the path of the last child; 0 without children."""
    path = parent.get_children().order_by("-path").values_list("path", flat=True).first()
    return Page._str2int(path[-Page.steplen :]) if path else 0


def insert(pages: Sequence[Page]) -> None:
    """Writes placed pages, a table at a time. No signals: neither the search nor Wagtail's index hears of them."""
    for table, rows in _by_table(pages).items():
        columns = table._meta.local_concrete_fields
        write = table._base_manager._insert
        if table is Page:
            columns = [column for column in columns if not column.primary_key]
            keys = write(rows, fields=columns, using=DEFAULT_DB_ALIAS, returning_fields=[Page._meta.pk])
            for page, (key,) in zip(rows, keys, strict=True):
                page.id = key
        else:
            for page in rows:
                setattr(page, table._meta.pk.attname, page.id)
            write(rows, fields=columns, using=DEFAULT_DB_ALIAS)
    for page in pages:
        page._state.adding, page._state.db = False, DEFAULT_DB_ALIAS


def _by_table(pages: Sequence[Page]) -> dict[type[Model], list[Page]]:
    """Which pages have a row in which table: parents' tables before their children's."""
    found: dict[type[Model], list[Page]] = {}
    for page in pages:
        for table in (*page._meta.all_parents, type(page)):
            found.setdefault(table, []).append(page)
    return dict(sorted(found.items(), key=lambda item: len(item[0]._meta.all_parents)))
