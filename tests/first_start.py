"""The first start, made once for all tests that begin with a demo world: the start script's and the journeys'."""

from __future__ import annotations

import os
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
    """A `var` folder after its first set-up. Tests that change it work on a copy."""
    var = tmp_path_factory.mktemp("prepared") / "var"
    result = set_up(var)
    assert result.returncode == 0, result.stdout + result.stderr
    return var
