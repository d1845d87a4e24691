"""Every test of this room happens on 15 April 2026."""

from collections.abc import Generator

import pytest
import time_machine

from tests.approvals.making import NOW


@pytest.fixture(autouse=True)
def _in_april() -> Generator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
