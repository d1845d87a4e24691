"""Until when words are kept: one function, by date, for every way a place can end. No database where none is needed."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import enrolling, inviting, planning, responding, retention
from courses.errors import CourseError
from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun, Enrolment
from lms.people.kept_for import latest_start, months_later
from tests.courses.leading import secretariat_of
from tests.courses.working import a_place, page, save
from tests.making import OSLO, make_person

DAY = datetime.date(2026, 3, 10)
#: Half past eleven in the evening in Oslo: still the tenth, though the day has only an hour left in Greenwich.
LATE = datetime.datetime(2026, 3, 10, 23, 30, tzinfo=OSLO)
STATES = st.sampled_from([*EnrolmentState])
DAYS = st.dates(datetime.date(2025, 1, 1), datetime.date(2028, 12, 31))
MAYBE = st.none() | DAYS


def a_run(**fields) -> CourseRun:
    """Not saved."""
    return CourseRun(**({"starts_on": DAY, "ends_on": DAY, "state": RunState.OPEN} | fields))


def closed(moment: datetime.datetime = LATE) -> CourseRun:
    """A run that was closed."""
    return a_run(state=RunState.CLOSED, ended_at=moment)


def place(state: EnrolmentState, run: CourseRun | None = None, **fields) -> Enrolment:
    """Not saved."""
    return Enrolment(course_run=run or a_run(), state=state, **fields)


def after(number: int, day: datetime.date = DAY) -> datetime.date:
    return day + datetime.timedelta(days=number)


def moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 12, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("state", "field"),
    [
        (EnrolmentState.COMPLETED, "completed_at"),
        (EnrolmentState.WITHDRAWN, "ended_at"),
        (EnrolmentState.NOT_COMPLETED, "ended_at"),
    ],
)
def test_ninety_days_from_the_end_of_ones_own_place_also_while_the_run_goes_on(state, field):
    """The day is that of Oslo. Fails with the day of Greenwich, or with the run's last day."""
    assert retention.deletion_date(place(state, **{field: LATE}), today=DAY) == datetime.date(2026, 6, 8)


@pytest.mark.parametrize("state", [EnrolmentState.INVITED, *sorted(["confirmed", "active", "paused"])])
def test_while_one_takes_part_in_a_run_that_goes_on_no_clock_runs(state):
    assert retention.deletion_date(place(state), today=after(364)) is None


@pytest.mark.parametrize("state", ["confirmed", "active", "invited"])
@pytest.mark.parametrize("over", [RunState.CLOSED, RunState.CANCELLED])
def test_who_is_still_in_a_run_that_is_over_is_counted_from_that_day(state, over):
    run = a_run(state=over, ended_at=LATE, ends_on=after(30))
    assert retention.deletion_date(place(state, run), today=DAY) == after(90)


def test_a_pause_stops_the_clock_for_twelve_months_and_no_longer():
    """DESIGN §5.12. Fails when a pause does not count, or counts for ever."""
    before = place(EnrolmentState.PAUSED, closed(), paused_at=moment(after(-60)))
    assert retention.clock_start(before, today=DAY) == datetime.date(2027, 1, 9)
    afterwards = place(EnrolmentState.PAUSED, closed(), paused_at=moment(after(60)))
    assert retention.clock_start(afterwards, today=DAY) == datetime.date(2027, 3, 10)


def test_who_comes_back_from_a_pause_after_the_run_gets_ninety_days_from_then():
    """Fails when coming back lets the clock run from the closing, so that the texts are gone the same night."""
    back = place(EnrolmentState.ACTIVE, closed(), resumed_at=moment(after(200)))
    assert retention.deletion_date(back, today=DAY) == after(290)
    long_before = place(EnrolmentState.ACTIVE, closed(), resumed_at=moment(after(-20)))
    assert retention.deletion_date(long_before, today=DAY) == after(90)


def test_a_run_that_nobody_closes_ends_by_itself_after_twelve_months():
    """Fails when words are kept for ever because a button was forgotten."""
    forgotten = place(EnrolmentState.ACTIVE)
    last_day = datetime.date(2027, 3, 10)
    assert retention.deletion_date(forgotten, today=after(-1, last_day)) is None
    assert retention.deletion_date(forgotten, today=last_day) == after(90, last_day)


def test_a_run_closed_before_the_day_was_noted_counts_from_its_last_day():
    assert retention.deletion_date(place(EnrolmentState.ACTIVE, a_run(state=RunState.CLOSED))) == after(90)


@settings(max_examples=60, deadline=None)
@given(state=STATES, ended=DAYS, run_ended=MAYBE, paused=MAYBE, resumed=MAYBE, today=DAYS)
def test_the_clock_never_starts_before_the_end_and_never_waits_more_than_twelve_months(
    state, ended, run_ended, paused, resumed, today
):
    """For any history: no words go within ninety days of the end, and none stay fifteen months after it."""
    run = a_run(state=RunState.CLOSED, ended_at=moment(run_ended)) if run_ended else a_run(ends_on=ended)
    one = place(
        state,
        run,
        completed_at=moment(ended),
        ended_at=moment(ended),
        paused_at=moment(paused) if paused else None,
        resumed_at=moment(resumed) if resumed else None,
    )
    day = retention.deletion_date(one, today=today)
    own_end = state in (EnrolmentState.COMPLETED, *retention.ENDED)
    end = ended if own_end else run_ended
    if end is None:
        assert (day is None) == (today < months_later(ended, 12))
    else:
        assert after(90, end) <= day <= after(90, months_later(end, 0 if own_end else 12))


