"""Four in the secretariat at the same moment, in threads on a real database: the last seat is given to one who waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import waiting
from tests.courses.leading import open_run, secretariat_of
from tests.courses.test_people_in_and_out import a_line, seats
from tests.other_processes import told_by_another

RACER = """
from tests.racing import at_once, given, tell
from courses import waiting
from courses.errors import SeatsTaken
from courses.models import WaitingPlace
from lms.people.models import User

turns, by = given
person = User.objects.get(pk=by)
seats, refused = [], []

def race(turn):
    try:
        waiting.give_seat(turn=turn, by=person)
        seats.append(turn.pk)
    except SeatsTaken:
        refused.append(turn.pk)

found = WaitingPlace.objects.select_related("course_run", "person", "organisation").filter(pk__in=turns)
_answers, failed = at_once(race, list(found))
tell([seats, sorted(refused), failed, list(WaitingPlace.objects.order_by("pk").values_list("pk", flat=True))])
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
