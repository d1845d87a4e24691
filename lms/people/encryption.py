"""Text that only the running site can read: encrypted in the database, keys outside it (privacy rule C.4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models

from lms.key_file import field_keys_in


class WrongKey(Exception):
    """No configured key opens a stored text. Raised instead of showing or saving scrambled text."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def current_keys() -> tuple[str, ...]:
    """The keys of this moment, newest first: those of the settings, or of the key file when it was changed since."""
    path: Path | None = settings.FIELD_KEYS_FILE
    if path is None:
        return tuple(settings.FIELD_ENCRYPTION_KEYS)
    try:
        known = path.stat()
    except FileNotFoundError:  # taken away under a running site: it goes on with what it has
        return tuple(settings.FIELD_ENCRYPTION_KEYS)
    return _keys_in(path, known.st_ino, known.st_mtime_ns) or tuple(settings.FIELD_ENCRYPTION_KEYS)


@lru_cache(maxsize=4)
def _keys_in(path: Path, _file: int, _changed: int) -> tuple[str, ...]:
    return tuple(field_keys_in(path))


def box() -> MultiFernet:
    """The keys of this moment: the first encrypts, all decrypt."""
    return _box(current_keys())


class EncryptedTextField(models.TextField):
    """A TextField whose column holds a Fernet token. Empty text is stored empty.

    Cannot be filtered on. Raises WrongKey when no configured key fits, so that nothing is mangled by a later save.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Encrypts with the newest key."""
        value = super().get_prep_value(value)
        return value if not value else box().encrypt(value.encode()).decode("ascii")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Decrypts with whichever key fits. Raises WrongKey when none does."""
        if not value:
            return value
        try:
            return box().decrypt(value.encode("ascii")).decode()
        except (InvalidToken, UnicodeEncodeError) as error:
            raise WrongKey(
                f"No key in FIELD_ENCRYPTION_KEYS opens {self.model._meta.label}.{self.name}."
            ) from error

    def get_lookup(self, lookup_name: str) -> Any:
        """Only «is empty» can be asked of an encrypted column; anything else would never match."""
        if lookup_name not in {"isnull"}:
            raise TypeError(f"{self.name} is encrypted and cannot be searched by «{lookup_name}».")
        return super().get_lookup(lookup_name)


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted column of the site, each with the model whose own table it is in."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field
