"""Setting up a run in one go, as the secretariat does it: the run, its associations, its leaders and the usual times."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import run_history
from courses.errors import CourseError
from courses.invitation_lists import Line
from courses.kinds import RunState
from courses.models import Attendance, CourseRun, Enrolment, MakeUp, RunLeader, RunOrganisation
from courses.planning import add_leader, add_organisation, lock_for_change, plan_run
from courses.scheduling import plan_usual_gatherings
from lms.people.models import Organisation, User
from lms.people.registering import register_person


@transaction.atomic
def set_up_run(
    *,
    leaders: Iterable[Line],
    others: Iterable[Organisation],
    by: User,
    organiser: Organisation,
    **fields: Any,
) -> CourseRun:
    """Plan a run with everything it needs before it can be opened. All or nothing; the same one twice is one.

    `leaders` are lines as typed; who is known by e-mail or phone is found, not made again. With `others` the course is
    a joint one. Raises CourseError or PeopleError.
    """
    taking_part = [organiser, *(other for other in others if other != organiser)]
    Organisation.objects.select_for_update().get(pk=organiser.pk)
    if planned := _planned_already(organiser, fields):
        return planned
    run = plan_run(organiser=organiser, joint=len(taking_part) > 1, by=by, **fields)
    run_history.note_run(run, run_history.SET_UP, by=by)
    for organisation in taking_part:
        add_organisation(course_run=run, organisation=organisation, by=by)
    for line in leaders:
        name_leader(course_run=run, line=line, by=by)
    plan_usual_gatherings(course_run=run, by=by)
    return run


def _planned_already(organiser: Organisation, fields: dict[str, Any]) -> CourseRun | None:
    """The run with the same course, name, place and days that is not open yet: the second of two clicks finds it."""
    same = {name: fields[name] for name in ("course", "starts_on", "ends_on")}
    words = {name: fields[name].strip() for name in ("title", "place")}
    return CourseRun.objects.filter(organiser=organiser, state=RunState.PLANNED, **same, **words).first()


@transaction.atomic
def name_leader(
    *, course_run: CourseRun, line: Line, by: User, until: datetime.date | None = None
) -> RunLeader:
    """Let the person on a line lead the run, from today and perhaps until a day. Raises CourseError or PeopleError."""
    return add_leader(course_run=course_run, person=_person_on(line, by), until=until, by=by)


@transaction.atomic
def end_leadership(*, leader: RunLeader, by: User, until: datetime.date | None = None) -> RunLeader:
    """Let a leader's time end before today, so that they have no access from now on (edge case 13).

    Who only begins today or later and has recorded nothing has never led, and is taken away; anybody else stays written,
    for they may not decide alone on those they led (edge case 14). Ending twice changes nothing. Raises CourseError for the
    last one: somebody must lead while the course goes on, so a substitute comes first.
    """
    lock_for_change(leader.course_run, by)
    last = until or timezone.localdate() - datetime.timedelta(days=1)
    others = leader.course_run.leaders.held_on().exclude(pk=leader.pk)
    if not others.exists():
        raise CourseError(_("Add the one who takes over first: somebody must lead the course."))
    run_history.note_run(leader.course_run, run_history.LEADERS, by=by)
    if leader.since > last and not _has_recorded(leader):
        leader.delete()
    elif leader.until is None or leader.until > last:
        leader.since, leader.until = min(leader.since, last), last
        leader.save(update_fields=["since", "until"])
    return leader


def _has_recorded(leader: RunLeader) -> bool:
    """Whether they have recorded who was at a gathering of the run, or confirmed something for somebody in it."""
    run, person = leader.course_run_id, leader.person_id
    return (
        Attendance.objects.filter(gathering__course_run=run)
        .filter(models.Q(recorded_by=person) | models.Q(corrections__corrected_by=person))
        .exists()
        or Enrolment.objects.filter(course_run=run, leader_confirmed_by=person).exists()
        or MakeUp.objects.filter(enrolment__course_run=run)
        .filter(models.Q(agreed_by=person) | models.Q(confirmed_by=person))
        .exists()
    )


@transaction.atomic
def name_representative(
    *, course_run: CourseRun, organisation: Organisation, line: Line, by: User
) -> RunOrganisation:
    """Let the person on a line represent an association in the run (R53). Raises CourseError or PeopleError."""
    person = _person_on(line, by)
    return add_organisation(course_run=course_run, organisation=organisation, representative=person, by=by)


def _person_on(line: Line, by: User) -> User:
    return register_person(name=line.name, email=line.email, phone=line.phone, by=by)
