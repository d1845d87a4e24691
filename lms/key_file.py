"""The file that holds an installation's keys: reading it, and changing it so that a reader meets the old or the new whole.

Standard library only: it is used before anything of Django is started.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path

FIELD_KEYS = "FIELD_ENCRYPTION_KEYS"


def values_in(path: Path) -> dict[str, str]:
    """What the file says, by name; empty when there is no file."""
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def field_keys_in(path: Path) -> list[str]:
    """The keys for what people write, newest first; empty when the file has none."""
    return [key.strip() for key in values_in(path).get(FIELD_KEYS, "").split(",") if key.strip()]


def new_field_key() -> str:
    """A fresh key."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def set_field_keys(path: Path, keys: list[str]) -> None:
    """Puts these keys in the place of those that stand there, and leaves every other line as it is."""
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [
        f"{FIELD_KEYS}={','.join(keys)}" if line.partition("=")[0].strip() == FIELD_KEYS else line
        for line in lines
    ]
    write_closed(path, "\n".join(changed) + "\n")


def write_closed(path: Path, text: str) -> None:
    """Writes a file for its owner alone (0600), through one beside it, so that an interruption leaves all or nothing."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
