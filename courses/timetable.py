"""When and where the gatherings of a run are held, and moving them. The usual times of a course are `courses.scheduling`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import run_history
from courses.calling_off import call_off_reminders
from courses.errors import CourseError
from courses.kinds import GatheringKind, MakeUpState
from courses.making_up import fall_away_where_nothing_is_missed
from courses.models import Attendance, CourseRun, Gathering, GatheringPage, MakeUp
from courses.moved_gatherings import keep_what_was_told, tell_of_move, who_is_to_know
from courses.planning import lock_for_change
from lms.people.models import Organisation, User


@transaction.atomic
def plan_gathering(
    *,
    course_run: CourseRun,
    code: str,
    starts_at: datetime.datetime,
    place: str,
    minutes: int | None = None,
    organisation: Organisation | None = None,
    by: User | None = None,
) -> Gathering:
    """Give a gathering of the course its time and place. Own time is planned for one association each (R51).

    Length and name come from the course unless `minutes` says otherwise. Called again it moves the gathering.
    Raises CourseError for a number the course does not have, own time without (or with a strange) association, and what
    `move_gatherings` refuses.
    """
    lock_for_change(course_run, by)
    page = GatheringPage.objects.descendant_of(course_run.course).filter(code=code).first()
    if page is None:
        raise CourseError(_("The course has no gathering with number %(code)s.") % {"code": code})
    _refuse_wrong_association(course_run, page, organisation)
    which = {"course_run": course_run, "activity_key": page.translation_key, "organisation": organisation}
    where, length = place.strip() or course_run.place, page.minutes if minutes is None else minutes
    for planned in Gathering.objects.filter(**which):
        _move_one(planned, starts_at, where, length, by=by)
    gathering, _new = Gathering.objects.update_or_create(
        **which,
        defaults={
            "code": code,
            "kind": page.gathering_kind,
            "title": page.title,
            "starts_at": starts_at,
            "minutes": length,
            "place": where,
        },
    )
    call_off_reminders()
    return gathering


@transaction.atomic
def move_gatherings(
    *,
    course_run: CourseRun,
    times: Iterable[tuple[Gathering, datetime.datetime, str]],
    by: User | None = None,
) -> None:
    """Give gatherings of the run new times and places, all or none.

    Raises CourseError for a stranger, a run that is over, a gathering of another run, and for moving one that somebody was
    at to a day to come.
    """
    lock_for_change(course_run, by)
    own = set(course_run.gatherings.values_list("pk", flat=True))
    for gathering, starts_at, place in times:
        if gathering.pk not in own:
            raise CourseError(_("This gathering belongs to another course."))
        _move_one(gathering, starts_at, place.strip(), by=by)
    call_off_reminders()
    run_history.note_run(course_run, run_history.TIMES, by=by)


def _move_one(
    gathering: Gathering,
    starts_at: datetime.datetime,
    place: str,
    minutes: int | None = None,
    *,
    by: User | None = None,
) -> None:
    """Count the move, so that a calendar takes the newest; saving the same once more is no move. Another length is one.

    Who would come in vain is told.
    """
    # Whoever records there at this moment is waited for.
    before = Gathering.objects.select_for_update(of=("self",), no_key=True).get(pk=gathering.pk)
    meets_as_before = (before.starts_at, before.place) == (starts_at, place)
    if meets_as_before and minutes in (None, before.minutes):
        return
    agreed_otherwise = _forget_a_day_that_never_was(before, starts_at, by)
    people = who_is_to_know(before, starts_at, place, also=agreed_otherwise)
    Gathering.objects.filter(pk=gathering.pk).update(
        starts_at=starts_at, place=place, times_moved=F("times_moved") + 1
    )
    if meets_as_before:
        keep_what_was_told(before)
    else:
        tell_of_move(before, people)


def _forget_a_day_that_never_was(
    gathering: Gathering, starts_at: datetime.datetime, by: User | None
) -> set[int]:
    """Who was «not here» at what was not held, and is to be held on another day to come, has missed nothing (decision 47), and
    has nothing to make up. Returns the places whose agreement fell away.

    A correction that somebody has to look at, or has looked at, keeps its row. Raises CourseError when somebody was there.
    """
    same_day = timezone.localdate(starts_at) == timezone.localdate(gathering.starts_at)
    if same_day or starts_at <= timezone.now():
        return set()
    recorded = Attendance.objects.filter(gathering=gathering)
    if recorded.filter(minutes__gt=0).exists():
        refusal = _(
            "Somebody is recorded as here at «%(title)s», so it cannot be moved to a day to come. "
            "If it was not held, record them as not here first, and then move it."
        )
        raise CourseError(refusal % {"title": gathering.title})
    untrue = recorded.exclude(corrections__review__isnull=False)
    agreed = MakeUp.objects.filter(
        gathering=gathering, state=MakeUpState.AGREED, enrolment__in=untrue.values("enrolment")
    )
    places = set(agreed.values_list("enrolment", flat=True))
    fall_away_where_nothing_is_missed(
        gathering=gathering,
        enrolment_ids=untrue.values_list("enrolment", flat=True),
        by=by,
        at=timezone.now(),
    )
    untrue.delete()
    return places


def _refuse_wrong_association(
    course_run: CourseRun, page: GatheringPage, organisation: Organisation | None
) -> None:
    if page.gathering_kind == GatheringKind.COMMON:
        if organisation is not None:
            raise CourseError(
                _("«%(title)s» is for everybody, not for one association.") % {"title": page.title}
            )
    elif organisation is None:
        raise CourseError(_("Own time needs an association."))
    elif not course_run.run_organisations.filter(organisation=organisation).exists():
        raise CourseError(_("%(name)s does not take part in this course.") % {"name": organisation.name})
