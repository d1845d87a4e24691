"""`./run` on a machine that lacks a system library: as root, with sudo, and without either."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.first_start import ROOT, environment

TOOLS = {"cut", "dirname", "env", "flock", "grep", "rm", "sed", "sh", "sha256sum", "tail", "touch", "true"}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A copy of the script with nothing to install, and a PATH on which libharfbuzz-subset0 is missing.

    `apt-get install` makes it appear; what was asked of apt-get and sudo is written to `asked`.
    """
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (tools / tool).symlink_to(found)
    there = tmp_path / "harfbuzz"
    program(
        tools / "python3",
        f'case "$*" in *sys.executable*) echo "{tools}/python3" ;; *libharfbuzz-subset*) [ -e "{there}" ] ;; '
        '*"-m venv"*) echo "the packages are there"; exit 1 ;; esac',
    )
    asked = tmp_path / "asked"
    program(tools / "dpkg", "exit 0")
    program(
        tools / "apt-get",
        f'echo "apt-get $*" >>"{asked}"\ncase "$*" in *install*) touch "{there}" ;; esac',
    )
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    shutil.copy(ROOT / "run", checkout / "run")
    return tmp_path


def program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def become(machine: Path, user_id: int) -> None:
    program(machine / "bin" / "id", f"echo {user_id}")


def run(machine: Path) -> subprocess.CompletedProcess:
    """`./run --set-up`, of which only the first step matters here; the next one ends it."""
    return subprocess.run(
        [str(machine / "checkout" / "run"), "--set-up"],
        env=environment(PATH=str(machine / "bin")),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def asked(machine: Path) -> list[str]:
    path = machine / "asked"
    return path.read_text().splitlines() if path.exists() else []


INSTALL = "apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends libharfbuzz-subset0"


def test_without_root_and_sudo_the_exact_line_is_printed(machine: Path) -> None:
    become(machine, 1000)
    result = run(machine)
    assert result.returncode == 1
    assert result.stderr == (
        "Some system packages are missing. Run this as root, then start again:\n\n"
        "    apt-get update && apt-get install -y --no-install-recommends libharfbuzz-subset0\n\n"
    )
    assert asked(machine) == []
    assert not (machine / "checkout" / ".venv").exists()


def test_sudo_that_would_ask_for_a_password_nobody_can_type_counts_as_none(machine: Path) -> None:
    become(machine, 1000)
    program(machine / "bin" / "sudo", "exit 1")
    result = run(machine)
    assert (result.returncode, asked(machine)) == (1, [])


def test_root_installs_what_is_missing(machine: Path) -> None:
    become(machine, 0)
    result = run(machine)
    assert asked(machine) == ["apt-get update -q", INSTALL]
    assert result.stdout.splitlines()[-1] == "the packages are there"


def test_sudo_installs_what_is_missing(machine: Path) -> None:
    become(machine, 1000)
    program(
        machine / "bin" / "sudo",
        f'case "$1" in -n) shift ;; *) echo sudo >>"{machine}/asked" ;; esac\nexec "$@"',
    )
    result = run(machine)
    assert asked(machine) == ["sudo", "sudo", "apt-get update -q", "sudo", INSTALL]
    assert result.stdout.splitlines()[-1] == "the packages are there"


def test_an_installation_that_fails_prints_the_line_too(machine: Path) -> None:
    become(machine, 0)
    program(machine / "bin" / "apt-get", "exit 100")
    result = run(machine)
    assert result.returncode == 1
    assert result.stderr.startswith("Some system packages are missing. Run this as root, then start again:\n")


def test_an_old_python_is_said_in_a_sentence(machine: Path) -> None:
    program(machine / "bin" / "python3", "exit 1")
    result = run(machine)
    assert result.returncode == 1
    assert result.stderr == (
        "Likevel needs Python 3.11 or newer. On Debian 12 and Ubuntu 24.04: apt-get install python3\n"
    )
