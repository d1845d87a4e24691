"""Settings from the environment that refuse unclear values.

Real environment variables win over `<var>/keys.env`, the file that `./run` makes once.
"""

from __future__ import annotations

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("LIKEVEL_VAR", ROOT / "var"))

env = environ.Env()
if (VAR / "keys.env").exists():
    environ.Env.read_env(str(VAR / "keys.env"))

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def secret(name: str) -> str:
    """The secret called `name`. Raises ImproperlyConfigured when it is missing or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment, or let ./run make {VAR / 'keys.env'}."
        )
    return value


def secret_list(name: str) -> list[str]:
    """A comma separated list of secrets, newest first. Raises ImproperlyConfigured when it is empty."""
    return [part.strip() for part in secret(name).split(",") if part.strip()]


def switch(name: str, *, default: bool) -> bool:
    """An on/off setting. Raises ImproperlyConfigured for anything that is neither."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be on or off, not «{value}».")


def database(default_path: Path) -> dict:
    """The database of DATABASE_URL, or SQLite at `default_path` with settings that stand many writers."""
    config = env.db_url("DATABASE_URL", default=f"sqlite:///{default_path}")
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # secure_delete: what is deleted is overwritten in the file, not only left out of it.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config
