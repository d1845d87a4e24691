"""Selections that every page asks for, whose SQL is put together once and from then on only filled in.

On a page that runs ten small queries, putting their SQL together costs more than running them. What is asked for
stays said in querysets; only the words they come to are kept, for each kind of database (docs/decisions/0023).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet

from lms.people.prepared_rows import KEPT, Stored, Written

#: What stands where a value will: nothing that any rule says.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_000_000_000 + number,
    str: lambda number: f"a value to come {number}",
    datetime.date: lambda number: datetime.date(1801, 1, 1) + datetime.timedelta(days=number),
    datetime.datetime: lambda number: datetime.datetime(1801, 1, 1 + number, tzinfo=datetime.UTC),
    UUID: lambda number: UUID(int=number),
}
#: Room for the stand-ins of one list of numbers.
APART = 1000
#: Each length up to this has SQL of its own.
LONGEST_LIST = 12
#: Lists up to this one, a page of people, share one SQL: they are filled up with their last number, which finds nothing more.
#: Longer ones are asked for afresh; there it costs little beside what comes back.
LONGEST_FILLED = 50
#: A longer number, as somebody may type it into an address, is the number of nothing.
HIGHEST = 2**63 - 1

Made = TypeVar("Made")


class Prepared:
    """A selection by `build`, which gets the values by name and returns a queryset of objects or of values.

        held = Prepared(lambda person: Role.objects.filter(person=person), person=int)
        held.found(person=7)

    Each value is named with its type: int, str, date, datetime, UUID, or list for numbers in an `__in`. `build` must ask
    the same way whatever the values are. A text compared with `startswith` is put in as it is, so it may hold no `%`,
    `_` or backslash.
    """

    def __init__(self, build: Callable[..., QuerySet], **types: type) -> None:
        self._build = build
        self._types = types
        self._written: dict[tuple, Written] = {}
        self._once_made = lru_cache(maxsize=KEPT)(_make)

    def found(self, **values: Any) -> list[Any]:
        """What the queryset would give as a list. One query. Raises KeyError when a value is missing."""
        values = self._filled_up(values)
        written = self._written_for(values)
        return written.found(_flat(values)) if written else self._afresh(values)

    def found_in_surroundings(self, **values: Any) -> list[Any]:
        """The same objects. What they belong to (`select_related`) is made once for the very same columns, and each reader
        gets copies: hundreds of places stand in one run, course and association. One query.

        For surroundings that are about nobody: raises ValueError when they hold a person, or what is encrypted.
        """
        written = self._written_for(values)
        return written.found_in_surroundings(_flat(values)) if written else self._afresh(values)

    def made(self, make: Callable[..., Made], *also: Any, **values: Any) -> Made:
        """`make(rows, *also)` of what is found: made once for the very same rows, however often they are asked for. One query.

        The rows are read each time, so what comes is never out of date. It is shared between readers and threads: `make`
        is a function of its arguments alone, and nobody changes what it has made. For columns (`values_list`) only.
        """
        values = self._filled_up(values)
        written = self._written_for(values)
        if written is None:
            return make(self._afresh(values), *also)
        return self._once_made(written.stored(_flat(values)), make, *also)

    def _filled_up(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values, a list that is too long for SQL of its own as long as all that are."""
        long = {
            name: [*numbers, *[numbers[-1]] * (LONGEST_FILLED - len(numbers))]
            for name, kind in self._types.items()
            if kind is list and LONGEST_LIST < len(numbers := values[name]) < LONGEST_FILLED
        }
        return values | long

    def _written_for(self, values: dict[str, Any]) -> Written | None:
        """The SQL for this kind of database and these lengths of lists. None where none is kept."""
        lengths = self._lengths(values)
        if _is_out_of_reach(values) or any(
            not (0 < length <= LONGEST_LIST or length == LONGEST_FILLED) for length in lengths
        ):
            return None
        key = (connection.vendor, *lengths)
        return self._written.get(key) or self._write(key)

    def _afresh(self, values: dict[str, Any]) -> list[Any]:
        nothing = _is_out_of_reach(values) or 0 in self._lengths(values)
        return [] if nothing else list(self._build(**values))

    def _lengths(self, values: dict[str, Any]) -> tuple[int, ...]:
        return tuple(len(values[name]) for name, kind in self._types.items() if kind is list)

    def _write(self, key: tuple) -> Written:
        lengths = iter(key[1:])
        stand_ins = {
            name: _stand_in(kind, number, next(lengths) if kind is list else 0)
            for number, (name, kind) in enumerate(self._types.items())
        }
        selection = self._build(**stand_ins)
        compiler = selection.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        names = {value: name for name, value in _flat(stand_ins).items()}
        places = [_place(parameter, names) for parameter in parameters]
        if missing := set(names.values()).difference(name for name, _words in places):
            raise ValueError(f"the selection never uses {sorted(missing)}")
        return self._written.setdefault(key, Written(selection, compiler, sql, places))


