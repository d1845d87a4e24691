"""People in and out of a run: moved with what was done, in the door on the day, in line for a seat, and leading no longer."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from certificates.approvals.handover import leaders_of
from courses import enrolling, moving, planning, setting_up, waiting, walking_in
from courses.completion import hours_attended
from courses.errors import CourseError, SeatsTaken
from courses.invitation_lists import Line, read_list
from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun, Enrolment, ReflectionResponse, RunOrganisation, WaitingPlace
from lms.people.models import SentMessage, User
from tests.courses.leading import (
    HOME,
    OWN_TIME,
    attend,
    finish_all_but,
    gathering_of,
    invited,
    joint_run,
    open_run,
    people_in,
    secretariat_of,
    state_of,
)
from tests.courses.working import SECRET, base_row, leader_of, representative_of, save
from tests.making import make_enrolment, make_person, make_run


def another_run_of(run: CourseRun, **fields) -> CourseRun:
    """A later run of the same course, by the same association, under way."""
    return open_run(course=run.course, organiser=run.organiser, starts_on=timezone.localdate(), **fields)


def seats(run: CourseRun, number: int) -> None:
    """How many the organiser may send."""
    RunOrganisation.objects.filter(course_run=run, organisation=run.organiser).update(seats=number)


def a_line(name: str = "Wenche Nygård", email: str = "wenche@likevel.example") -> Line:
    """As it is typed."""
    return Line(1, name, name, email)


def walk_in(run: CourseRun, *, by: User | None = None, line: Line | None = None, **fields) -> Enrolment:
    """Somebody in the door of the common gathering, today."""
    run.gatherings.update(starts_at=timezone.now())
    return walking_in.walk_in(
        gathering=fields.pop("gathering", None) or gathering_of(run),
        organisation=fields.pop("organisation", run.organiser),
        line=line or a_line(),
        by=by or leader_of(run),
        **fields,
    )


@pytest.mark.django_db
def test_a_moved_place_has_what_was_done_and_not_a_word_of_it(django_capture_on_commit_callbacks) -> None:
    """Confirmed there at once, done before here is done before there, the hours count, and the text stays its author's."""
    run = open_run()
    later = another_run_of(run)
    place = make_enrolment(run, person=make_person("Elin Foss"))
    save(place, HOME, text=SECRET, finish=True)
    attend(place, 90)
    with django_capture_on_commit_callbacks(execute=True):
        new = moving.move_place(enrolment=place, to=later, by=secretariat_of(run))
    assert (state_of(place), state_of(new)) == (EnrolmentState.WITHDRAWN, EnrolmentState.CONFIRMED)
    assert base_row(new, HOME).state == "before"
    assert str(hours_attended(new)) == "1.50"
    assert str(hours_attended(place)) == "1.50"
    assert ReflectionResponse.objects.filter(enrolment=new).count() == 0
    assert SentMessage.objects.filter(person=place.person, key="invitation").count() == 1


@pytest.mark.django_db
def test_who_had_not_answered_answers_the_new_invitation_instead() -> None:
    """Moving somebody is not confirming for them."""
    run = open_run()
    later = another_run_of(run)
    place = invited(run, make_person("Ida By"))
    new = moving.move_place(enrolment=place, to=later, by=secretariat_of(run))
    assert (state_of(place), state_of(new)) == (EnrolmentState.WITHDRAWN, EnrolmentState.INVITED)


@pytest.mark.parametrize("cancelled", [False, True])
@pytest.mark.django_db
def test_who_is_on_a_pause_is_on_the_same_pause_in_the_new_course(cancelled: bool) -> None:
    """Fails if moving confirmed the place and left it at that: reminders would begin again without a word."""
    run = open_run()
    later = another_run_of(run)
    place = make_enrolment(run)
    enrolling.pause(enrolment=place, by=place.person)
    since = place.paused_at
    if cancelled:
        planning.cancel_run(course_run=run, by=secretariat_of(run))
    new = moving.move_place(enrolment=place, to=later, by=secretariat_of(run))
    new.refresh_from_db()
    assert (new.state, new.paused_at, state_of(place)) == (
        EnrolmentState.PAUSED,
        since,
        EnrolmentState.WITHDRAWN,
    )
    assert SentMessage.objects.filter(person=place.person, key="pause_confirmed").count() == 1


@pytest.mark.django_db
def test_who_was_on_a_cancelled_run_is_moved_and_its_days_stay_true() -> None:
    """Edge case 12: participants are moved, what was attended stays."""
    run = open_run()
    later = another_run_of(run)
    place = make_enrolment(run)
    attend(place, 90)
    planning.cancel_run(course_run=run, by=secretariat_of(run))
    new = moving.move_place(enrolment=place, to=later, by=secretariat_of(run))
    assert (state_of(new), place.attendances.get().minutes) == (EnrolmentState.CONFIRMED, 90)


@pytest.mark.django_db
def test_moving_twice_is_moving_once() -> None:
    """A double click gives one place, one invitation."""
    run = open_run()
    later = another_run_of(run)
    place = make_enrolment(run)
    by = secretariat_of(run)
    first, second = (moving.move_place(enrolment=place, to=later, by=by) for _time in range(2))
    assert first == second
    assert Enrolment.objects.filter(person=place.person).count() == 2


