"""Four in the secretariat at the same moment, in threads on a real database: the last seat is given to one who waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import waiting
from tests.courses.leading import open_run, secretariat_of
from tests.courses.test_people_in_and_out import a_line, seats
from tests.other_processes import told_by_another

RACER = """
import json, sys, threading
import django
django.setup()
from django.db import connection
from courses import waiting
from courses.errors import SeatsTaken
from courses.models import WaitingPlace
from lms.people.models import User

turns, by = json.loads(sys.argv[1])
barrier = threading.Barrier(len(turns))
given, refused, failed = [], [], []

def race(pk):
    turn = WaitingPlace.objects.select_related("course_run", "person", "organisation").get(pk=pk)
    person = User.objects.get(pk=by)
    barrier.wait()
    try:
        waiting.give_seat(turn=turn, by=person)
        given.append(pk)
    except SeatsTaken:
        refused.append(pk)
    except Exception as error:
        failed.append(repr(error))
    finally:
        connection.close()

racers = [threading.Thread(target=race, args=(pk,)) for pk in turns]
for racer in racers: racer.start()
for racer in racers: racer.join()
print(json.dumps([given, sorted(refused), failed, list(WaitingPlace.objects.order_by("pk").values_list("pk", flat=True))]))
"""


@pytest.mark.django_db(transaction=True)
def test_four_who_give_the_last_seat_give_it_to_one_from_the_waiting_list(tmp_path: Path) -> None:
    """One is invited, three are told that the seats are taken, and three still wait. Fails without the lock on the run."""
    run = open_run()
    by = secretariat_of(run)
    lines = [a_line(f"Venter Nr{number}", f"nr{number}@likevel.example") for number in range(4)]
    turns = waiting.put_in_line(course_run=run, organisation=run.organiser, lines=lines, by=by)
    seats(run, 1)
    everybody = [turn.pk for turn in turns]
    given, refused, failed, waits = told_by_another(RACER, [everybody, by.pk], tmp_path)
    assert (len(given), failed) == (1, [])
    assert refused == waits == sorted(set(everybody) - set(given))
