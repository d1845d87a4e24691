"""Thirty people type at once on the real database, two processes: nothing lost, no locked database, p95 printed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.making import make_enrolment, make_run
from tests.other_processes import ROOT, environment_for_others

PEOPLE, PROCESSES, TIMES = 30, 2, 3

TYPIST = """
import json, sys, threading, time
import django
django.setup()
from django.db import connection
from django.test import Client
from courses.models import Enrolment

places, times = json.loads(sys.argv[1]), int(sys.argv[2])
people = {place: Enrolment.objects.select_related("person").get(pk=place).person for place in places}
clients = {}
for place, person in people.items():
    clients[place] = Client()
    clients[place].force_login(person)
Client().post("/kurs/1/1.2/lagre/")  # the first request loads the whole address map; nobody waits for that later
print("ready", flush=True)
sys.stdin.readline()
took, wrong = [], []
served = threading.Semaphore(4)  # as many requests at a time as one process of the real server takes

def type_along(place):
    version = 0
    for number in range(1, times + 1):
        began = time.perf_counter()
        try:
            with served:
                answer = clients[place].post(f"/kurs/{place}/1.2/lagre/", {"text": f"{place}: " + "ord " * number,
                    "version": version, "window": f"w{place}", "stroke": number})
            took.append(time.perf_counter() - began)
            version = answer.json()["version"]
            if (answer.status_code, answer.json()["state"]) != (200, "saved"):
                wrong.append(answer.json())
        except Exception as error:
            wrong.append(repr(error))
        time.sleep(1)
    connection.close()

typists = [threading.Thread(target=type_along, args=(place,)) for place in places]
for typist in typists: typist.start()
for typist in typists: typist.join()
print(json.dumps({"took": took, "wrong": wrong}))
"""

READER = """
import json, sys
import django
django.setup()
from courses.models import OtherVersion, ReflectionResponse
rows = ReflectionResponse.objects.values_list("enrolment", "text", "version")
print(json.dumps({"rows": sorted(rows), "beside": OtherVersion.objects.count()}))
"""


@pytest.mark.django_db(transaction=True)
def test_thirty_people_type_at_once_and_nothing_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """Issue 3, Numbers. Fails without `transaction_mode` IMMEDIATE, or if a save were not one transaction."""
    run = make_run()
    places = [make_enrolment(run).pk for _person in range(PEOPLE)]
    environment = environment_for_others(tmp_path)
    typists = [
        subprocess.Popen(
            [sys.executable, "-c", TYPIST, json.dumps(places[number::PROCESSES]), str(TIMES)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for typist in typists:
        assert typist.stdout.readline() == "ready\n"
    for typist in typists:
        typist.stdin.write("go\n")
        typist.stdin.flush()
    told = [json.loads(typist.communicate(timeout=120)[0]) for typist in typists]
    took = sorted(seconds for report in told for seconds in report["took"])
    read = subprocess.run(
        [sys.executable, "-c", READER], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    with capsys.disabled():
        print(f"\n{PEOPLE} people typing at once: p95 {took[int(len(took) * 0.95)] * 1000:.0f} ms")  # noqa: T201
    assert [report["wrong"] for report in told] == [[]] * PROCESSES
    whole = [[place, f"{place}: " + "ord " * TIMES, TIMES] for place in sorted(places)]
    assert json.loads(read.stdout.splitlines()[-1]) == {"rows": whole, "beside": 0}
