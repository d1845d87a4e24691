"""A make-up that is confirmed or taken back while attendance is put right, in two threads on a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.courses.leading import gathering_of
from tests.courses.making_up import agreed, who_missed
from tests.courses.working import leader_of
from tests.other_processes import told_by_another

#: Whoever records has the place and comes to the make-up while the other has begun.
RACER = """
import time
from tests.racing import at_once, given, tell
from django.db import transaction
from courses import attending, making_up
from courses.errors import CourseError
from courses.models import Attendance, Gathering, MakeUp
from lms.people.models import User

gathering, place, make_up, leader, verb = given
gathering, leader = Gathering.objects.get(pk=gathering), User.objects.get(pk=leader)
make_up = MakeUp.objects.get(pk=make_up)
words = {"minutes": 60} if verb == "confirm" else {}

def race(name):
    if name == "record":
        with transaction.atomic():
            attending.places_at(gathering, [place])
            time.sleep(1.0)
            attending.record_attendance(gathering=gathering, minutes_by_enrolment={place: gathering.minutes}, by=leader)
        return name
    time.sleep(0.3)
    try:
        getattr(making_up, verb)(make_up=make_up, by=leader, **words)
    except CourseError:
        return "refused"
    return name

answers, failed = at_once(race, ["record", verb])
make_up.refresh_from_db()
tell([sorted(answers), failed, make_up.state, list(Attendance.objects.values_list("minutes", flat=True))])
"""


@pytest.mark.parametrize(("verb", "answer"), [("confirm", "refused"), ("let_fall", "let_fall")])
@pytest.mark.django_db(transaction=True)
def test_who_was_there_after_all_has_nothing_to_make_up_and_nobody_is_stopped(
    verb: str, answer: str, tmp_path: Path
) -> None:
    """Fails when the two take the place and the make-up in different orders, so that each waits for the other."""
    place = who_missed()
    gathering, leader = gathering_of(place.course_run), leader_of(place.course_run)
    make_up = agreed(place)
    given = [gathering.pk, place.pk, make_up.pk, leader.pk, verb]
    expected = [sorted([answer, "record"]), [], "fallen_away", [gathering.minutes]]
    assert told_by_another(RACER, given, tmp_path) == expected
