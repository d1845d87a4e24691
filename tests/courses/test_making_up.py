"""What is made up: agreed, confirmed or fallen away; with people where it was practice; never twice, never a reason."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses import attending, completion, making_up, staying_away
from courses.attendance_years import names_become_numbers
from courses.errors import CourseError
from courses.kinds import EnrolmentState, MakeUpKind, MakeUpState
from courses.models import Attendance, Enrolment, MakeUp
from tests.courses.leading import (
    COMMON,
    OWN_TIME,
    TRIO,
    attend,
    finish_all_but,
    gathering_of,
    joint_run,
    mark,
    open_run,
    secretariat_of,
    state_of,
)
from tests.courses.making_up import (
    agreed,
    another_run,
    counted,
    facts,
    refused,
    who_missed,
)
from tests.courses.working import leader_of, representative_of
from tests.making import make_enrolment, make_person
from tests.other_processes import told_by_another

pytestmark = pytest.mark.django_db


def test_what_was_missed_is_agreed_on_and_confirmed_and_then_it_counts() -> None:
    """Edge case 1. With who, when and how long; `at` may be backdated, because every step has a paper route."""
    place, then = who_missed(), timezone.now() - datetime.timedelta(days=2)
    make_up = agreed(place, meets_at=then, place=" Biblioteket ", at=then)
    assert (make_up.state, make_up.place, make_up.agreed_by, make_up.agreed_at) == (
        MakeUpState.AGREED,
        "Biblioteket",
        leader_of(place.course_run),
        then,
    )
    assert counted(place) == (0, 0)
    row = making_up.confirm(make_up=make_up, minutes=120, by=leader_of(place.course_run), at=then)
    assert (row.state, row.minutes, row.confirmed_at) == (MakeUpState.CONFIRMED, 120, then)
    assert row.recorded_at > then
    assert counted(place) == (120, 120)


def test_there_is_no_field_for_why() -> None:
    """C.4.8. Fails when somebody adds one."""
    assert [field.name for field in MakeUp._meta.get_fields()] == [
        "id", "enrolment", "gathering", "kind", "substitute", "meets_at", "place", "state", "minutes", "agreed_by",
        "agreed_at", "confirmed_by", "confirmed_at", "ended_by", "ended_at", "recorded_at",
    ]  # fmt: skip


def test_it_never_counts_twice_with_the_attendance_itself() -> None:
    """Sixty minutes there and 75 made up are 135; corrected to the whole gathering it stays 135."""
    place = who_missed(minutes=60)
    make_up = agreed(place)
    sentence = refused(making_up.confirm, make_up=make_up, minutes=76, by=leader_of(place.course_run))
    assert sentence == "75 minutes were missed. Write a number from 1 to 75."
    making_up.confirm(make_up=make_up, minutes=75, by=leader_of(place.course_run))
    assert counted(place) == (135, 135)
    attend(place, 100)
    assert counted(place) == (135, 135)
    attend(place, 135)
    assert counted(place) == (135, 135)


@pytest.mark.parametrize("kind", [MakeUpKind.TALK, MakeUpKind.TASK])
def test_what_is_practised_can_only_be_made_up_with_people(kind: str) -> None:
    """Edge case 1, triads. When the practice is done, the rest of the time may be a conversation or a task."""
    place = who_missed()
    with pytest.raises(CourseError, match=r"\w"):
        agreed(place, kind)
    assert not MakeUp.objects.exists()
    mark(place, TRIO)
    assert agreed(place, kind).kind == kind


def test_own_time_is_made_up_with_the_associations_own_representative() -> None:
    """R51, R53. Not by the leader, not by another association's representative, and in no other way."""
    run, other = joint_run()
    place = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    own = gathering_of(run, OWN_TIME, other)
    theirs = run.run_organisations.get(organisation=other).representative
    attending.record_attendance(gathering=own, minutes_by_enrolment={place.pk: 0}, by=theirs)
    for stranger in (leader_of(run), representative_of(run), place.person):
        with pytest.raises(CourseError):
            agreed(place, MakeUpKind.OWN_TIME, gathering=own, by=stranger)
    with pytest.raises(CourseError):
        agreed(place, MakeUpKind.TALK, gathering=own, by=theirs)
    make_up = agreed(place, MakeUpKind.OWN_TIME, gathering=own, by=theirs, place="Telefon")
    assert not facts(place).has_had_own_time
    with pytest.raises(CourseError):
        making_up.confirm(make_up=make_up, minutes=30, by=leader_of(run))
    making_up.confirm(make_up=make_up, minutes=30, by=theirs)
    assert facts(place).has_had_own_time
    assert completion.own_time_done(place) == timezone.localdate()


def test_only_those_who_record_the_gathering_arrange_it_and_nobody_for_themselves() -> None:
    """Leader of another run, former leader, representative, the person: refused with nothing kept."""
    place = who_missed()
    run = place.course_run
    former = make_person("Frida Før")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    run.leaders.create(person=former, since=yesterday, until=yesterday)
    for stranger in (leader_of(another_run(run)), former, representative_of(run), place.person):
        with pytest.raises(CourseError):
            agreed(place, by=stranger)
    assert not MakeUp.objects.exists()
    assert agreed(place, by=secretariat_of(run)).agreed_by.name == "Hege Moen"


