"""Every test of this room happens on 15 April 2026; some begin with a decided case."""

from collections.abc import Generator

import pytest
import time_machine

from certificates.approvals.deciding import decide
from certificates.approvals.models import Case
from lms.people.models import User
from tests.approvals.making import NOW, make_case, make_decidable, make_member, make_organisation


@pytest.fixture(autouse=True)
def _in_april() -> Generator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def decided() -> tuple[Case, User]:
    """A decided case with its tasks."""
    organisation = make_organisation()
    kari = make_member(organisation, "Kari Krogh")
    case = make_decidable(make_case(organisation=organisation), kari)
    decide(
        case=case,
        outcome="approved_with_agreement",
        by=kari,
        agreement="Arne tar telefonvakt annenhver mandag.",
    )
    return case, kari
