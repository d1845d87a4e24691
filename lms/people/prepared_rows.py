"""What the rows of a selection whose SQL is kept come to: columns as Python has them, or objects.

It stands beside Django's own way through a queryset, uses the same converters and makes the same objects
(docs/decisions/0023); the tests compare the two on each database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, Model, QuerySet
from django.db.models.query import ValuesListIterable
from wagtail.fields import StreamField

from lms.people.encryption import EncryptedTextField

#: How many different answers to one selection are kept made.
KEPT = 256
#: Columns that are never kept: what only the running site can read, and values that somebody could write into.
NEVER_KEPT = (EncryptedTextField, JSONField, StreamField)


@dataclass(frozen=True)
class Written:
    """A selection with its SQL, and for each place in it the name of a value, or what the rule itself says."""

    selection: QuerySet
    compiler: Any
    sql: str
    places: list[tuple[tuple | None, Any]]
    of_thread: threading.local = field(default_factory=threading.local)

    def found(self, given: dict[tuple, Any]) -> list[Any]:
        """Tuples or objects, as the selection asks for. One query."""
        stored = self.stored(given)
        return stored.turned() if self.gives_columns else self.objects(stored.rows)

    def found_in_surroundings(self, given: dict[tuple, Any]) -> list[Any]:
        """Objects; what each belongs to is a copy of what was made once for the very same columns. One query."""
        places, rows = self.places_of_surroundings, self.stored(given).rows
        alone = self.objects(rows, klass_info={**self.compiler.klass_info, "related_klass_infos": []})
        for one, row in zip(alone, rows, strict=True):
            columns = tuple([row[place] for place in places])
            one._state.fields_cache = _copied(self._surroundings(columns))
        return alone

    @cached_property
    def gives_columns(self) -> bool:
        """Whether tuples of the columns asked for are wanted, just as the database has them: no object is made of them."""
        return self.selection._iterable_class is ValuesListIterable and not self.compiler.has_extra_select

    def stored(self, given: dict[tuple, Any]) -> Stored:
        """The rows without a queryset and its iterators around them: most of the cost of a small one."""
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            if self.question_marks:
                cursor.cursor.convert_query = self._with_question_marks
            cursor.execute(self.sql, self._filled(given))
            return Stored(tuple(cursor.fetchall()), self)

    @cached_property
    def question_marks(self) -> str:
        """On SQLite the same SQL with its own kind of places. Django looks for them anew in every query, which costs as
        much as running a small one. Empty on other databases: a selection is written for one kind alone."""
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            convert = getattr(cursor.cursor, "convert_query", None)
            return convert(self.sql) if convert else ""

    def _with_question_marks(self, _sql: str, **_names: Any) -> str:
        return self.question_marks

    def objects(self, rows: tuple[tuple, ...], **changed: Any) -> list[Any]:
        """What the queryset itself makes of these rows."""
        compiler = self._compiler(**changed)
        compiler.execute_sql = lambda *_args, **_options: [rows]
        compiler.get_converters = partial(self._converters, compiler)
        query = _shallow(self.selection.query)
        query.get_compiler = lambda *_args, **_options: compiler
        return list(_shallow(self.selection, _query=query))

    @cached_property
    def places_of_surroundings(self) -> list[int]:
        """Where in a row that stands which the objects belong to. Raises ValueError for what must not be kept."""
        places = []
        for about in _related(self.compiler.klass_info):
            columns = [self.compiler.select[place][0].output_field for place in about["select_fields"]]
            if issubclass(about["model"], AbstractBaseUser) or any(
                isinstance(one, NEVER_KEPT) for one in columns
            ):
                raise ValueError(f"{about['model'].__name__} is not to be kept")
            places += about["select_fields"]
        return places

    @cached_property
    def _surroundings(self) -> Callable[[tuple], dict[str, Any]]:
        return lru_cache(maxsize=KEPT)(self._made_surroundings)

    def _made_surroundings(self, columns: tuple) -> dict[str, Any]:
        """What is related, by name, made by the queryset of a row in which nothing else stands."""
        row = [None] * len(self.compiler.select)
        for place, value in zip(self.places_of_surroundings, columns, strict=True):
            row[place] = value
        (one,) = self.objects((tuple(row),))
        return one._state.fields_cache

    def turned(self, rows: Iterable[tuple]) -> list[tuple]:
        """The same rows with Python's values in them."""
        compiler = self._compiler()
        converters = self._converters(compiler, [column for column, *_how in compiler.select])
        return list(map(tuple, compiler.apply_converters(rows, converters) if converters else rows))

    def _filled(self, given: dict[tuple, Any]) -> list[Any]:
        return [
            (words % given[name] if words else given[name]) if name else words for name, words in self.places
        ]

    def _compiler(self, **changed: Any) -> Any:
        return _shallow(self.compiler, connection=connections[DEFAULT_DB_ALIAS], **changed)

    def _converters(self, compiler: Any, expressions: list) -> dict:
        """What turns the database's values into Python's, looked up once in each thread: it belongs to a connection."""
        known = vars(self.of_thread).get("converters")
        if known is None:
            known = self.of_thread.converters = type(compiler).get_converters(compiler, expressions)
        return known


@dataclass(frozen=True)
class Stored:
    """Rows as the database has them. Two are the same when the rows are."""

    rows: tuple[tuple, ...]
    written: Written = field(compare=False)

    def turned(self) -> list[tuple]:
        """The rows with Python's values in them."""
        return self.written.turned(self.rows)


def _related(about: dict) -> Iterator[dict]:
    for further in about.get("related_klass_infos", ()):
        yield further
        yield from _related(further)


def _copied(related: dict[str, Any]) -> dict[str, Any]:
    """The same objects for one reader alone, and copies of what they in turn belong to."""
    return {name: _copy_of(one) if isinstance(one, Model) else one for name, one in related.items()}


def _copy_of(one: Model) -> Model:
    state = _shallow(one._state, fields_cache=_copied(one._state.fields_cache))
    return _shallow(one, _state=state)


def _shallow(one: Any, **changed: Any) -> Any:
    """A copy that shares everything but what is `changed`: enough, since nothing is added to any of them any more."""
    other = object.__new__(type(one))
    other.__dict__.update(one.__dict__, **changed)
    return other
