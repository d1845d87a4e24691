"""Attendance: in one go, with who, when and how long, corrections with their old value, and by whom."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import attending, taking_back
from courses.errors import CourseError
from courses.kinds import EnrolmentState, RunState
from courses.models import Attendance, AttendanceCorrection
from tests.courses.leading import (
    COMMON,
    HOME,
    OWN_TIME,
    TOGETHER,
    TRIO,
    attend,
    finish_all_but,
    gathering_of,
    joint_run,
    mark,
    open_run,
    people_in,
    secretariat_of,
    state_of,
)
from tests.courses.working import base_row, leader_of, page, representative_of, save
from tests.making import make_enrolment, make_person, make_run
from tests.other_processes import told_by_another


def minutes_of(place) -> list[int]:
    """What stands for the person, gathering by gathering."""
    attended = Attendance.objects.filter(enrolment=place).order_by("gathering__starts_at", "pk")
    return list(attended.values_list("minutes", flat=True))


@pytest.mark.django_db
def test_everybody_is_recorded_in_one_go_with_who_when_and_how_long() -> None:
    """All, exceptions, and the gathering itself done for those who were there. Edge case 2: «Minutes per session, not only
    yes/no», so who came late or left early counts for the time they had.
    """
    run = open_run()
    arne, elin, tor = people_in(run, "Arne Dahl", "Elin Foss", "Tor Opdal")
    gathering = gathering_of(run)
    rows = attending.record_attendance(
        gathering=gathering,
        minutes_by_enrolment={arne.pk: 135, elin.pk: 90, tor.pk: 0},
        by=leader_of(run),
        at=gathering.ends_at,
    )
    assert [row.minutes for row in rows] == [135, 90, 0]
    assert {row.recorded_by for row in rows} == {leader_of(run)}
    assert {row.attended_at for row in rows} == {gathering.ends_at}
    assert [base_row(place, COMMON).state for place in (arne, elin)] == ["done", "done"]
    assert not tor.responses.exists()


@pytest.mark.parametrize("minutes", [500, 136, -1])
@pytest.mark.django_db
def test_impossible_minutes_are_refused_with_a_sentence_and_change_nothing(minutes: int) -> None:
    """Issue 2: an attendance of 500 minutes gets a plain sentence. All or nothing."""
    run = open_run()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    with translation.override("nb"), pytest.raises(CourseError) as refusal:
        attending.record_attendance(
            gathering=gathering_of(run),
            minutes_by_enrolment={arne.pk: 135, elin.pk: minutes},
            by=leader_of(run),
        )
    assert str(refusal.value) == "Økten varer i 135 minutter. Skriv et tall fra 0 til 135."
    assert Attendance.objects.count() == 0


@pytest.mark.django_db
def test_a_correction_keeps_the_old_value_and_the_same_value_again_leaves_no_trace() -> None:
    """Edge case 3: who, when, old value."""
    place = make_enrolment(open_run())
    attend(place, 135)
    attend(place, 135)
    attend(place, 90)
    traces = list(AttendanceCorrection.objects.values_list("old_minutes", "new_minutes", "corrected_by"))
    assert (minutes_of(place), traces) == ([90], [(135, 90, leader_of(place.course_run).pk)])


@settings(deadline=None, max_examples=12)
@given(values=st.lists(st.integers(0, 135), min_size=1, max_size=8))
@pytest.mark.django_db(transaction=False)
def test_corrections_never_lose_a_value(values: list[int]) -> None:
    """Whatever is written one after the other, the traces and the last value tell all of it."""
    from django.db import transaction

    with transaction.atomic():
        place = make_enrolment(open_run())
        for value in values:
            attend(place, value)
        told = [*AttendanceCorrection.objects.values_list("old_minutes", flat=True), *minutes_of(place)]
        assert told == [v for n, v in enumerate(values) if n == len(values) - 1 or v != values[n + 1]]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_value_nobody_touched_does_not_overwrite_what_a_colleague_recorded_meanwhile() -> None:
    """Two leaders at once end in one truth: the second page still says «here» for Jonas, but nobody pressed it."""
    run = open_run()
    jonas, tor = people_in(run, "Jonas Hole", "Tor Opdal")
    attend(jonas, 0)
    attending.record_attendance(
        gathering=gathering_of(run),
        minutes_by_enrolment={jonas.pk: 135, tor.pk: 135},
        by=leader_of(run),
        only_if_new={jonas.pk, tor.pk},
    )
    assert (minutes_of(jonas), minutes_of(tor), AttendanceCorrection.objects.count()) == ([0], [135], 0)


@pytest.mark.django_db
def test_who_comes_without_having_answered_has_the_place_confirmed_by_it() -> None:
    """The paper route: a person who turns up is there. Not here confirms nothing."""
    run = open_run()
    yngve, alf = people_in(run, "Yngve Å", "Alf Bø", state=EnrolmentState.INVITED)
    attend(yngve)
    attend(alf, 0)
    yngve.refresh_from_db()
    assert (yngve.state, yngve.confirmed_by) == (EnrolmentState.ACTIVE, leader_of(run))
    assert state_of(alf) == EnrolmentState.INVITED


@pytest.mark.django_db
def test_who_does_not_belong_there_is_refused() -> None:
    """Another run's people, the withdrawn, and at own time everybody from another association."""
    run, other = joint_run()
    strangers = [
        (make_enrolment(open_run()), COMMON),
        (make_enrolment(run, state=EnrolmentState.WITHDRAWN), COMMON),
        (make_enrolment(run, organisation=other), OWN_TIME),
    ]
    for place, code in strangers:
        by = representative_of(run) if code == OWN_TIME else leader_of(run)
        with pytest.raises(CourseError):
            attending.record_attendance(
                gathering=gathering_of(run, code), minutes_by_enrolment={place.pk: 45}, by=by
            )
    assert Attendance.objects.count() == 0


