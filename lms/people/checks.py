"""What must be right before the site starts: keys that open what is stored, and no demo where real people are."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from lms.people.encryption import box, encrypted_columns

PUT_BACK = "Put back the keys.env that belongs to this database, or set FIELD_ENCRYPTION_KEYS, newest first."


@register(Tags.security)
def field_keys_work(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """There is at least one key, and each is a Fernet key. No key is repeated in the message."""
    keys: Sequence[str] = getattr(settings, "FIELD_ENCRYPTION_KEYS", ())
    if not keys:
        return [Error("There is no key for what people write.", hint=PUT_BACK, id="people.E001")]
    wrong = [number for number, key in enumerate(keys, start=1) if not _is_key(key)]
    return [
        Error(f"Key number {number} in FIELD_ENCRYPTION_KEYS is not a key.", hint=PUT_BACK, id="people.E002")
        for number in wrong
    ]


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except (ValueError, TypeError):
        return False
    return True


@register(Tags.security)
def demo_stays_at_home(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Demo mode gives away every account, so it may not be on where the address is a public one."""
    if settings.DEMO_MODE and settings.SITE_ADDRESS.startswith("https://"):
        return [
            Error(
                "Demo mode is on, and SITE_ADDRESS is a public address.",
                hint="Use lms.settings.production, or remove https:// from SITE_ADDRESS for a demo.",
                id="people.E003",
            )
        ]
    return []


@register(Tags.database)
def keys_open_what_is_stored(
    app_configs: object, databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """The keys belong to this database: they open the oldest and the newest text of each encrypted column."""
    if not databases:
        return []
    return [
        Error(f"No key in FIELD_ENCRYPTION_KEYS opens the texts in {name}.", hint=PUT_BACK, id="people.E004")
        for name in columns_no_key_opens()
    ]


def refuse_keys_of_another_database() -> None:
    """For the start of the server. Raises ImproperlyConfigured, so that nobody meets a site in which every text is gone.

    Closes its connection, because the server's processes are made after this.
    """
    try:
        closed = columns_no_key_opens()
    finally:
        connection.close()
    if closed:
        raise ImproperlyConfigured(
            f"The keys do not belong to this database: none of them opens the texts in {', '.join(closed)}. {PUT_BACK}"
        )


def columns_no_key_opens() -> list[str]:
    """The encrypted columns whose oldest or newest text no key opens. None in a database that has no tables yet."""
    quote = connection.ops.quote_name
    closed = []
    for model, field in encrypted_columns():
        table, column, key = quote(model._meta.db_table), quote(field.column), quote(model._meta.pk.column)
        for order in ("ASC", "DESC"):
            query = f"SELECT {column} FROM {table} WHERE {column} <> '' ORDER BY {key} {order} LIMIT 1"  # noqa: S608
            try:
                with connection.cursor() as cursor:
                    cursor.execute(query)
                    row = cursor.fetchone()
            except DatabaseError:  # not migrated yet, or no database to ask: others say that
                return []
            if row and not _opens(row[0]):
                closed.append(f"{model._meta.label}.{field.name}")
                break
    return closed


def _opens(token: str) -> bool:
    try:
        box().decrypt(token.encode())
    except (InvalidToken, UnicodeEncodeError):
        return False
    return True
