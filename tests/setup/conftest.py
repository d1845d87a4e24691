"""The start script, seen from outside: as a person starts it, with a `var` folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.first_start import ROOT, environment


def _as_from_a_terminal() -> None:
    """Ctrl-C works again: whatever a script starts in the background, as `./test` does with these tests, ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass
class Running:
    """`./run` with its server and its worker, each known by its process id."""

    process: subprocess.Popen
    port: int
    log: Path
    server: int = 0
    worker: int = 0
    everyone: list[int] = field(default_factory=list)

    def wait_until_ready(self, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while "Likevel is ready" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)
        for child in children_of(self.process.pid):
            words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            if "gunicorn" in words:
                self.server = child
            if "db_worker" in words:
                self.worker = child
        assert 0 not in (self.server, self.worker), self.log.read_text()
        self.everyone = [self.server, *children_of(self.server), self.worker]

    def code(self) -> int:
        """The exit code, when it has ended."""
        return self.process.wait(timeout=60)

    def nobody_left(self) -> bool:
        """Whether server (with its processes) and worker are gone."""
        deadline = time.monotonic() + 40
        while any(is_alive(pid) for pid in self.everyone) and time.monotonic() < deadline:
            time.sleep(0.1)
        return not any(is_alive(pid) for pid in self.everyone)


def stat_of(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on; empty when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def children_of(parent: int) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if (fields := stat_of(pid)) and int(fields[1]) == parent]


def is_alive(pid: int) -> bool:
    fields = stat_of(pid)
    return bool(fields) and fields[0] != "Z"


def cpu_seconds(pid: int) -> float:
    """What a process and the children it has waited for have used."""
    ticks = sum(int(number) for number in stat_of(pid)[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def own_var(prepared_var: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared_var, tmp_path / "var")


@pytest.fixture
def start(prepared_var: Path, tmp_path: Path) -> Generator[Callable[[], Running]]:
    """Starts `./run` in the prepared folder, in a process group of its own, and ends what is left of it."""
    started: list[Running] = []

    def begin() -> Running:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = tmp_path / f"run-{port}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                ["./run", "--port", str(port)],
                cwd=ROOT,
                env=environment(LIKEVEL_VAR=str(prepared_var)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_as_from_a_terminal,
            )
        running = Running(process, port, log)
        started.append(running)
        running.wait_until_ready()
        return running

    yield begin
    for running in started:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGTERM)
            running.process.wait(timeout=60)
