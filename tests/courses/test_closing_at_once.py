"""A place that is confirmed while the run is closed, in two processes on a real database: nobody is left under way in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses.kinds import EnrolmentState
from tests.courses.leading import invited, open_run, secretariat_of
from tests.other_processes import told_by_another

#: One of the two holds its transaction open for as long as the other needs to come to the same row.
RACER = """
import time
from tests.racing import at_once, given, tell
from django.db import transaction
from courses import enrolling, planning
from courses.errors import CourseError
from courses.models import CourseRun, Enrolment
from lms.people.models import SentMessage, User

run, place, secretary, first = given
run, place = CourseRun.objects.get(pk=run), Enrolment.objects.select_related("person").get(pk=place)
secretary = User.objects.get(pk=secretary)
verbs = {
    "confirm": lambda: enrolling.confirm(enrolment=place, by=place.person),
    "close": lambda: planning.close_run(course_run=run, by=secretary),
}

def race(name):
    if name != first:
        time.sleep(0.5)
        try:
            return verbs[name]() and name
        except CourseError:
            return "refused"
    with transaction.atomic():
        verbs[name]()
        time.sleep(1.5)
    return name

answers, failed = at_once(race, list(verbs))
run.refresh_from_db()
place.refresh_from_db()
told = SentMessage.objects.filter(person=place.person_id, key="course_closed").count()
tell([sorted(answers), failed, place.state, run.state, told])
"""


@pytest.mark.parametrize(
    ("first", "answers", "state", "told"),
    [
        ("confirm", ["close", "confirm"], EnrolmentState.NOT_COMPLETED, 1),
        ("close", ["close", "refused"], EnrolmentState.INVITED, 0),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_who_confirms_while_the_run_is_closed_is_not_left_under_way(
    first: str, answers: list[str], state: str, told: int, tmp_path: Path
) -> None:
    """Fails when closing ends, or tells, only those it has seen confirmed, or when confirming asks a run that it read before it
    waited.
    """
    run = open_run()
    place = invited(run)
    given = [run.pk, place.pk, secretariat_of(run).pk, first]
    assert told_by_another(RACER, given, tmp_path) == [answers, [], state, "closed", told]
