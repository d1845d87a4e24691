"""How many of the requirements R1–R80 are proven: by marked tests that passed, with none that failed.

As a pytest plugin it ends each run with the count; `--requirement-report FILE` also writes what happened.
`python -m tests.requirement_report --failed-checks N FILE …` adds several runs (SQLite and PostgreSQL) and the checks
around them into one account, whose last line counts what passed and failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import pytest

ALL = range(1, 81)


class RequirementReport:
    """Collects outcomes; works in one process and as the controller of several."""

    def __init__(self) -> None:
        self.passed: set[int] = set()
        self.failed: set[int] = set()
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        numbers = {value for name, value in report.user_properties if name == "req"}
        if report.failed:
            self.failed |= numbers
            self.counts["failed"] += 1
        elif report.skipped:
            self.counts["skipped"] += 1
        elif report.when == "call":
            self.passed |= numbers
            self.counts["passed"] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.passed or self.failed:
            terminalreporter.write_line(sentence(self.passed, self.failed))

    def account(self) -> dict:
        return {"passed": sorted(self.passed), "failed": sorted(self.failed), "counts": self.counts}


def sentence(passed: set[int], failed: set[int]) -> str:
    """The account in one line."""
    proven = (passed - failed) & set(ALL)
    missing = [number for number in ALL if number not in proven]
    tail = f" Not yet: {ranges(missing)}." if missing else ""
    return f"Requirements proven: {len(proven)} of {len(ALL)}.{tail}"


def ranges(numbers: list[int]) -> str:
    """[2, 3, 4, 9] as "R2–R4, R9"."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return ", ".join(f"R{g[0]}" if len(g) == 1 else f"R{g[0]}–R{g[-1]}" for g in groups)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--requirement-report", metavar="FILE", help="write the outcome per requirement to FILE")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(RequirementReport(), "likevel-requirements")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("req"):
            for number in mark.args:
                if number not in ALL:
                    raise pytest.UsageError(f"{item.nodeid}: there is no requirement R{number}.")
                item.user_properties.append(("req", number))


def pytest_sessionfinish(session: pytest.Session) -> None:
    target = session.config.getoption("--requirement-report")
    plugin = session.config.pluginmanager.get_plugin("likevel-requirements")
    if target and plugin:
        Path(target).write_text(json.dumps(plugin.account()), encoding="utf-8")


def add_up(files: list[str], failed_checks: int = 0) -> str:
    """The account over several runs. A check that failed around the tests counts as one failure more."""
    runs = [json.loads(Path(name).read_text(encoding="utf-8")) for name in files]
    passed = {number for run in runs for number in run["passed"]}
    failed = {number for run in runs for number in run["failed"]}
    total = {
        word: sum(run["counts"].get(word, 0) for run in runs) for word in ("passed", "failed", "skipped")
    }
    closing = f"{total['passed']} passed, {total['failed'] + failed_checks} failed"
    if total["skipped"]:
        closing += f", {total['skipped']} skipped"
    return f"{sentence(passed, failed)}\n{closing}\n"


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--failed-checks", type=int, default=0)
    arguments.add_argument("files", nargs="+")
    given = arguments.parse_args()
    sys.stdout.write(add_up(given.files, given.failed_checks))
