"""What tests need that let several processes work on one database."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180  # seconds


def environment_for_others(folder: Path) -> dict[str, str]:
    """The environment of another process that works on this test's database."""
    return os.environ | {
        "DATABASE_URL": database_for_others(folder),
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "PYTHONPATH": str(ROOT),
    }


def told_by_another(script: str, given: Any, folder: Path) -> Any:
    """Runs a Python script in another process, gives it `given` as its first word (JSON), and returns its last line."""
    result = subprocess.run(
        [sys.executable, "-c", script, json.dumps(given)],
        cwd=ROOT,
        env=environment_for_others(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return json.loads(result.stdout.splitlines()[-1])


def database_for_others(folder: Path) -> str:
    """The address of this test's database for another process; SQLite's memory is copied to a file first."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        with sqlite3.connect(folder / "race.sqlite3") as target:
            connection.connection.backup(target)
        target.close()
        return f"sqlite:///{folder / 'race.sqlite3'}"
    login = quote(settings["USER"], safe="")
    if settings["PASSWORD"]:
        login += f":{quote(settings['PASSWORD'], safe='')}"
    # A host that is a folder is a unix socket; the address then has it before the name, in the path.
    host = str(settings["HOST"] or settings["OPTIONS"].get("host", ""))
    at = f"{login}@/{host}" if host.startswith("/") else f"{login}@{host}"
    port = f":{settings['PORT']}" if settings["PORT"] and not host.startswith("/") else ""
    return f"postgres://{at}{port}/{settings['NAME']}"