def test_one_agreement_stands_for_each_gathering_and_what_fell_away_is_kept() -> None:
    """Twice the same is one; something else has to wait until the first is taken back. No minutes are lost."""
    place = who_missed()
    leader = leader_of(place.course_run)
    first = agreed(place)
    assert agreed(place) == first
    with pytest.raises(CourseError):
        agreed(place, place="Kafeen")
    making_up.confirm(make_up=first, minutes=100, by=leader)
    with pytest.raises(CourseError):
        making_up.confirm(make_up=first, minutes=90, by=leader)
    fallen = making_up.let_fall(make_up=first, by=leader)
    again = making_up.let_fall(make_up=first, by=secretariat_of(place.course_run))
    assert (fallen.minutes, again.ended_by, again.state) == (100, leader, MakeUpState.FALLEN_AWAY)
    assert counted(place) == (0, 0)
    second = agreed(place, place="Kafeen")
    assert list(MakeUp.objects.values_list("pk", "state")) == [
        (first.pk, "fallen_away"),
        (second.pk, "agreed"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        MakeUp.objects.create(
            enrolment=place, gathering=second.gathering, kind=MakeUpKind.TASK, agreed_at=timezone.now()
        )


def test_it_is_confirmed_on_the_day_or_afterwards_and_completes_the_course() -> None:
    """Completion looks again; afterwards what a certificate may build on stands."""
    place = who_missed()
    leader = leader_of(place.course_run)
    finish_all_but(place, COMMON)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    make_up = agreed(place, meets_at=tomorrow)
    with pytest.raises(CourseError):
        making_up.confirm(make_up=make_up, minutes=135, by=leader)
    making_up.confirm(make_up=make_up, minutes=135, by=leader, at=tomorrow)
    assert state_of(place) == EnrolmentState.COMPLETED
    with pytest.raises(CourseError):
        making_up.let_fall(make_up=make_up, by=leader)


def test_nothing_is_made_up_where_nothing_was_missed_or_the_course_is_over_for_the_person() -> None:
    """And it is one's own run's gathering."""
    place = who_missed(minutes=135)
    with pytest.raises(CourseError):
        agreed(place)
    attend(place, 0)
    with pytest.raises(CourseError):
        agreed(place, gathering=gathering_of(another_run(place.course_run)))
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.WITHDRAWN)
    with pytest.raises(CourseError):
        agreed(place)


def test_that_somebody_told_beforehand_stays_with_the_attendance_and_the_notice_goes() -> None:
    """Presence and commitment are two figures. Fails if the notice went without a trace, or stayed."""
    run = open_run(starts_on=timezone.localdate())
    told, silent = (make_enrolment(run, person=make_person(name)) for name in ("Elin Foss", "Tor Opdal"))
    gathering = gathering_of(run)
    soon = timezone.now() + datetime.timedelta(minutes=1)
    type(gathering).objects.filter(pk=gathering.pk).update(starts_at=soon)
    gathering.refresh_from_db()
    staying_away.tell(enrolment=told, gatherings=[gathering], by=told.person)
    attending.record_attendance(
        gathering=gathering, minutes_by_enrolment={told.pk: 0, silent.pk: 0}, by=leader_of(run)
    )
    assert dict(Attendance.objects.values_list("enrolment", "told_beforehand")) == {
        told.pk: True,
        silent.pk: False,
    }
    assert told.absence_notices.count() == 0
    assert [gathering.pk in facts(place).told for place in (told, silent)] == [True, False]


def test_it_goes_with_the_names_three_years_after_the_run() -> None:
    """Fails if who made up what were kept longer than who was there."""
    place = who_missed()
    agreed(place)
    names_become_numbers(today=place.course_run.ends_on + datetime.timedelta(days=3 * 366))
    assert MakeUp.objects.count() == 0


RACER = """
from tests.racing import at_once, given, tell
from courses.making_up import agree, confirm
from courses.models import Enrolment, Gathering, MakeUp
from lms.people.models import User

place, gathering, leaders = given

def race(by):
    make_up = agree(enrolment=Enrolment.objects.get(pk=place), gathering=Gathering.objects.get(pk=gathering),
                    kind="with_others", by=by, place="Kafeen")
    confirm(make_up=make_up, minutes=120, by=by)

_answers, failed = at_once(race, list(User.objects.filter(pk__in=leaders)))
tell({"failed": failed, "rows": list(MakeUp.objects.values_list("state", "minutes"))})
"""


@pytest.mark.django_db(transaction=True)
def test_leaders_who_agree_and_confirm_at_the_same_moment_make_one(tmp_path: Path) -> None:
    """Four leaders at once. Fails without the locks on the place and the make-up."""
    run = open_run(leaders=4)
    place = make_enrolment(run)
    leaders = list(run.leaders.values_list("person", flat=True))
    told = told_by_another(RACER, [place.pk, gathering_of(run).pk, leaders], tmp_path)
    assert told == {"failed": [], "rows": [["confirmed", 120]]}


def test_what_is_agreed_falls_away_for_who_was_there_after_all() -> None:
    """A correction, or checking in. Fails when the page goes on asking how it went with nought minutes."""
    place, other = who_missed(), who_missed("Arne Dahl")
    made, confirmed = agreed(place), agreed(other)
    making_up.confirm(make_up=confirmed, minutes=90, by=leader_of(other.course_run))
    attend(place, 100)
    made.refresh_from_db()
    assert made.state == MakeUpState.AGREED
    for one in (place, other):
        attend(one, 135)
    made.refresh_from_db()
    confirmed.refresh_from_db()
    assert (made.state, made.ended_by, confirmed.state) == (
        MakeUpState.FALLEN_AWAY,
        leader_of(place.course_run),
        MakeUpState.CONFIRMED,
    )
