"""The usual times of a course's gatherings, so that a run is set up in minutes and only moved where it differs."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from courses.kinds import GatheringKind
from courses.models import CourseRun, Gathering, GatheringPage
from courses.timetable import plan_gathering
from lms.people.models import User

FIRST_HOUR = datetime.time(10)
BREAK = datetime.timedelta(minutes=45)


@transaction.atomic
def plan_usual_gatherings(*, course_run: CourseRun, by: User | None = None) -> list[Gathering]:
    """Plan all gatherings of the course as they usually are, to be moved afterwards.

    Half of the common ones on the first day and half on the last, from ten o'clock with a long break between; all in a
    row when the first day is the last one too. Own time stands where the programme has it, the same hour for every
    association that takes part (R51); a seminar has none. What has a time keeps it.
    """
    pages = list(GatheringPage.objects.descendant_of(course_run.course).live().order_by("path"))
    if course_run.course.is_seminar:
        pages = [page for page in pages if page.gathering_kind == GatheringKind.COMMON]
    common = [page for page in pages if page.gathering_kind == GatheringKind.COMMON]
    planned = {gathering.code: gathering for gathering in course_run.gatherings.filter(organisation=None)}
    half = len(common) if course_run.starts_on == course_run.ends_on else -(-len(common) // 2)
    for day, group in ((course_run.starts_on, common[:half]), (course_run.ends_on, common[half:])):
        starts_at = timezone.make_aware(datetime.datetime.combine(day, FIRST_HOUR))
        for page in group:
            if page.code not in planned:
                planned[page.code] = plan_gathering(
                    course_run=course_run, code=page.code, starts_at=starts_at, place=course_run.place, by=by
                )
            starts_at = planned[page.code].ends_at + BREAK
    _plan_own_times(course_run, pages, planned, by)
    return list(course_run.gatherings.all())


@transaction.atomic
def plan_usual_own_time(*, course_run: CourseRun, by: User | None = None) -> None:
    """Own time for the associations that have none, as it usually is: for one that is added to a run which is planned (R51).

    Where the common gathering around it has no time yet, or has begun, none is planned. What has a time keeps it; a seminar
    has no own time.
    """
    if course_run.course.is_seminar:
        return
    pages = list(GatheringPage.objects.descendant_of(course_run.course).live().order_by("path"))
    ahead = course_run.gatherings.filter(organisation=None, starts_at__gt=timezone.now())
    planned = {gathering.code: gathering for gathering in ahead}
    _plan_own_times(course_run, pages, planned, by)


def _plan_own_times(
    course_run: CourseRun, pages: list[GatheringPage], planned: dict[str, Gathering], by: User | None
) -> None:
    common = [page for page in pages if page.gathering_kind == GatheringKind.COMMON and page.code in planned]
    for page in pages:
        if page.gathering_kind == GatheringKind.OWN_TIME:
            _plan_own_time(course_run, page, common, planned, by)


def _plan_own_time(
    course_run: CourseRun,
    page: GatheringPage,
    common: list[GatheringPage],
    planned: dict[str, Gathering],
    by: User | None,
) -> None:
    """Own time for each association that has none yet, where the programme of a common gathering has it."""
    around = next((one for one in common if one.code == page.in_gathering), None)
    if around is None:
        return
    starts_at = planned[around.code].starts_at + datetime.timedelta(
        minutes=_minutes_before(around, page.code)
    )
    has_one = set(course_run.gatherings.filter(code=page.code).values_list("organisation", flat=True))
    for part in course_run.run_organisations.select_related("organisation"):
        if part.organisation_id not in has_one:
            plan_gathering(
                course_run=course_run,
                code=page.code,
                starts_at=starts_at,
                place=course_run.place,
                organisation=part.organisation,
                by=by,
            )


def _minutes_before(gathering: GatheringPage, code: str) -> int:
    """How far into a gathering an activity of its programme begins."""
    before = 0
    for block in gathering.programme:
        if block.value["activity"] == code:
            return before
        before += block.value["minutes"]
    return 0
