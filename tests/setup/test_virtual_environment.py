"""`.venv` is exactly what the lock says, whatever was interrupted before. Tried with a lock of nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.first_start import ROOT, environment


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Only what the installing of libraries reads, with locks that ask for none."""
    shutil.copy(ROOT / "run", tmp_path / "run")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / lock).write_text("# nothing\n")
    return tmp_path


def begin(checkout: Path) -> subprocess.Popen:
    return subprocess.Popen(
        ["./run", "--set-up", "tests"],
        cwd=checkout,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finished(process: subprocess.Popen) -> str:
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return output


INSTALLING = (
    "Installing the Python libraries of requirements-dev.lock into .venv (a few minutes the first time)\n"
)


@pytest.mark.long
def test_a_finished_environment_is_left_alone_and_a_half_made_one_is_made_anew(checkout: Path) -> None:
    half = checkout / ".venv" / "left-over"
    half.parent.mkdir()
    half.touch()
    assert finished(begin(checkout)) == INSTALLING
    assert not half.exists()
    kept = checkout / ".venv" / "kept"
    kept.touch()
    assert finished(begin(checkout)) == ""
    assert kept.exists()


@pytest.mark.long
def test_another_lock_gives_another_environment_and_two_at_once_make_one(checkout: Path) -> None:
    finished(begin(checkout))
    old = checkout / ".venv" / "old"
    old.touch()
    (checkout / "requirements.lock").write_text("# nothing, but newer\n")
    both = [begin(checkout), begin(checkout)]
    outputs = [finished(process) for process in both]
    assert not old.exists()
    assert sum(INSTALLING in output for output in outputs) == 1
