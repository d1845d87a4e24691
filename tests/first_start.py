"""The first start, made once for all tests that begin with a demo world: the start script's and the journeys'."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOT_INHERITED = {
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "FIELD_ENCRYPTION_KEYS",
    "LIKEVEL_PORT",
    "LIKEVEL_VAR",
    "SECRET_KEY",
    "SITE_ADDRESS",
}


def environment(**more: str) -> dict[str, str]:
    """The environment of a new user: nothing of this test run's own settings."""
    return {name: value for name, value in os.environ.items() if name not in NOT_INHERITED} | more


def set_up(var: Path) -> subprocess.CompletedProcess:
    """`./run --set-up` in `var`."""
    return subprocess.run(
        ["./run", "--set-up"],
        cwd=ROOT,
        env=environment(LIKEVEL_VAR=str(var)),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def prepared_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `var` folder after its first set-up. Tests that change it work on a copy.

    `./test` names a folder in LIKEVEL_FIRST_START: there the first of its suites makes it, and both take a copy.
    """
    var = tmp_path_factory.mktemp("prepared") / "var"
    if not (shared := os.environ.get("LIKEVEL_FIRST_START")):
        _make(var)
        return var
    with Path(f"{shared}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not Path(shared).exists():
            _make(Path(shared))
        return shutil.copytree(shared, var)


def _make(var: Path) -> None:
    result = set_up(var)
    assert result.returncode == 0, result.stdout + result.stderr
