"""The arrows between the rooms hold, and each contract in pyproject.toml is seen failing on a planted import."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("lms", "courses", "certificates")
LINT = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of our Python modules and of the contracts, to plant wrong imports in."""
    for room in ROOMS:
        for module in (ROOT / room).rglob("*.py"):
            target = tmp_path / module.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(module, target)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path, *words: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-P", "-c", LINT, "--no-cache", *words],
        cwd=house,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_as_it_is_keeps_every_contract(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("contract", "module", "planted"),
    [
        ("rooms", "lms/people/planted.py", "import courses.models"),
        ("rooms", "lms/people/planted.py", "import certificates.models"),
        ("rooms", "courses/planted.py", "from certificates import models"),
        ("approvals-on-top", "certificates/planted.py", "from certificates.approvals import models"),
        ("approvals-on-top", "certificates/models.py", "import certificates.approvals.models"),
        ("handover", "certificates/approvals/planted.py", "from courses.models import Response"),
        ("handover", "certificates/approvals/models.py", "import courses.completion"),
        ("glue", "lms/people/planted.py", "import lms.home.models"),
        ("glue", "courses/planted.py", "from lms import urls"),
        ("glue", "certificates/approvals/planted.py", "from lms.settings import base"),
    ],
)
def test_a_planted_import_breaks_its_contract(house: Path, contract: str, module: str, planted: str) -> None:
    with (house / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{planted}\n")
    (house / "courses" / "completion.py").touch()
    result = lint(house, "--contract", contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "0 kept, 1 broken" in result.stdout


def test_the_committee_may_read_through_handover_and_hear_events(house: Path) -> None:
    (house / "certificates/approvals/handover.py").write_text("import courses.models\n", encoding="utf-8")
    (house / "certificates/approvals/planted.py").write_text("import courses.events\n", encoding="utf-8")
    result = lint(house, "--contract", "handover")
    assert result.returncode == 0, result.stdout
