"""Writing everything encrypted anew with the newest key, while people go on writing.

A text is changed only if it is still the very same that was read, so a word somebody saves meanwhile is never lost; it
is met in the next round. What the newest key opens is left alone, so the work can be stopped and taken up at any time.
Nothing of what is decrypted leaves this module, and nothing is counted by person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection, models, transaction

from lms.people.encryption import box, current_keys, encrypted_columns

BATCH = 200
#: How a stored secret begins; what is not one is left alone.
TOKEN = "gAAAA"  # noqa: S105
ROUNDS = 5


@dataclass
class Rotation:
    """What one run of the work came to, in numbers of stored texts."""

    rewritten: int = 0
    newest: int = 0
    unreadable: int = 0

    def count(self, new: str | None, *, swapped: bool) -> None:
        """One stored text: opened by none, under the newest key already, or written anew just now."""
        if new is None:
            self.unreadable += 1
        elif not new:
            self.newest += 1
        elif swapped:
            self.rewritten += 1

    @property
    def is_complete(self) -> bool:
        """Whether the older keys are needed for nothing any more."""
        return not self.unreadable


def rotate_everything() -> Rotation:
    """Goes round until a whole round finds nothing written with an older key. Returns what was rewritten in all.

    Texts that no key opens are counted and left as they are. Side effects: one short transaction for each batch.
    """
    total = Rotation()
    for _round in range(ROUNDS):
        this = _one_round()
        total.rewritten += this.rewritten
        total.newest, total.unreadable = this.newest, this.unreadable
        if not this.rewritten:
            break
    return total


def written_with_older_keys() -> int:
    """How many stored texts the newest key does not open."""
    newest = Fernet(current_keys()[0])
    columns = sum(
        not _opens(newest, token)
        for model, field in encrypted_columns()
        for batch in _batches(model, field)
        for _pk, token in batch
    )
    factors = sum(
        not _opens(newest, token) for row in Authenticator.objects.all() for token in _tokens(row.data)
    )
    return columns + factors


def _one_round() -> Rotation:
    done = Rotation()
    for model, field in encrypted_columns():
        for batch in _batches(model, field):
            with transaction.atomic():
                for pk, token in batch:
                    new = _rotated(token)
                    done.count(new, swapped=bool(new) and _swap(model, field, pk, token, new))
    for pk in Authenticator.objects.values_list("pk", flat=True):
        _rotate_second_factor(pk, done)
    return done


def _rotated(token: str) -> str | None:
    """The text as the newest key writes it; empty when it is that already, None when no key opens it."""
    if _opens(Fernet(current_keys()[0]), token):
        return ""
    try:
        return box().rotate(token.encode()).decode("ascii")
    except (InvalidToken, UnicodeEncodeError):
        return None


def _opens(key: Fernet, token: str) -> bool:
    try:
        key.decrypt(token.encode())
    except (InvalidToken, UnicodeEncodeError):
        return False
    return True


def _batches(model: type[models.Model], field: models.Field) -> Iterator[list[tuple[Any, str]]]:
    """The stored tokens of a column as they lie there, by primary key, a handful at a time."""
    quote = connection.ops.quote_name
    table, column, key = quote(model._meta.db_table), quote(field.column), quote(model._meta.pk.column)
    query = f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''"  # noqa: S608  names of our own tables
    last: Any = None
    while True:
        with connection.cursor() as cursor:
            after = "" if last is None else f" AND {key} > %s"
            cursor.execute(f"{query}{after} ORDER BY {key} LIMIT {BATCH}", [] if last is None else [last])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _swap(model: type[models.Model], field: models.Field, pk: Any, old: str, new: str) -> bool:
    """Puts the new token in the place of the old one, unless somebody has written there since. Says whether it did."""
    quote = connection.ops.quote_name
    table, column, key = quote(model._meta.db_table), quote(field.column), quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",  # noqa: S608
            [new, pk, old],
        )
        return cursor.rowcount == 1


@transaction.atomic
def _rotate_second_factor(pk: int, done: Rotation) -> None:
    """The secrets of somebody's authenticator app and spare codes, which are kept with the same keys."""
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return
    changed = dict(row.data)
    for name, token in row.data.items():
        if isinstance(token, str) and token.startswith(TOKEN):
            new = _rotated(token)
            changed[name] = new or token
            done.count(new, swapped=True)
    if changed != row.data:
        row.data = changed
        row.save(update_fields=["data"])


def _tokens(data: dict[str, Any]) -> list[str]:
    return [value for value in data.values() if isinstance(value, str) and value.startswith(TOKEN)]
