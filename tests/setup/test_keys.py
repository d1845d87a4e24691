"""Keys are made once, before there is a database, and nobody else can read them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from lms.settings.keys import KeysMissing, ensure_keys, names_in


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "var"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_installation_gets_keys_that_only_its_owner_reads(var: Path) -> None:
    assert ensure_keys(var) is True
    assert mode(var) == 0o700
    assert mode(var / "keys.env") == 0o600
    values = dict(
        line.split("=", 1)
        for line in (var / "keys.env").read_text().splitlines()
        if line and not line.startswith("#")
    )
    assert sorted(values) == ["FIELD_ENCRYPTION_KEYS", "SECRET_KEY"]
    assert len(values["SECRET_KEY"]) >= 50
    box = Fernet(values["FIELD_ENCRYPTION_KEYS"])
    assert box.decrypt(box.encrypt("blåbær".encode())).decode() == "blåbær"


def test_a_folder_that_others_could_read_is_closed(var: Path) -> None:
    var.mkdir(mode=0o755)
    ensure_keys(var)
    assert mode(var) == 0o700


def test_keys_are_never_made_twice(var: Path) -> None:
    ensure_keys(var)
    before = (var / "keys.env").read_text()
    (var / "likevel.sqlite3").write_bytes(b"a database")
    assert ensure_keys(var) is False
    assert (var / "keys.env").read_text() == before


def test_a_database_without_its_keys_is_a_stop_with_a_sentence(var: Path) -> None:
    var.mkdir()
    (var / "likevel.sqlite3").write_bytes(b"a database")
    with pytest.raises(KeysMissing) as refusal:
        ensure_keys(var)
    assert str(refusal.value) == (
        f"There is a database ({var / 'likevel.sqlite3'}) but its keys are missing ({var / 'keys.env'}). "
        "Without them nobody can read what people have written. Put keys.env back from your backup of the keys. "
        "If nothing in the database is to be kept, remove the database and start again."
    )
    assert not (var / "keys.env").exists()


def test_a_database_elsewhere_without_its_keys_is_a_stop_too(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.sqlite3").write_bytes(b"a database")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite3'}")
    with pytest.raises(KeysMissing):
        ensure_keys(var)
    assert not (var / "keys.env").exists()


def test_half_a_key_file_is_not_filled_up(var: Path) -> None:
    var.mkdir()
    (var / "keys.env").write_text("SECRET_KEY=one\nFIELD_ENCRYPTION_KEYS=\n")
    with pytest.raises(KeysMissing) as refusal:
        ensure_keys(var)
    assert str(refusal.value) == (
        f"{var / 'keys.env'} does not say FIELD_ENCRYPTION_KEYS. "
        "Put back the whole file from your backup of the keys."
    )
    assert names_in(var / "keys.env") == {"SECRET_KEY"}


def test_keys_in_the_environment_are_enough(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "one")
    monkeypatch.setenv("FIELD_ENCRYPTION_KEYS", "two")
    assert ensure_keys(var) is False
    assert not (var / "keys.env").exists()


def test_an_interrupted_making_of_keys_leaves_no_half_file(var: Path) -> None:
    var.mkdir()
    (var / "keys.new").write_text("SECRET_KEY=ha")
    assert ensure_keys(var) is True
    assert names_in(var / "keys.env") == {"SECRET_KEY", "FIELD_ENCRYPTION_KEYS"}
    assert not (var / "keys.new").exists()
