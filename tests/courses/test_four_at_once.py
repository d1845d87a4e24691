"""Four at the same moment, in threads on a real database: the last seat from the waiting list, one in the door, one list."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from courses import waiting
from tests.courses.leading import gathering_of, open_run, secretariat_of
from tests.courses.test_people_in_and_out import a_line, seats
from tests.courses.working import leader_of
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


DOOR = """
from tests.racing import at_once, given, tell
from courses import walking_in
from courses.invitation_lists import Line
from courses.models import Enrolment, Gathering
from lms.people.models import User

gathering, by, typed, email = given
gathering = Gathering.objects.select_related("course_run__organiser").get(pk=gathering)
by = User.objects.get(pk=by)

def race(_click):
    line = Line(1, typed, typed, email)
    found = walking_in.walk_in(gathering=gathering, organisation=gathering.course_run.organiser, line=line, by=by)
    return found.pk

answers, failed = at_once(race, range(4))
tell([len(set(answers)), failed, User.objects.filter(name=typed).count(), Enrolment.objects.count()])
"""


@pytest.mark.parametrize("email", ["wenche@likevel.example", ""])
@pytest.mark.django_db(transaction=True)
def test_four_clicks_in_the_door_are_one_person_with_one_place(email: str, tmp_path: Path) -> None:
    """Also of who has no address, whom nothing but the name tells. Fails without the lock before somebody is registered."""
    run = open_run()
    run.gatherings.update(starts_at=timezone.now())
    given = [gathering_of(run).pk, leader_of(run).pk, "Wenche Nygård", email]
    assert told_by_another(DOOR, given, tmp_path) == [1, [], 1, 1]


LIST = """
from tests.racing import at_once, given, tell
from courses import inviting
from courses.models import CourseRun, Enrolment
from lms.people.models import User

run, by, text = given
run = CourseRun.objects.select_related("organiser").get(pk=run)
by = User.objects.get(pk=by)

def race(_click):
    return len(inviting.invite_list(course_run=run, organisation=run.organiser, text=text, by=by).places)

answers, failed = at_once(race, range(4))
people = User.objects.filter(email__endswith="@liste.example").count()
tell([sum(answers), failed, people, Enrolment.objects.count()])
"""


@pytest.mark.django_db(transaction=True)
def test_four_clicks_on_a_list_are_each_person_once(tmp_path: Path) -> None:
    """The three later ones find that they have a place. Fails without the lock before anybody is registered."""
    run = open_run()
    text = "\n".join(f"Person {letter}; {letter}@liste.example" for letter in "abcdef")
    given = [run.pk, secretariat_of(run).pk, text]
    assert told_by_another(LIST, given, tmp_path) == [6, [], 6, 6]
