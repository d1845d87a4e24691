"""Setting up a course run: what, where, who leads, which associations – and opening and closing it. When they meet is
`courses.timetable`; what it still lacks to be opened is told in `courses.readiness`.

`by` may be left out only where the system itself plans (the demo world); every page passes the person who asks.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import completion_plan, run_history
from courses.calling_off import call_off_for_run, call_off_moves, call_off_reminders
from courses.cancelling import tell_guests, tell_of_cancelling
from courses.ending import tell_of_closing
from courses.errors import CourseError
from courses.kinds import UNDER_WAY_RUN_STATES, EnrolmentState, RunState
from courses.models import CoursePage, CourseRun, RunLeader, RunOrganisation, WaitingPlace
from courses.readiness import what_opening_needs
from lms.people.access import is_administrator
from lms.people.models import Organisation, User


@transaction.atomic
def plan_run(
    *,
    course: CoursePage,
    title: str,
    organiser: Organisation,
    place: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    language: str = "nb",
    joint: bool = False,
    partner_credit: str = "",
    by: User | None = None,
) -> CourseRun:
    """Make a run that is planned, not yet open. A joint run has several associations (R38, R39, R51).

    Raises CourseError when `by` is not the organiser's secretariat, or the days are the wrong way round.
    """
    if by is not None and not is_administrator(by, organiser):
        raise CourseError(_("Only the secretariat of the association can set up a course."))
    if ends_on < starts_on:
        raise CourseError(_("The last day is before the first."))
    return CourseRun.objects.create(
        course=course,
        title=title.strip(),
        organiser=organiser,
        place=place.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        language=language,
        joint=joint,
        partner_credit=partner_credit.strip(),
    )


@transaction.atomic
def add_organisation(
    *,
    course_run: CourseRun,
    organisation: Organisation,
    representative: User | None = None,
    seats: int = 12,
    by: User | None = None,
) -> RunOrganisation:
    """Let an association take part, with its committee representative (R53). Called again it changes what is given.

    With a second one the run is joint from then on, and what belongs to one association is kept from the others.
    """
    lock_for_change(course_run, by)
    fields = {"seats": seats, **({"representative": representative} if representative else {})}
    participation, _new = RunOrganisation.objects.update_or_create(
        course_run=course_run, organisation=organisation, defaults=fields
    )
    if not course_run.joint and course_run.run_organisations.count() > 1:
        course_run.joint = True
        course_run.save(update_fields=["joint"])
    run_history.note_run(course_run, run_history.ASSOCIATIONS, by=by)
    return participation


@transaction.atomic
def add_leader(
    *,
    course_run: CourseRun,
    person: User,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    by: User | None = None,
) -> RunLeader:
    """Let `person` lead the run from a day (today by default), perhaps until one. A substitute is one more leader.

    Who leads already has led since the day that is written: that never begins anew, because who has led somebody does not
    decide on them alone (edge case 14). Raises CourseError for a last day before the first.
    """
    lock_for_change(course_run, by)
    before = RunLeader.objects.filter(course_run=course_run, person=person).values_list("since", flat=True)
    first = min([since or timezone.localdate(), *before])
    if until is not None and until < first:
        raise CourseError(_("The last day is before the first."))
    if until is not None and until < timezone.localdate():
        others = course_run.leaders.held_on().exclude(person=person)
        if not others.exists():
            raise CourseError(_("Add the one who takes over first: somebody must lead the course."))
    fields = {"since": first, "until": until}
    leader, _new = RunLeader.objects.update_or_create(course_run=course_run, person=person, defaults=fields)
    run_history.note_run(course_run, run_history.LEADERS, by=by)
    return leader


@transaction.atomic
def open_run(*, course_run: CourseRun, by: User | None) -> CourseRun:
    """Open the run. What completion asks for is frozen now, so that later edits never bind those under way.

    Refuses a run without a leader, an association or a time for each required common gathering. An association without
    a representative does not stop a joint run: it is shown as not ready and its own time stays open (R53).
    Opening twice changes nothing. Raises CourseError.
    """
    run = _locked(course_run)
    refuse_stranger(run, by)
    if run.state == RunState.OPEN:
        return run
    if run.state != RunState.PLANNED:
        raise CourseError(_("A course that is closed or cancelled cannot be opened again."))
    if lacking := what_opening_needs(run):
        raise CourseError(" ".join(lacking))
    completion_plan.freeze(run)
    return _move(course_run, run, RunState.OPEN, by=by)


@transaction.atomic
def close_run(*, course_run: CourseRun, by: User | None, at: datetime.datetime | None = None) -> CourseRun:
    """Close a run that was held. Closing twice changes nothing. Raises CourseError.

    Who was under way and lacks something has not completed it: what they did stays, and a later run can be joined. They are
    told, and so are guests of a gathering that lay ahead. A pause stands until the person ends it.
    """
    run = _locked(course_run)
    refuse_stranger(run, by)
    if run.state not in (RunState.OPEN, RunState.CLOSED):
        raise CourseError(_("Only an open course can be closed."))
    hold_places(run)
    if run.state == RunState.OPEN:
        call_off_for_run(run, at=at)
        tell_of_closing(course_run=run, by=by)
        tell_guests(course_run=run, by=by, at=at)
    _end_places(run, at)
    return _over(course_run, run, RunState.CLOSED, by, at)


@transaction.atomic
def cancel_run(*, course_run: CourseRun, by: User | None, at: datetime.datetime | None = None) -> CourseRun:
    """Cancel a run. What was attended stays (edge case 12). Cancelling twice changes nothing. Raises CourseError.

    Everybody it concerns is told, and what waits to be sent about the run is called off. Who was under way has not
    completed it, as when it is closed, and can be moved.
    """
    run = _locked(course_run)
    refuse_stranger(run, by)
    if run.state == RunState.CLOSED:
        raise CourseError(_("A course that is closed cannot be cancelled."))
    hold_places(run)
    if run.state != RunState.CANCELLED:
        call_off_for_run(run, at=at)
        tell_of_cancelling(course_run=run, by=by, at=at)
        _end_places(run, at)
    return _over(course_run, run, RunState.CANCELLED, by, at)


def hold_places(run: CourseRun) -> None:
    """Who confirms or comes back at this very moment is waited for, and so told and ended with the others.

    In the order in which `attending.places_at` takes them, and weakly enough for an attendance that is being written.
    """
    list(run.enrolments.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _over(
    course_run: CourseRun, run: CourseRun, state: RunState, by: User | None, at: datetime.datetime | None
) -> CourseRun:
    """What waits to tell guests of a day here is no longer due once the run is over, and is called off too."""
    over = _move(course_run, run, state, by=by, at=at)
    call_off_reminders(at=at)
    call_off_moves(at=at)
    return over


def _end_places(run: CourseRun, at: datetime.datetime | None) -> None:
    under_way = run.enrolments.filter(state__in=(EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE))
    under_way.update(state=EnrolmentState.NOT_COMPLETED, ended_at=at or timezone.now())


def _locked(course_run: CourseRun) -> CourseRun:
    return (
        CourseRun.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser", "course")
        .get(pk=course_run.pk)
    )


def _move(
    course_run: CourseRun,
    run: CourseRun,
    state: RunState,
    *,
    by: User | None,
    at: datetime.datetime | None = None,
) -> CourseRun:
    if run.state != state:
        run_history.note_run(course_run, run_history.MOVES[state], by=by)
    if state not in UNDER_WAY_RUN_STATES and run.ended_at is None:
        run.ended_at = course_run.ended_at = at or timezone.now()
    run.state = course_run.state = state
    run.save(update_fields=["state", "ended_at"])
    if state not in UNDER_WAY_RUN_STATES:
        WaitingPlace.objects.filter(course_run=run).delete()  # there is nothing left to wait for
    return run


def refuse_stranger(course_run: CourseRun, by: User | None) -> None:
    """Raises CourseError for anybody but the organiser's secretariat."""
    if by is not None and not is_administrator(by, course_run.organiser):
        raise CourseError(_("Only the secretariat of the association that arranges the course can do this."))


def lock_for_change(course_run: CourseRun, by: User | None) -> None:
    """Holds the run until the transaction ends. Raises CourseError for a stranger, and when the run is over."""
    run = _locked(course_run)
    refuse_stranger(run, by)
    if run.state not in UNDER_WAY_RUN_STATES:
        raise CourseError(_("A course that is closed or cancelled cannot be changed."))