def _is_out_of_reach(values: dict[str, Any]) -> bool:
    return any(isinstance(value, int) and value > HIGHEST for value in values.values())


def _make(stored: Stored, make: Callable[..., Made], *also: Any) -> Made:
    return make(stored.turned(), *also)


def _stand_in(kind: type, number: int, length: int) -> Any:
    if kind is list:
        return [STAND_INS[int](APART * (number + 1) + place) for place in range(length)]
    return STAND_INS[kind](number)


def _place(parameter: Any, names: dict[Any, tuple]) -> tuple[tuple | None, Any]:
    """The name of the value for this place, with a pattern where `startswith` makes one; or no name, and the rule's own."""
    if isinstance(parameter, str) and parameter.endswith("%") and (name := names.get(parameter[:-1])):
        return name, "%s%%"
    name = names.get(parameter) if isinstance(parameter, (int, str, datetime.date, UUID)) else None
    return (name, None) if name else (None, parameter)


def _flat(values: dict[str, Any]) -> dict[tuple, Any]:
    """Each value under its name, and each number of a list under its name and place, as the database is sent it."""
    flat: dict[tuple, Any] = {}
    for name, value in values.items():
        several = value if isinstance(value, list) else [value]
        flat |= {(name, place): _for_database(one) for place, one in enumerate(several)}
    return flat


def _for_database(value: Any) -> Any:
    if isinstance(value, (int, str)):
        return value
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, datetime.date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


class PreparedUpdate:
    """Writes some columns of one row, as `save(update_fields=…)` does, with SQL that is put together once.

    Every table the row lies in is written, the base first. No signal is sent. For rows that are written while somebody
    types; everything else is saved in the usual way.
    """

    def __init__(self, model: type[Model], columns: Iterable[str]) -> None:
        known = {field.name: field for field in model._meta.concrete_fields}
        fields = [known[name] for name in columns]
        bases = [*reversed(model._meta.get_parent_list()), model]
        self._tables = [
            (base, own) for base in bases if (own := [one for one in fields if one.model is base])
        ]

    def write(self, row: Model) -> None:
        """One query for each table. Raises DatabaseError when the row is gone."""
        for base, fields in self._tables:
            values = [one.get_db_prep_save(one.pre_save(row, False), connection) for one in fields]
            with connection.cursor() as cursor:
                cursor.execute(_update(base, tuple(one.column for one in fields)), [*values, row.pk])
                if cursor.rowcount == 0:
                    raise DatabaseError("The row that was to be written is gone.")


@cache
def _update(model: type[Model], columns: tuple[str, ...]) -> str:
    name = connection.ops.quote_name
    places = ", ".join(f"{name(column)} = %s" for column in columns)
    table, key = name(model._meta.db_table), name(model._meta.pk.column)
    return f"UPDATE {table} SET {places} WHERE {key} = %s"  # noqa: S608  names of our own tables and columns alone