@pytest.mark.django_db
def test_what_cannot_be_moved_is_refused_and_nothing_has_changed() -> None:
    """By others, to another course, to a full or ended run, or when it is completed."""
    run = open_run()
    later = another_run_of(run)
    place, done = make_enrolment(run), make_enrolment(run)
    finish_all_but(done)
    by = secretariat_of(run)
    for wrong in (leader_of(run), representative_of(run), place.person, secretariat_of(make_run())):
        with pytest.raises(CourseError):
            moving.move_place(enrolment=place, to=later, by=wrong)
    strange = open_run()
    with pytest.raises(CourseError):
        moving.move_place(enrolment=place, to=strange, by=by)
    with pytest.raises(CourseError):
        moving.move_place(enrolment=done, to=later, by=by)
    seats(later, 0)
    with pytest.raises(SeatsTaken):
        moving.move_place(enrolment=place, to=later, by=by)
    seats(later, 5)
    CourseRun.objects.filter(pk=later.pk).update(state=RunState.CLOSED)
    with pytest.raises(CourseError):
        moving.move_place(enrolment=place, to=later, by=by)
    assert (state_of(place), state_of(done)) == (EnrolmentState.ACTIVE, EnrolmentState.COMPLETED)


@pytest.mark.django_db
def test_who_stands_in_the_door_is_invited_and_confirmed_by_being_there() -> None:
    """A walk-in: on the list at once, by a leader; attendance confirms the place."""
    run = open_run()
    place = walk_in(run)
    assert (state_of(place), place.invited_by) == (EnrolmentState.INVITED, leader_of(run))
    attend(place, 90)
    assert state_of(place) in (EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE)
    assert walk_in(run) == place


@pytest.mark.django_db
def test_somebody_without_any_address_can_stand_in_the_door_and_two_clicks_are_one_person() -> None:
    """Edge case 35: neither e-mail nor mobile."""
    run = open_run()
    line = Line(1, "Wenche", "Wenche Nygård")
    assert walk_in(run, line=line) == walk_in(run, line=line)
    assert User.objects.filter(name="Wenche Nygård").count() == 1


@pytest.mark.django_db
def test_typing_an_address_in_the_door_never_tells_whose_it_is() -> None:
    """With another name the answer is a refusal without the name; with the right one it is the same person."""
    run = open_run()
    known = make_person("Hemmelig Hansen", email="hemmelig@likevel.example")
    with pytest.raises(CourseError) as refusal:
        walk_in(run, line=a_line("Noen Andre", known.email))
    assert ("Hemmelig" in str(refusal.value), "Hansen" in str(refusal.value)) == (False, False)
    assert run.enrolments.count() == 0
    assert walk_in(run, line=a_line("hemmelig hansen", known.email)).person == known


@pytest.mark.django_db
def test_nobody_walks_in_on_another_day_past_the_seats_after_leaving_or_by_a_stranger() -> None:
    """The day, the seats, a place that was ended, and who may record attendance."""
    run, other = joint_run()
    with pytest.raises(CourseError):
        walk_in(run, by=leader_of(make_run()))
    with pytest.raises(CourseError):
        walk_in(run, at=timezone.now() + datetime.timedelta(days=1))
    with pytest.raises(CourseError):
        walk_in(run, by=representative_of(run), gathering=gathering_of(run, OWN_TIME), organisation=other)
    gone = make_enrolment(
        run, person=make_person("Ove Over", email="ove@likevel.example"), state=EnrolmentState.WITHDRAWN
    )
    with pytest.raises(CourseError):
        walk_in(run, line=a_line("Ove Over", gone.person.email))
    seats(run, 0)
    with pytest.raises(SeatsTaken):
        walk_in(run)
    assert list(run.enrolments.values_list("state", flat=True)) == [EnrolmentState.WITHDRAWN]


@pytest.mark.django_db
def test_the_line_is_kept_in_order_and_ends_with_the_invitation() -> None:
    """First come, first served; nothing is sent before there is a seat; a seat ends the wait."""
    run = open_run()
    seats(run, 0)
    by = secretariat_of(run)
    lines = read_list("Første; en@likevel.example\nAndre; to@likevel.example\nUten adresse")
    turns = waiting.put_in_line(course_run=run, organisation=run.organiser, lines=lines, by=by)
    again = waiting.put_in_line(
        course_run=run,
        organisation=run.organiser,
        lines=lines[:1],
        by=by,
        at=timezone.now() + datetime.timedelta(days=1),
    )
    assert ([turn.person.name for turn in run.waiting.all()], again) == (["Første", "Andre"], turns[:1])
    assert (SentMessage.objects.count(), run.enrolments.count()) == (0, 0)
    with pytest.raises(SeatsTaken):
        waiting.give_seat(turn=turns[0], by=by)
    seats(run, 1)
    place = waiting.give_seat(turn=turns[0], by=by)
    assert (place.state, [turn.person.name for turn in run.waiting.all()]) == (
        EnrolmentState.INVITED,
        ["Andre"],
    )


