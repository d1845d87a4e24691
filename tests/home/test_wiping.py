"""What was deleted is gone from the file of the database, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

from lms.home.wiping import wipe
from lms.settings import env

WORDS = "Bare Solveig vet om sjøbua"


def in_files(folder: Path, words: str) -> list[str]:
    """The files in which the words stand."""
    return sorted(file.name for file in folder.iterdir() if words.encode() in file.read_bytes())


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A SQLite database with the settings of the site, in a file of its own."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = ConnectionHandler({"default": env.database(tmp_path / "likevel.sqlite3")})["default"]
    yield found
    found.close()


@pytest.mark.django_db
def test_deleted_words_stand_in_no_file_after_wiping(database, tmp_path):
    """Privacy rule C.4.10. The words lie in the clear here; on the site they are encrypted too. Fails when the
    write-ahead log keeps the old pages, or without `secure_delete` where SQLite is not built to overwrite by itself."""
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT)")
        cursor.executemany(
            "INSERT INTO words (text) VALUES (%s)", [(f"Andre ord {n} " * 40,) for n in range(200)]
        )
        cursor.execute("INSERT INTO words (text) VALUES (%s)", (WORDS,))
        wipe(database)
        assert in_files(tmp_path, WORDS) == ["likevel.sqlite3"]
        cursor.execute("DELETE FROM words WHERE text = %s", (WORDS,))
    assert wipe(database) == 1
    assert in_files(tmp_path, WORDS) == []
    assert in_files(tmp_path, "Andre ord 199") == ["likevel.sqlite3"]


def test_every_connection_asks_for_deleted_words_to_be_overwritten(database):
    """Debian builds SQLite with it and others do not, so that the file alone cannot tell. Fails without
    `secure_delete` in `env.database`."""
    commands = database.settings_dict["OPTIONS"]["init_command"].split(";")
    assert "PRAGMA secure_delete=ON" in [command.strip() for command in commands]


@pytest.mark.django_db
def test_inside_a_transaction_it_waits():
    """A test runs in one. Fails when wiping breaks off what somebody is doing."""
    assert (connection.in_atomic_block, wipe()) == (True, 0)
