"""`./run`: server and worker live together and end together, and the second start is quick."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.first_start import ROOT, environment, set_up
from tests.setup.conftest import Running, cpu_seconds

STEPS = ["Bringing the database up to date", "Loading the demo world", "Collecting static files"]


def test_the_page_answers_and_ctrl_c_ends_server_and_worker(start: Callable[[], Running]) -> None:
    running = start()
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/", timeout=30) as answer:
        assert answer.status == 200
    os.killpg(running.process.pid, signal.SIGINT)
    assert running.code() == 130
    assert running.nobody_left()


def test_term_to_the_script_alone_ends_server_and_worker(start: Callable[[], Running]) -> None:
    running = start()
    os.kill(running.process.pid, signal.SIGTERM)
    assert running.code() == 143
    assert running.nobody_left()


@pytest.mark.parametrize("dying", ["server", "worker"])
def test_if_one_dies_both_end_and_the_exit_code_tells(start: Callable[[], Running], dying: str) -> None:
    running = start()
    os.kill(getattr(running, dying), signal.SIGKILL)
    assert running.code() == 137
    assert running.nobody_left()
    told = f"The {dying} ended by itself (code 137), so ./run ends too."
    assert running.log.read_text().splitlines().count(told) == 1


def test_a_script_that_is_killed_takes_server_and_worker_with_it(start: Callable[[], Running]) -> None:
    running = start()
    running.process.kill()
    running.process.wait(timeout=10)
    assert running.nobody_left()


def test_a_second_start_repeats_no_step_and_costs_little(start: Callable[[], Running]) -> None:
    """Two Django starts, server and worker; under ten seconds even when one processor does it all."""
    running = start()
    assert [line for line in running.log.read_text().splitlines() if line in STEPS] == []
    spent = sum(cpu_seconds(pid) for pid in (running.process.pid, running.server, running.worker))
    assert spent < 10


def test_the_first_set_up_closes_its_folder(prepared_var: Path) -> None:
    modes = {
        name: stat.S_IMODE((prepared_var / name).stat().st_mode)
        for name in ("", "keys.env", "likevel.sqlite3")
    }
    assert modes == {"": 0o700, "keys.env": 0o600, "likevel.sqlite3": 0o600}


def test_a_database_without_its_keys_stops_the_start(own_var: Path) -> None:
    (own_var / "keys.env").unlink()
    result = set_up(own_var)
    assert result.returncode == 1
    assert result.stderr.startswith(
        f"There is a database ({own_var / 'likevel.sqlite3'}) but its keys are missing"
    )
    assert not (own_var / "keys.env").exists()


def test_a_step_that_was_interrupted_is_made_again_and_no_other(prepared_var: Path) -> None:
    (prepared_var / "stamps" / "static").unlink()
    result = set_up(prepared_var)
    assert (result.returncode, result.stdout) == (0, "Collecting static files\n")


def test_a_taken_port_is_said_in_a_sentence(prepared_var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            ["./run", "--port", str(port)],
            cwd=ROOT,
            env=environment(LIKEVEL_VAR=str(prepared_var)),
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr == (
        f"Port {port} cannot be used; perhaps something else runs there. "
        f"Choose another: ./run --port {port + 1}\n"
    )