@pytest.mark.django_db
def test_who_has_a_place_does_not_wait_and_an_ordinary_invitation_ends_the_wait() -> None:
    """Nobody stands in two lines."""
    run = open_run()
    by = secretariat_of(run)
    here = make_enrolment(run, person=make_person("Her Alt", email="her@likevel.example"))
    lines = [a_line("Her Alt", here.person.email), a_line()]
    (turn,) = waiting.put_in_line(course_run=run, organisation=run.organiser, lines=lines, by=by)
    assert turn.person.name == "Wenche Nygård"
    invited(run, turn.person, by=by)
    assert run.waiting.count() == 0


@pytest.mark.parametrize("end", [planning.close_run, planning.cancel_run])
@pytest.mark.django_db
def test_nobody_is_kept_in_line_for_a_run_that_is_over(end) -> None:
    """There is nothing to wait for, so nothing to keep."""
    run = open_run()
    by = secretariat_of(run)
    waiting.put_in_line(course_run=run, organisation=run.organiser, lines=[a_line()], by=by)
    end(course_run=run, by=by)
    assert WaitingPlace.objects.count() == 0
    with pytest.raises(CourseError):
        waiting.put_in_line(course_run=run, organisation=run.organiser, lines=[a_line()], by=by)


@pytest.mark.django_db
def test_only_the_secretariat_keeps_the_line() -> None:
    """Leader, representative and another secretariat put nobody in it and take nobody out."""
    run = open_run()
    (turn,) = waiting.put_in_line(
        course_run=run, organisation=run.organiser, lines=[a_line()], by=secretariat_of(run)
    )
    for wrong in (leader_of(run), representative_of(run), secretariat_of(make_run())):
        with pytest.raises(CourseError):
            waiting.leave_line(turn=turn, by=wrong)
        with pytest.raises(CourseError):
            waiting.give_seat(turn=turn, by=wrong)
    assert run.waiting.count() == 1


@pytest.mark.django_db
def test_a_leader_who_leads_no_longer_has_no_access_at_once_and_somebody_always_leads() -> None:
    """Edge case 13: the substitute from that time, the earlier leader loses access; the last one is not taken away."""
    run = open_run()
    by, ill = secretariat_of(run), run.leaders.get()
    with pytest.raises(CourseError):
        setting_up.end_leadership(leader=ill, by=by)
    planning.add_leader(course_run=run, person=make_person("Vera Vikar"), by=by)
    with pytest.raises(CourseError):
        setting_up.end_leadership(leader=ill, by=ill.person)
    setting_up.end_leadership(leader=ill, by=by)
    setting_up.end_leadership(leader=ill, by=by)
    assert CourseRun.objects.led_by(ill.person).count() == 0
    assert run.leaders.held_on().get().person.name == "Vera Vikar"
    assert run.leaders.count() == 2


@pytest.mark.django_db
def test_a_leader_named_today_by_mistake_is_taken_away_without_a_trace() -> None:
    """They never led a day."""
    run = open_run()
    wrong = planning.add_leader(course_run=run, person=make_person("Feil Person"))
    setting_up.end_leadership(leader=wrong, by=secretariat_of(run))
    assert run.leaders.count() == 1


@pytest.mark.django_db
def test_a_leader_who_is_named_again_has_led_since_the_first_day_and_stays_written_when_it_ends() -> None:
    """Edge case 14: fails when naming them again begins anew, so that ending it takes away that they ever led."""
    run, first = open_run(), datetime.date(2026, 1, 1)
    run.leaders.update(since=first)
    by, person = secretariat_of(run), leader_of(run)
    line = Line(1, person.name, person.name, person.email)
    soon = timezone.localdate() + datetime.timedelta(days=3)
    setting_up.name_leader(course_run=run, line=line, by=by, until=soon)
    leader = run.leaders.get()
    assert (leader.since, leader.until) == (first, soon)
    planning.add_leader(course_run=run, person=make_person("Vera Vikar"), by=by)
    setting_up.end_leadership(leader=leader, by=by)
    place = make_enrolment(run)
    assert CourseRun.objects.led_by(person).count() == 0
    assert leaders_of(place.pk) == set(run.leaders.values_list("person_id", flat=True))
    assert run.leaders.filter(person=person).count() == 1


@pytest.mark.django_db
def test_a_leader_of_today_who_has_recorded_who_was_there_stays_written() -> None:
    """Edge case 14: fails when whoever began today is taken away whatever they did. They have no access all the same."""
    run = open_run()
    by, usual, [place] = secretariat_of(run), leader_of(run), people_in(run, "Kari Lie")
    short = planning.add_leader(course_run=run, person=make_person("Kort Kari"), by=by)
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(hours=4))
    attend(place, by=short.person)
    setting_up.end_leadership(leader=short, by=by)
    assert CourseRun.objects.led_by(short.person).count() == 0
    assert leaders_of(place.pk) == {usual.pk, short.person_id}
