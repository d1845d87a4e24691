"""One decision for a case, also when members decide at the same moment."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.approvals.making import make_case, make_decidable, make_member, make_organisation
from tests.other_processes import database_for_others

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
RACER = """
import json, sys, threading
import django
django.setup()
from django.db import connection
from certificates.approvals.deciding import decide
from certificates.approvals.errors import ApprovalError
from certificates.approvals.models import Appointment, Case, Decision
from certificates.models import Certificate
from lms.people.models import SentMessage, User

case_id, people = json.loads(sys.argv[1])
barrier = threading.Barrier(len(people))
answers = []

def race(person, outcome):
    barrier.wait()
    try:
        decide(case=Case.objects.get(pk=case_id), outcome=outcome, by=User.objects.get(pk=person))
        answers.append("decided")
    except ApprovalError:
        answers.append("refused")
    except Exception as error:
        answers.append(repr(error))
    finally:
        connection.close()

racers = [threading.Thread(target=race, args=(person, ("approved", "not_now")[number % 2])) for number, person in enumerate(people)]
for racer in racers: racer.start()
for racer in racers: racer.join()
approved = Case.objects.get(pk=case_id).state == "approved"
print(json.dumps({"answers": sorted(answers), "decisions": Decision.objects.count(),
    "consistent": Appointment.objects.count() == Certificate.objects.filter(kind="approval").count() == int(approved),
    "told": SentMessage.objects.filter(key__startswith="decision_").count()}))
"""


@pytest.mark.django_db(transaction=True)
def test_members_who_decide_at_the_same_moment_make_one_decision(tmp_path: Path) -> None:
    """Six threads, two outcomes. Fails without the lock on the case, or with the look at its state before the lock."""
    organisation = make_organisation()
    members = [make_member(organisation, f"Kari {number}") for number in range(6)]
    case = make_decidable(make_case(organisation=organisation), members[0])
    environment = os.environ | {
        "DATABASE_URL": database_for_others(tmp_path),
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "PYTHONPATH": str(ROOT),
    }
    result = subprocess.run(
        [sys.executable, "-c", RACER, json.dumps([case.pk, [member.pk for member in members]])],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = json.loads(result.stdout.splitlines()[-1])
    assert told == {
        "answers": ["decided"] + ["refused"] * 5,
        "decisions": 1,
        "consistent": True,
        "told": 1,
    }
