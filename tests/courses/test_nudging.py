"""A message after a quiet time: neutral, once for each quiet time, never in a pause, never to who is done or gone."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import time_machine
from django.core import mail

from courses import calling_off, enrolling, forgetting, nudging
from courses.activities.base import Response
from courses.kinds import CourseKind, EnrolmentState, RunState
from courses.models import Attendance, ChecklistPage, CourseRun, Enrolment
from courses.outline import Outline
from lms.people.messaging import deliver
from lms.people.models import SentMessage
from tests.courses.following import following, run_of
from tests.courses.leading import open_run
from tests.courses.working import page, save
from tests.making import OSLO, make_enrolment
from tests.other_processes import told_by_another

pytestmark = pytest.mark.django_db
CONFIRMED = datetime.datetime(2026, 3, 2, 12, tzinfo=OSLO)
A_DAY = datetime.timedelta(days=1)
JUST_BEFORE = CONFIRMED + nudging.QUIET_FOR - A_DAY
DUE = CONFIRMED + nudging.QUIET_FOR + A_DAY


def a_quiet_place(**fields) -> Enrolment:
    """Confirmed on the second of March, in a run that began on the first; nothing has happened since."""
    return confirmed(make_enrolment(open_run(starts_on=datetime.date(2026, 3, 1), **fields)))


def confirmed(place: Enrolment) -> Enrolment:
    Enrolment.objects.filter(pk=place.pk).update(confirmed_at=CONFIRMED)
    place.refresh_from_db()
    return place


def told(place: Enrolment) -> list[str]:
    rows = SentMessage.objects.filter(person=place.person, key="next_step_nudge").order_by("pk")
    return [message.once_key.rpartition(":")[2] for message in rows]


def test_after_two_weeks_and_once():
    place = a_quiet_place()
    assert (nudging.nudge(at=JUST_BEFORE), nudging.nudge(at=DUE), nudging.nudge(at=DUE)) == (0, 1, 0)
    assert nudging.nudge(at=DUE + datetime.timedelta(days=100)) == 0
    assert told(place) == ["2026-03-02"]


def test_what_a_rule_deletes_is_no_sign_of_the_person():
    """Two weeks after the last day of a run nobody closed, needs are deleted. Fails when that begins a new quiet time,
    calls off what was queued, or tells the leaders that everybody was here today.
    """
    place = a_quiet_place()
    ChecklistPage.objects.filter(pk=page(place, "1.6").pk).update(purpose="needs")
    save(place, "1.6", ticked=["one"], finish=True, at=CONFIRMED)
    assert nudging.nudge(at=DUE) == 1
    ends_on = CONFIRMED.date() + datetime.timedelta(days=5)
    CourseRun.objects.filter(pk=place.course_run_id).update(ends_on=ends_on)
    assert forgetting.delete_needs(today=ends_on + datetime.timedelta(days=14)) == 1
    assert (calling_off.call_off_nudges(at=DUE), nudging.nudge(at=DUE + datetime.timedelta(days=400))) == (
        0,
        0,
    )
    assert told(place) == ["2026-03-02"]


def test_it_is_neutral_and_says_where_to_log_in(django_capture_on_commit_callbacks):
    place = a_quiet_place(title="Kurs for deg med kols")
    with django_capture_on_commit_callbacks(execute=True):
        nudging.nudge(at=DUE)
    [letter] = mail.outbox
    assert letter.subject == "Du kan fortsette der du slapp"
    assert f"/kurs/{place.pk}/" in letter.body
    hints = ("kols", "14 dager", "to uker", "likeperson", place.course_run.organiser.name)
    assert [word for word in hints if word in letter.subject or word in letter.body.casefold()] == []


@pytest.mark.parametrize(
    "state",
    [
        EnrolmentState.INVITED,
        EnrolmentState.PAUSED,
        EnrolmentState.COMPLETED,
        EnrolmentState.NOT_COMPLETED,
        EnrolmentState.WITHDRAWN,
    ],
)
def test_only_who_is_under_way(state):
    Enrolment.objects.filter(pk=a_quiet_place().pk).update(state=state)
    assert nudging.nudge(at=DUE) == 0


@pytest.mark.parametrize("state", [RunState.PLANNED, RunState.CLOSED, RunState.CANCELLED])
def test_only_open_runs(state):
    CourseRun.objects.filter(pk=a_quiet_place().course_run_id).update(state=state)
    assert nudging.nudge(at=DUE) == 0


def test_a_course_that_has_just_begun_has_had_no_quiet_time():
    place = a_quiet_place()
    CourseRun.objects.filter(pk=place.course_run_id).update(starts_on=(DUE - A_DAY).date())
    assert nudging.nudge(at=DUE) == 0
    assert (nudging.nudge(at=DUE + nudging.QUIET_FOR), told(place)) == (1, ["2026-03-16"])


def test_who_has_turned_it_off_or_cannot_log_in_is_left_in_peace():
    first, second = a_quiet_place(), a_quiet_place()
    first.person.wants_nudges = False
    first.person.save()
    second.person.is_active = False
    second.person.save()
    assert nudging.nudge(at=DUE) == 0


def test_work_and_attendance_end_the_quiet_time_and_a_new_one_begins():
    place = a_quiet_place()
    nudging.nudge(at=DUE)
    save(place, "1.2", text="Ja", at=DUE + A_DAY)
    assert nudging.nudge(at=DUE + 14 * A_DAY) == 0
    assert nudging.nudge(at=DUE + 16 * A_DAY) == 1
    gathering = place.course_run.gatherings.get(code="1.8")
    gathering.starts_at = DUE + 20 * A_DAY
    gathering.save()
    Attendance.objects.create(
        enrolment=place, gathering=gathering, minutes=45, attended_at=gathering.starts_at
    )
    assert nudging.nudge(at=DUE + 33 * A_DAY) == 0
    assert nudging.nudge(at=DUE + 35 * A_DAY) == 1
    assert told(place) == ["2026-03-02", "2026-03-18", "2026-04-06"]


def test_edge_case_6_who_comes_back_from_a_pause_has_two_weeks_again():
    place = a_quiet_place()
    enrolling.pause(enrolment=place, by=place.person, at=CONFIRMED + A_DAY)
    assert nudging.nudge(at=DUE) == 0
    enrolling.resume(enrolment=place, by=place.person, at=DUE)
    assert (nudging.nudge(at=DUE + A_DAY), nudging.nudge(at=DUE + 15 * A_DAY)) == (0, 1)


def test_who_takes_the_place_up_again_has_two_weeks_as_well():
    """Fails when coming back is no sign of the person: then they are told to go on minutes afterwards."""
    place = a_quiet_place()
    enrolling.withdraw(enrolment=place, by=place.person, at=CONFIRMED + A_DAY)
    assert nudging.nudge(at=DUE) == 0
    with time_machine.travel(DUE, tick=False):
        enrolling.come_back(enrolment=place, by=place.person)
    minutes_later = DUE + datetime.timedelta(minutes=5)
    assert (nudging.nudge(at=minutes_later), nudging.nudge(at=DUE + 15 * A_DAY)) == (0, 1)
    assert told(place) == [DUE.date().isoformat()]


def test_who_waits_for_the_others_is_not_told_to_go_on():
    place = a_quiet_place()
    for one in Outline.of(place.course_run.course, "nb").activities:
        if one.marked_by_oneself and one.required:
            Response.objects.create(
                enrolment=place,
                page_id=one.page_id,
                activity_key=one.key,
                state="done",
                started_at=CONFIRMED,
                changed_at=CONFIRMED,
            )
    assert nudging.nudge(at=DUE) == 0
    Response.objects.non_polymorphic().filter(enrolment=place)[:1].get().delete()
    assert nudging.nudge(at=DUE) == 1


def test_what_becomes_required_after_the_run_began_nobody_is_told_to_do():
    """Fails when the course as it stands today is asked, and not what was frozen when the run was opened."""
    place = a_quiet_place()
    for one in Outline.of(place.course_run.course, "nb").activities:
        if one.marked_by_oneself and one.required:
            Response.objects.create(
                enrolment=place,
                page_id=one.page_id,
                activity_key=one.key,
                state="done",
                started_at=CONFIRMED,
                changed_at=CONFIRMED,
            )
    later = page(place, "1.5")
    assert later.required is False
    later.required = True
    later.save()
    assert nudging.nudge(at=DUE) == 0


def test_at_a_seminar_presence_alone_counts_and_nobody_is_told_to_go_on():
    """Fails when what is required of others is asked of those at a seminar (R70)."""
    confirmed(make_enrolment(run_of(following(CourseKind.SEMINAR), starts_on=datetime.date(2026, 3, 1))))
    assert nudging.nudge(at=DUE) == 0


def test_the_questions_are_as_many_for_one_course_whoever_is_told(django_assert_num_queries):
    """Who is quiet, the course, what was done and what is asked for. Fails when the plan of the run is read for each place."""
    place = a_quiet_place()
    for number in (1, 30):
        for _number in range(number - 1):
            confirmed(make_enrolment(place.course_run))
        with django_assert_num_queries(4):
            nudging._with_something_to_do(list(nudging._quiet(DUE)))


def test_a_message_that_waited_is_called_off_when_it_no_longer_fits():
    paused, back, quiet = a_quiet_place(), a_quiet_place(), a_quiet_place()
    assert nudging.nudge(at=DUE) == 3
    enrolling.pause(enrolment=paused, by=paused.person)
    save(back, "1.2", text="Ja", at=DUE)
    waiting = SentMessage.objects.get(person=paused.person, key="next_step_nudge").pk
    assert (calling_off.call_off_nudges(at=DUE), calling_off.call_off_nudges(at=DUE)) == (2, 0)
    assert (told(paused), told(back), told(quiet)) == ([], [], ["2026-03-02"])
    assert (deliver(message_id=waiting), mail.outbox) == (False, [])


def test_what_was_sent_is_never_called_off(django_capture_on_commit_callbacks):
    place = a_quiet_place()
    with django_capture_on_commit_callbacks(execute=True):
        nudging.nudge(at=DUE)
    enrolling.pause(enrolment=place, by=place.person)
    assert (calling_off.call_off_nudges(at=DUE), told(place)) == (0, ["2026-03-02"])


def test_a_crash_half_way_costs_nobody_their_message(monkeypatch: pytest.MonkeyPatch):
    """The second of three fails, as when the machine goes down. Fails when all are queued in one transaction."""
    places = [a_quiet_place() for _number in range(3)]
    whole, seen = nudging.send, []

    def dies_at_the_second(*args, **more):
        seen.append(1)
        if len(seen) == 2:
            raise SystemExit
        return whole(*args, **more)

    monkeypatch.setattr(nudging, "send", dies_at_the_second)
    with pytest.raises(SystemExit):
        nudging.nudge(at=DUE)
    monkeypatch.undo()
    assert [len(told(place)) for place in places] == [1, 0, 0]
    assert (nudging.nudge(at=DUE), [len(told(place)) for place in places]) == (2, [1, 1, 1])


def test_the_same_number_of_questions_with_one_and_with_thirty(django_assert_num_queries):
    place = a_quiet_place()
    nudging.nudge(at=DUE)
    with django_assert_num_queries(2):
        nudging.nudge(at=DUE)
    for _number in range(30):
        confirmed(make_enrolment(place.course_run))
    nudging.nudge(at=DUE)
    with django_assert_num_queries(2):
        nudging.nudge(at=DUE)


RACER = """
import datetime
from tests.racing import at_once, given, tell
from courses import nudging
from lms.people.models import SentMessage

moment = datetime.datetime.fromisoformat(given)
answers, failed = at_once(lambda _number: nudging.nudge(at=moment), range(4))
keys = list(SentMessage.objects.filter(key=nudging.KEY).values_list("once_key", flat=True))
tell([failed == [], sum(answers), len(keys)])
"""


@pytest.mark.django_db(transaction=True)
def test_four_run_due_at_the_same_moment_tell_everybody_once(tmp_path: Path):
    """Fails without the lock, or with the occasion left out."""
    first = a_quiet_place()
    confirmed(make_enrolment(first.course_run))
    confirmed(make_enrolment(first.course_run))
    assert told_by_another(RACER, DUE.isoformat(), tmp_path) == [True, 3, 3]
