"""Text that only the running site can read: encrypted in the database, keys outside it (privacy rule C.4.5)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class WrongKey(Exception):
    """No configured key opens a stored text. Raised instead of showing or saving scrambled text."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def box() -> MultiFernet:
    """The keys of the settings, newest first: the first encrypts, all decrypt."""
    return _box(tuple(settings.FIELD_ENCRYPTION_KEYS))


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