@pytest.mark.req(51, 53)
@pytest.mark.django_db
def test_own_time_is_recorded_by_the_associations_own_representative() -> None:
    """R51 «egentid», R53 the representative follows up own participants. Fails if the leader, or another association's
    representative, could record it.
    """
    run, other = joint_run()
    place = make_enrolment(run, organisation=other)
    gathering = gathering_of(run, OWN_TIME, other)
    for stranger in (leader_of(run), representative_of(run), make_person()):
        with pytest.raises(CourseError):
            attending.record_attendance(gathering=gathering, minutes_by_enrolment={place.pk: 45}, by=stranger)
    own = run.run_organisations.get(organisation=other).representative
    attending.record_attendance(gathering=gathering, minutes_by_enrolment={place.pk: 45}, by=own)
    assert minutes_of(place) == [45]


@pytest.mark.django_db
def test_on_ones_own_course_the_leader_holds_own_time_when_nobody_is_named() -> None:
    """A single association without a representative is not stuck; on a joint course it stays open (R53)."""
    run = open_run()
    run.run_organisations.update(representative=None)
    place = make_enrolment(run)
    attend(place, 45, code=OWN_TIME, by=leader_of(run))
    assert minutes_of(place) == [45]
    run.joint = True
    run.save()
    with pytest.raises(CourseError):
        attend(place, 40, code=OWN_TIME, by=leader_of(run))


@pytest.mark.django_db
def test_nothing_is_recorded_ahead_of_the_day_or_before_the_run_is_open() -> None:
    """People never «pass» early by attendance at gatherings that are not held."""
    run = open_run()
    place = make_enrolment(run)
    gathering = gathering_of(run)
    for change in (
        {"starts_at": gathering.starts_at + datetime.timedelta(days=30)},
        {"state": RunState.PLANNED},
    ):
        target = gathering if "starts_at" in change else run
        before = {name: getattr(target, name) for name in change}
        type(target).objects.filter(pk=target.pk).update(**change)
        with pytest.raises(CourseError):
            attend(place)
        type(target).objects.filter(pk=target.pk).update(**before)
    assert Attendance.objects.count() == 0


@pytest.mark.django_db
def test_former_leaders_and_leaders_to_come_record_nothing() -> None:
    """Edge case 13: access ends with the day."""
    run = open_run()
    place = make_enrolment(run)
    leadership = run.leaders.get()
    yesterday, tomorrow = (datetime.date.today() + datetime.timedelta(days=days) for days in (-1, 1))
    for dates in ({"until": yesterday}, {"since": tomorrow}):
        type(leadership).objects.filter(pk=leadership.pk).update(
            **{"since": leadership.since, "until": None, **dates}
        )
        with pytest.raises(CourseError):
            attend(place)