@settings(max_examples=60, deadline=None)
@given(day=DAYS, months=st.integers(0, 30))
def test_months_are_counted_by_the_calendar(day, months):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (after(1, later).day == 1 and later.day < day.day)


def test_the_day_that_was_told_holds_and_an_earlier_choice_goes_before_it():
    done = place(EnrolmentState.COMPLETED, completed_at=LATE, deletion_told=after(97))
    assert retention.deletion_date(done, today=DAY) == after(97)
    done.delete_texts_on = after(5)
    assert retention.deletion_date(done, today=DAY) == after(5)
    active = place(EnrolmentState.ACTIVE, delete_texts_on=after(5))
    assert retention.deletion_date(active, today=DAY) == after(5)


def test_what_one_needs_goes_two_weeks_after_the_last_day_or_after_an_earlier_closing():
    """privacy.md: «run ends + 14 days»."""
    assert retention.needs_deleted_on(a_run()) == after(14)
    early = a_run(state=RunState.CANCELLED, ended_at=moment(after(-20)))
    assert retention.needs_deleted_on(early) == after(-6)
    late = a_run(state=RunState.CLOSED, ended_at=moment(after(60)))
    assert retention.needs_deleted_on(late) == after(14)


# Every verb that ends a place, or a run, notes the day the clock needs.


@pytest.mark.django_db
def test_withdrawing_starts_the_clock_and_an_invitation_stops_it():
    one = a_place()
    enrolling.withdraw(enrolment=one, by=one.person, at=LATE)
    assert retention.deletion_date(Enrolment.objects.get()) == after(90)
    inviting.invite(course_run=one.course_run, person=one.person, organisation=one.organisation, by=None)
    assert retention.deletion_date(Enrolment.objects.get()) is None


@pytest.mark.django_db
def test_closing_a_run_starts_the_clock_of_those_under_way():
    one = a_place()
    planning.close_run(course_run=one.course_run, by=secretariat_of(one.course_run), at=LATE)
    found = Enrolment.objects.get()
    assert (found.state, retention.deletion_date(found)) == (EnrolmentState.NOT_COMPLETED, after(90))
    planning.close_run(course_run=one.course_run, by=secretariat_of(one.course_run))
    assert CourseRun.objects.get().ended_at == LATE


@pytest.mark.django_db
def test_cancelling_a_run_starts_the_clock_of_everybody_in_it():
    one = a_place()
    planning.cancel_run(course_run=one.course_run, by=secretariat_of(one.course_run), at=LATE)
    assert retention.deletion_date(Enrolment.objects.get()) == after(90)


@pytest.mark.django_db
def test_a_pause_and_the_way_back_are_noted():
    one = a_place()
    enrolling.pause(enrolment=one, by=one.person, at=LATE)
    planning.close_run(course_run=one.course_run, by=None, at=LATE)
    assert retention.clock_start(Enrolment.objects.get()) == datetime.date(2027, 3, 10)
    enrolling.resume(enrolment=one, by=one.person, at=moment(after(100)))
    assert retention.clock_start(Enrolment.objects.get()) == after(100)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [None, 1, 40])
def test_the_author_may_choose_an_earlier_day_and_go_back(day):
    one = a_place()
    enrolling.withdraw(enrolment=one, by=one.person)
    chosen = after(day, timezone.localdate()) if day else None
    retention.choose_date(enrolment=one, day=chosen, by=one.person)
    assert Enrolment.objects.get().delete_texts_on == chosen


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_day_that_has_been_or_comes_after_the_rules_is_refused(days):
    one = a_place()
    enrolling.withdraw(enrolment=one, by=one.person)
    with pytest.raises(CourseError):
        retention.choose_date(enrolment=one, day=after(days, timezone.localdate()), by=one.person)
    assert Enrolment.objects.get().delete_texts_on is None


@pytest.mark.django_db
def test_nobody_else_chooses_the_day():
    one = a_place()
    for stranger in (make_person(is_superuser=True), secretariat_of(one.course_run)):
        with pytest.raises(CourseError):
            retention.choose_date(enrolment=one, day=after(5, timezone.localdate()), by=stranger)
    assert Enrolment.objects.get().delete_texts_on is None


@pytest.mark.django_db
def test_nothing_new_is_kept_after_the_day():
    """Fails when `save_work` does not ask: the text would be deleted within minutes, or never."""
    one = a_place()
    save(one, "1.2", text="Mens det varte", finish=True)
    # At noon, so that the clock going back in between makes it no other day, late in the evening.
    ended = timezone.localtime().replace(hour=12) - datetime.timedelta(days=90)
    Enrolment.objects.update(state=EnrolmentState.COMPLETED, completed_at=ended)
    with pytest.raises(CourseError, match="slettet"):
        save(one, "1.2", text="Etterpå")
    Enrolment.objects.update(completed_at=ended + datetime.timedelta(days=1))
    assert save(one, "1.2", text="Dagen før").text == "Dagen før"
    assert responding.start(enrolment=one, activity=page(one, "1.1")).page.code == "1.1"


@settings(max_examples=60, deadline=None)
@given(start=DAYS, day=DAYS, months=st.integers(min_value=0, max_value=40))
def test_nothing_that_is_due_is_left_out_by_the_first_look(start, day, months):
    """Months are not equally long: 31 August and six months is 28 February, six months before which is 28 August."""
    if months_later(start, months) <= day:
        assert start <= latest_start(day, months)
