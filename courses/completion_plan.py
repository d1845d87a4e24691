"""What a run asks for before it is completed, frozen when it is opened."""

from __future__ import annotations

from django.db.models import QuerySet

from courses.activities.base import ActivityPage
from courses.kinds import GatheringKind
from courses.models import (
    AttendanceShare,
    CourseRun,
    GatheringPage,
    OwnTimeAttended,
    PracticePage,
    RequiredActivities,
    RolesTried,
)
from courses.models.requirements import DEFAULT_SHARE

TRIO = 3


def freeze(course_run: CourseRun) -> None:
    """Write down the requirements as the course stands now. Called inside the transaction that opens the run.

    Gatherings are not among the required activities: time at them is asked for as a share, and own time by itself.
    At a seminar nothing else than presence counts (R70).
    """
    if course_run.requirements.exists():
        return
    if course_run.course.is_seminar:
        AttendanceShare.objects.create(course_run=course_run, position=1, percent=DEFAULT_SHARE)
        return
    RequiredActivities.objects.create(course_run=course_run, position=0, keys=required_keys(course_run))
    AttendanceShare.objects.create(course_run=course_run, position=1, percent=DEFAULT_SHARE)
    if own_time_pages(course_run).exists():
        OwnTimeAttended.objects.create(course_run=course_run, position=2)
    if roles := roles_to_try(course_run):
        RolesTried.objects.create(course_run=course_run, position=3, roles=roles)


def required_keys(course_run: CourseRun) -> list[str]:
    """The keys of the required activities of the course, in order, without the gatherings themselves."""
    gatherings = GatheringPage.objects.descendant_of(course_run.course).values("pk")
    pages = (
        ActivityPage.objects.descendant_of(course_run.course)
        .live()
        .filter(required=True)
        .exclude(pk__in=gatherings)
    )
    return [str(key) for key in pages.order_by("path").values_list("translation_key", flat=True)]


def own_time_pages(course_run: CourseRun) -> QuerySet[GatheringPage]:
    """The pages of own time in the course, if it has any (R51). A seminar has none."""
    pages = GatheringPage.objects.descendant_of(course_run.course).live()
    own_time = pages.filter(gathering_kind=GatheringKind.OWN_TIME, required=True)
    return own_time.none() if course_run.course.is_seminar else own_time


def roles_to_try(course_run: CourseRun) -> list[str]:
    """The roles of the required practice in threes, each once (R42). Empty when the course has none."""
    trios = (
        PracticePage.objects.descendant_of(course_run.course)
        .live()
        .filter(required=True, group_size__gte=TRIO)
    )
    roles = [block.value["key"] for page in trios.order_by("path") for block in page.roles]
    return list(dict.fromkeys(roles))