@pytest.mark.django_db
def test_a_mark_can_be_taken_back_until_completion_and_never_what_the_person_did() -> None:
    """By those who may set it. Afterwards a certificate may build on it."""
    place = make_enrolment(open_run())
    leader = leader_of(place.course_run)
    save(place, HOME, text="Mitt", finish=True)
    with pytest.raises(CourseError):
        taking_back.take_back(enrolment=place, activity=page(place, HOME), by=leader)
    mark(place, TRIO)
    with pytest.raises(CourseError):
        taking_back.take_back(enrolment=place, activity=page(place, TRIO), by=make_person())
    taking_back.take_back(enrolment=place, activity=page(place, TRIO), by=leader)
    assert base_row(place, TRIO).state == "started"
    assert taking_back.take_back(enrolment=place, activity=page(place, TRIO), by=leader) is None
    finish_all_but(place, HOME)
    assert state_of(place) == EnrolmentState.COMPLETED
    with pytest.raises(CourseError):
        taking_back.take_back(enrolment=place, activity=page(place, TRIO), by=leader)
    attend(place, 0)
    assert (base_row(place, TRIO).state, minutes_of(place)[0]) == ("done", 0)


RACER = """
from tests.racing import at_once, given, tell
from courses.attending import record_attendance
from courses.models import Attendance, AttendanceCorrection, Gathering
from lms.people.models import User

gathering, leaders, places = given

def race(vote):
    leader, minutes = vote
    record_attendance(gathering=Gathering.objects.get(pk=gathering), by=User.objects.get(pk=leader),
                      minutes_by_enrolment={place: minutes for place in places})

_answers, failed = at_once(race, [(leader, 10 + number) for number, leader in enumerate(leaders)])
rows = list(Attendance.objects.filter(gathering=gathering).values_list("enrolment", "minutes"))
traces = list(AttendanceCorrection.objects.values_list("attendance__enrolment", "old_minutes", "new_minutes"))
tell({"failed": failed, "rows": len(rows), "values": len({m for _e, m in rows}), "traces": len(traces),
    "chain": all(len({t[1] for t in traces if t[0] == e} | {m}) == len(leaders) for e, m in rows)})
"""


@pytest.mark.django_db(transaction=True)
def test_leaders_who_save_at_the_same_moment_end_in_one_truth_with_all_traces(tmp_path: Path) -> None:
    """Four leaders, three people. Fails without the lock on the gathering."""
    run = open_run(leaders=4)
    people = people_in(run, "Arne Dahl", "Elin Foss", "Tor Opdal")
    leaders = list(run.leaders.values_list("person", flat=True))
    told = told_by_another(RACER, [gathering_of(run).pk, leaders, [place.pk for place in people]], tmp_path)
    assert told == {"failed": [], "rows": 3, "values": 1, "traces": 9, "chain": True}


@pytest.mark.django_db
def test_a_cancelled_run_keeps_its_attendance_and_can_still_be_set_right() -> None:
    """Edge case 12: what was attended stays."""
    run = make_run()
    place = make_enrolment(run)
    attend(place)
    type(run).objects.filter(pk=run.pk).update(state=RunState.CANCELLED)
    assert minutes_of(place) == [135]


def test_a_leader_who_takes_part_does_not_correct_their_own_minutes(db) -> None:
    """Fails if a correction of what a colleague recorded were open to the person it is about."""
    run = open_run()
    leader = run.leaders.get().person
    own = make_enrolment(run, person=leader)
    attend(own, 15, by=secretariat_of(run))
    with pytest.raises(CourseError):
        attend(own, 135, by=leader)
    assert list(own.attendances.values_list("minutes", flat=True)) == [15]


@pytest.mark.django_db
def test_only_late_marks_are_taken_from_who_led_on_the_day_and_only_while_a_phone_keeps_the_page() -> None:
    """The verbs ask who leads today, unless the caller says that the marks come late. Fails when `late` is what is usual, or
    when the lock does not look at the twelve hours itself.
    """
    run, odd = open_run(), make_person("Odd Berg")
    (arne,) = people_in(run, "Arne Dahl")
    gathering, day = gathering_of(run), timezone.localdate(gathering_of(run).starts_at)
    run.leaders.create(person=odd, since=day, until=day)
    who = {"gathering": gathering, "by": odd}
    recording = {"minutes_by_enrolment": {arne.pk: 135}, **who}
    together = {"activity_keys": [page(arne, TOGETHER).translation_key], "enrolment_ids": [arne.pk], **who}
    in_time = gathering.ends_at + datetime.timedelta(hours=12)
    too_late = in_time + datetime.timedelta(seconds=1)
    for verb, asked in ((attending.record_attendance, recording), (attending.mark_done_together, together)):
        with pytest.raises(CourseError):
            verb(at=in_time, **asked)
        with pytest.raises(CourseError):
            verb(at=too_late, late=True, **asked)
        verb(at=in_time, late=True, **asked)
    assert (minutes_of(arne), base_row(arne, TOGETHER).state) == ([135], "done")
