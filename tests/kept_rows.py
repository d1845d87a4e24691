"""The rows of a database as they were, copied beside it by the database itself, and put back into emptied tables.

Django would write them as JSON and save each row by itself again, two seconds before every test that empties the
database. On SQLite the copy is a file beside the database's own, on PostgreSQL a schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


def keep_rows(connection: BaseDatabaseWrapper) -> None:
    """Copies every table that has rows; an older copy goes."""
    forget_rows(connection)
    with _beside(connection), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE SCHEMA kept")
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'CREATE TABLE kept."{table}" AS SELECT * FROM "{table}"')  # noqa: S608  our own names


def put_back(connection: BaseDatabaseWrapper) -> None:
    """The tables hold the kept rows and no others. What points at a row that is not there is refused at the end."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with _beside(connection), transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
        for table in tables:
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM kept."{table}"')  # noqa: S608


def forget_rows(connection: BaseDatabaseWrapper) -> None:
    """No copy is left."""
    if connection.vendor == "sqlite":
        _file_beside(connection).unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE")


@contextmanager
def _beside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The copy can be named `kept`."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS kept", [str(_file_beside(connection))])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DETACH DATABASE kept")


def _file_beside(connection: BaseDatabaseWrapper) -> Path:
    return Path(f"{connection.settings_dict['NAME']}-kept")
