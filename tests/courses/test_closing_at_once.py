"""A place that is confirmed while the run is closed, in two processes on a real database: nobody is left under way in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from courses.kinds import EnrolmentState
from courses.models import Enrolment
from tests.courses.leading import (
    finish_all_but,
    gathering_of,
    invited,
    open_run,
    people_in,
    secretariat_of,
)
from tests.courses.working import leader_of
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


RECORDING = """
import time
from tests.racing import at_once, given, tell
from django.db import transaction
from courses import attending, planning
from courses.models import CourseRun, Enrolment, Gathering
from lms.people.models import User

run, gathering, minutes, leader, secretary, first = given
run, gathering = CourseRun.objects.get(pk=run), Gathering.objects.get(pk=gathering)
leader, secretary = User.objects.get(pk=leader), User.objects.get(pk=secretary)
minutes = {int(place): there for place, there in minutes.items()}
verbs = {
    "record": lambda: attending.record_attendance(gathering=gathering, minutes_by_enrolment=minutes, by=leader),
    "close": lambda: planning.close_run(course_run=run, by=secretary),
}

def race(name):
    if name != first:
        time.sleep(0.3)
        verbs[name]()
        return name
    with transaction.atomic():
        verbs[name]()
        time.sleep(1.0)
    return name

answers, failed = at_once(race, list(verbs))
tell([sorted(answers), failed, sorted(Enrolment.objects.values_list("state", flat=True))])
"""


@pytest.mark.parametrize("first", ["record", "close"])
@pytest.mark.django_db(transaction=True)
def test_attendance_that_is_written_while_the_run_is_closed_is_kept_and_stops_nobody(
    first: str, tmp_path: Path
) -> None:
    """One away, one here, and one who had not answered, whose place is confirmed by it while the run is open. Fails when the two
    take the places in different orders, or when closing holds the run so hard that nothing that belongs to it can be written.
    """
    run = open_run(starts_on=timezone.localdate())
    gathering = gathering_of(run)
    run.gatherings.update(starts_at=timezone.now())
    away, here = people_in(run, "Arne Dahl", "Elin Foss")
    asked = invited(run)
    minutes = {away.pk: 0, here.pk: 60} | ({asked.pk: 60} if first == "record" else {})
    given = [run.pk, gathering.pk, minutes, leader_of(run).pk, secretariat_of(run).pk, first]
    answers, failed, states = told_by_another(RECORDING, given, tmp_path)
    assert failed == []
    assert answers == ["close", "record"]
    assert [state for state in states if state in ("active", "confirmed")] == []


WITH_ONE_READY = """
import time
from tests.racing import at_once, given, tell
from django.db import transaction
from courses import attending, closing
from courses.models import CourseRun, Enrolment, Gathering
from lms.people.models import User

run, gathering, first, ready, leader, secretary = given
run, gathering = CourseRun.objects.get(pk=run), Gathering.objects.get(pk=gathering)
leader, secretary = User.objects.get(pk=leader), User.objects.get(pk=secretary)

def race(name):
    if name == "close":
        time.sleep(0.3)
        closing.close_when_seen(course_run=run, by=secretary, seen=True)
        return name
    with transaction.atomic():
        attending.places_at(gathering, [first])
        time.sleep(1.0)
        attending.record_attendance(gathering=gathering, minutes_by_enrolment={first: 60, ready: 135}, by=leader)
    return name

answers, failed = at_once(race, ["close", "record"])
tell([sorted(answers), failed, list(Enrolment.objects.order_by("pk").values_list("state", flat=True))])
"""


@pytest.mark.django_db(transaction=True)
def test_closing_holds_everybody_before_it_completes_who_is_ready(tmp_path: Path) -> None:
    """A list is saved while the course is closed, and the second on it is ready. Fails when closing takes the second first."""
    run = open_run(starts_on=timezone.localdate())
    gathering = gathering_of(run)
    first, ready = people_in(run, "Arne Dahl", "Elin Foss")
    run.gatherings.update(starts_at=timezone.now())
    finish_all_but(ready)
    Enrolment.objects.filter(pk=ready.pk).update(state=EnrolmentState.ACTIVE, completed_at=None)
    given = [run.pk, gathering.pk, first.pk, ready.pk, leader_of(run).pk, secretariat_of(run).pk]
    answers, failed, states = told_by_another(WITH_ONE_READY, given, tmp_path)
    assert failed == []
    assert (answers, states) == (["close", "record"], ["not_completed", "completed"])
