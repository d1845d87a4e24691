"""What tests need that let several processes work on one database."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from django.db import connection


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
