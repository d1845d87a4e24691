"""Several processes with several threads each issue the same certificates at the same moment, on a real database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.certificates.making import make_completed, make_course, make_organisation
from tests.other_processes import ROOT, environment_for_others

PROCESSES, THREADS, PLACES = 2, 4, 3

RACER = """
import json, sys, threading
import django
django.setup()
from django.db import connection
from certificates.issuing import issue_completion
from certificates.models import Certificate, CertificateFile, NumberSeries
from certificates.rendering import render

places, threads = json.loads(sys.argv[1]), int(sys.argv[2])
barrier = threading.Barrier(threads + 1)
issued, failed = [], []

def race():
    barrier.wait()
    try:
        issued.extend((place, issue_completion(enrolment_id=place).pk) for place in places)
    except Exception as error:
        failed.append(repr(error))
    finally:
        connection.close()

racers = [threading.Thread(target=race) for _ in range(threads)]
for racer in racers:
    racer.start()
print("ready", flush=True)
sys.stdin.readline()
barrier.wait()
for racer in racers:
    racer.join()
numbers = sorted(Certificate.objects.values_list("number", flat=True))
print(json.dumps({"issued": issued, "failed": failed, "numbers": numbers, "last": NumberSeries.objects.get().last,
                  "files": CertificateFile.objects.count()}))
"""


@pytest.mark.django_db(transaction=True)
def test_processes_and_threads_at_once_issue_each_certificate_once(tmp_path: Path) -> None:
    """Fails without the look for an earlier certificate inside the locked transaction, or without the locked series."""
    organisation, course = make_organisation(), make_course()
    places = [make_completed(organisation=organisation, course=course).pk for _ in range(PLACES)]
    environment = environment_for_others(tmp_path)
    command = [sys.executable, "-c", RACER, json.dumps(places), str(THREADS)]
    racers = [
        subprocess.Popen(
            command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    told = [json.loads(racer.communicate("go\n", timeout=120)[0]) for racer in racers]
    assert [report["failed"] for report in told] == [[]] * PROCESSES
    issued = {tuple(pair) for report in told for pair in report["issued"]}
    assert sorted(place for place, _ in issued) == sorted(places)
    last_word = max(told, key=lambda report: len(report["numbers"]))
    year = last_word["numbers"][0][3:7]
    assert last_word["numbers"] == [f"KB-{year}-{number:04d}" for number in range(1, PLACES + 1)]
    assert last_word["last"] == PLACES
