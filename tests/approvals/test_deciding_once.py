"""One decision for a case, also when members decide at the same moment."""

from pathlib import Path

import pytest

from tests.approvals.making import make_case, make_decidable, make_member, make_organisation
from tests.other_processes import told_by_another

pytestmark = pytest.mark.django_db
RACER = """
from tests.racing import at_once, given, tell
from certificates.approvals.deciding import decide
from certificates.approvals.errors import ApprovalError
from certificates.approvals.models import Appointment, Case, Decision
from certificates.models import Certificate
from lms.people.models import SentMessage, User

case_id, people = given

def race(vote):
    person, outcome = vote
    try:
        decide(case=Case.objects.get(pk=case_id), outcome=outcome, by=User.objects.get(pk=person))
    except ApprovalError:
        return "refused"
    return "decided"

answers, failed = at_once(race, [(one, ("approved", "not_now")[number % 2]) for number, one in enumerate(people)])
approved = Case.objects.get(pk=case_id).state == "approved"
tell({"answers": sorted(answers) + failed, "decisions": Decision.objects.count(),
    "consistent": Appointment.objects.count() == Certificate.objects.filter(kind="approval").count() == int(approved),
    "told": SentMessage.objects.filter(key__startswith="decision_").count()})
"""


@pytest.mark.django_db(transaction=True)
def test_members_who_decide_at_the_same_moment_make_one_decision(tmp_path: Path) -> None:
    """Six threads, two outcomes. Fails without the lock on the case, or with the look at its state before the lock."""
    organisation = make_organisation()
    members = [make_member(organisation, f"Kari {number}") for number in range(6)]
    case = make_decidable(make_case(organisation=organisation), members[0])
    told = told_by_another(RACER, [case.pk, [member.pk for member in members]], tmp_path)
    assert told == {
        "answers": ["decided"] + ["refused"] * 5,
        "decisions": 1,
        "consistent": True,
        "told": 1,
    }
