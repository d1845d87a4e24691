"""Where an activity is used now: the runs under way, and how many have begun on it. Never who, never what they wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from courses.activities.base import ActivityPage
from courses.desk import owners_for
from courses.kinds import UNDER_WAY_RUN_STATES
from courses.models import CoursePage, CourseRun
from lms.people.models import User


@dataclass(frozen=True)
class Usage:
    """The runs a reader may know the names of, the number of others, and whether the page is in a course yet."""

    runs: Sequence[CourseRun]
    others: int

    @property
    def any(self) -> bool:
        """Whether somebody takes the course now."""
        return bool(self.runs or self.others)


def usage_of(page: ActivityPage, person: User) -> Usage:
    """The runs under way of the course `page` stands in, in whichever language. Three queries."""
    courses = CoursePage.objects.ancestor_of(page).values("translation_key")
    runs = CourseRun.objects.filter(course__translation_key__in=courses, state__in=UNDER_WAY_RUN_STATES)
    known = known_to(runs, person).annotate(
        begun_on=Count(
            "enrolments__responses",
            filter=Q(enrolments__responses__activity_key=page.translation_key),
            distinct=True,
        )
    )
    named = list(known.order_by("starts_on", "pk"))
    return Usage(named, runs.count() - len(named))


def known_to(runs: QuerySet[CourseRun], person: User) -> QuerySet[CourseRun]:
    """The runs an author may know of: those their own associations organise or take part in."""
    if person.is_superuser:
        return runs
    own = [organisation.pk for organisation in owners_for(person)]
    mine = CourseRun.objects.filter(Q(organiser__in=own) | Q(organisations__in=own))
    return runs.filter(pk__in=mine.values("pk"))
