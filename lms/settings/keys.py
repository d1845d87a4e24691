"""The keys of one installation: made once, before there is a database, and never again.

`python -m lms.settings.keys` (called by `./run`) makes `<var>/keys.env`. The reflections in a database can only be
read with the keys they were written with, so a database without its keys is a stop, never a reason for new keys.
Standard library only: this runs before anything of Django is started.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from lms.key_file import FIELD_KEYS, new_field_key, values_in, write_closed

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("SECRET_KEY", FIELD_KEYS)


class KeysMissing(Exception):
    """There is a database, or half a key file, but not the keys that belong to it. Says what to do."""


def var_folder() -> Path:
    """Where keys, database and media live: `var/` in the checkout, or LIKEVEL_VAR."""
    return Path(os.environ.get("LIKEVEL_VAR") or ROOT / "var")


def ensure_keys(var: Path) -> bool:
    """Make `var` and its keys where there are none. Returns True when new keys were made.

    Keys in the environment count as keys. Raises KeysMissing when a database exists without them. Both the folder
    and the file are closed to everyone else (0700, 0600), and the file appears whole or not at all.
    """
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    var.chmod(0o700)
    path = var / "keys.env"
    missing = [name for name in NAMES if not os.environ.get(name) and name not in names_in(path)]
    if not missing:
        return False
    if path.exists():
        raise KeysMissing(
            f"{path} does not say {' or '.join(missing)}. Put back the whole file from your backup of the keys."
        )
    database = existing_database(var)
    if database:
        raise KeysMissing(
            f"There is a database ({database}) but its keys are missing ({path}). "
            "Without them nobody can read what people have written. Put keys.env back from your backup of the keys. "
            "If nothing in the database is to be kept, remove the database and start again."
        )
    write_keys(path)
    return True


def names_in(path: Path) -> set[str]:
    """The names that have a value in the key file; empty when there is no file."""
    return set(values_in(path))


def existing_database(var: Path) -> str:
    """The database that is already there, as words for the screen; empty when there is none yet."""
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith(("postgres", "pgsql", "psql")):
        return "the one in DATABASE_URL" if postgresql_has_tables(url) else ""
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else var / "likevel.sqlite3"
    return str(path) if path.exists() and path.stat().st_size else ""


def postgresql_has_tables(url: str) -> bool:
    """Whether this PostgreSQL database has been migrated before."""
    import psycopg  # only here: SQLite users need no driver

    _, _, rest = url.partition("://")
    with psycopg.connect(f"postgresql://{rest}") as connection:
        row = connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
    return bool(row and row[0])


def write_keys(path: Path) -> None:
    """Write fresh keys to `path`: all of them, or none when it is interrupted."""
    write_closed(
        path,
        "# The keys of this installation. Keep a copy apart from the backups of the database:\n"
        "# without it the reflections in the database can never be read again.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        "# Newest first, separated by commas. An old key stays as long as texts are written with it.\n"
        f"{FIELD_KEYS}={new_field_key()}\n",
    )


def main() -> int:
    try:
        if ensure_keys(var_folder()):
            sys.stdout.write(f"Made new keys: {var_folder() / 'keys.env'}\n")
    except KeysMissing as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
