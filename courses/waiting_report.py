"""What waits for whom in the courses of one's association, and which gatherings come next. Of people only how many.

The sentences name who acts: the secretariat, those who lead, or an association's representative.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.kinds import (
    TAKING_PART_STATES,
    UNDER_WAY_RUN_STATES,
    CourseKind,
    EnrolmentState,
    GatheringKind,
    MakeUpState,
    RunState,
)
from courses.models import (
    AttendanceReview,
    CourseRun,
    Gathering,
    GatheringPage,
    MakeUp,
    RunLeader,
    RunOrganisation,
)
from lms.people.access import administered_by
from lms.people.models import Membership, User


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, in which course, whose, who acts, and how many it is about."""

    what: str
    course: str
    association: str
    who: str
    day: datetime.date | None = None
    number: int | None = None
    address: str | None = None


def waiting_for(viewer: User) -> list[Waiting]:
    """Everything that waits, the first day first. Six queries, however many runs."""
    runs = CourseRun.objects.listed_for(viewer)
    found = [*_runs(runs), *_representatives(viewer, runs), *_reviews(runs), *_make_ups(runs)]
    never = datetime.date.max
    return sorted([*found, *_memberships(viewer)], key=lambda row: (row.day or never, row.course, row.what))


def _runs(runs: QuerySet[CourseRun]) -> Iterator[Waiting]:
    """Not opened, without a leader, not closed; and invitations nobody has answered. One query."""
    led = RunLeader.objects.held_on().filter(course_run=OuterRef("pk"))
    asked = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.INVITED))
    under_way = runs.filter(state__in=UNDER_WAY_RUN_STATES).select_related("organiser")
    for run in under_way.annotate(is_led=Exists(led), asked=asked):
        if run.state == RunState.PLANNED:
            yield _of_run(run, _("The course is not opened yet"), run.starts_on)
        elif run.ends_on < timezone.localdate():
            yield _of_run(run, _("The last day is over, and the course is not closed"), run.ends_on)
        if not run.is_led:
            yield _of_run(run, _("Nobody leads the course today"), run.starts_on)
        if run.asked:
            yield _of_run(run, _("Invitations that are not answered"), run.starts_on, run.asked)


def _of_run(run: CourseRun, what: str, day: datetime.date, number: int | None = None) -> Waiting:
    address = reverse("courses:secretariat_run", args=[run.pk])
    return Waiting(what, run.title, run.organiser.short_name, _("The secretariat"), day, number, address)


def _representatives(viewer: User, runs: QuerySet[CourseRun]) -> Iterator[Waiting]:
    """Associations of joint courses that nobody represents, or that lack a time for own time (R53): in courses one
    arranges, and one's own association elsewhere. A seminar has no own time. Two queries.
    """
    own = [organisation.pk for organisation in administered_by(viewer)]
    own_time = Gathering.objects.filter(
        course_run=OuterRef("course_run"), organisation=OuterRef("organisation"), kind=GatheringKind.OWN_TIME
    )
    asked = GatheringPage.objects.filter(
        live=True,
        gathering_kind=GatheringKind.OWN_TIME,
        path__startswith=OuterRef("course_run__course__path"),
    )
    parts = RunOrganisation.objects.filter(
        Q(course_run__in=runs) | Q(organisation__in=own),
        course_run__joint=True,
        course_run__state__in=UNDER_WAY_RUN_STATES,
    ).exclude(course_run__course__kind=CourseKind.SEMINAR)
    parts = parts.annotate(
        lacks_own_time=Exists(asked) & ~Exists(own_time),
        is_arranged=Exists(runs.filter(pk=OuterRef("course_run"))),
    )
    for part in parts.select_related("course_run", "organisation"):
        if part.representative_id is None:
            yield _of_part(part, _("Has no committee representative"), _("The association"))
        elif part.lacks_own_time:
            yield _of_part(part, _("Has no time for own time yet"), _("The association and the organiser"))


def _of_part(part: RunOrganisation, what: str, who: str) -> Waiting:
    run, name = part.course_run, part.organisation.short_name
    address = reverse("courses:secretariat_run", args=[run.pk]) if part.is_arranged else None
    return Waiting(what, run.title, name, who, run.starts_on, address=address)


def _reviews(runs: QuerySet[CourseRun]) -> Iterator[Waiting]:
    """Attendance that was corrected after somebody completed. One query."""
    run = "correction__attendance__enrolment__course_run"
    waiting = AttendanceReview.objects.waiting().filter(**{f"{run}__in": runs}).order_by()
    names = (f"{run}__title", f"{run}__organiser__short_name")
    for run_id, title, organiser, number in waiting.values_list(run, *names).annotate(number=Count("pk")):
        what, who = (
            _("Attendance was corrected after the course was completed"),
            _("Those who lead, or the secretariat"),
        )
        address = reverse("courses:reviews", args=[run_id])
        yield Waiting(what, title, organiser, who, number=number, address=address)


def _make_ups(runs: QuerySet[CourseRun]) -> Iterator[Waiting]:
    """What was agreed instead of a gathering, whose time is over, and that nobody has confirmed. One query."""
    due = (
        MakeUp.objects.possible()
        .filter(state=MakeUpState.AGREED, enrolment__course_run__in=runs)
        .annotate(when=Coalesce("substitute__starts_at", "meets_at"))
        .filter(when__lt=timezone.now())
        .order_by()
    )
    own_time = Q(gathering__kind=GatheringKind.OWN_TIME)
    run = "enrolment__course_run"
    rows = due.values_list(run, f"{run}__title", f"{run}__organiser__short_name").annotate(
        number=Count("pk"), of_own_time=Count("pk", filter=own_time)
    )
    for run_id, title, organiser, number, of_own_time in rows:
        who = (
            _("Those who lead, and for own time the representative")
            if of_own_time
            else _("Those who lead the course")
        )
        address = reverse("courses:run", args=[run_id])
        yield Waiting(
            _("Make-ups that are not confirmed"), title, organiser, who, number=number, address=address
        )


def _memberships(viewer: User) -> Iterator[Waiting]:
    """Memberships nobody has looked up. One query."""
    unsure = Membership.objects.visible_to(viewer).filter(confirmed_on=None, ended_on=None).order_by()
    address = f"{reverse('medlemskap:index')}?confirmed=no&ended=no"
    for name, number in unsure.values_list("organisation__short_name").annotate(number=Count("pk")):
        yield Waiting(
            _("Memberships that are not confirmed"),
            "",
            name,
            _("The secretariat"),
            number=number,
            address=address,
        )


@dataclass(frozen=True)
class Coming:
    """A gathering that comes. Of own time it is not told how many come: that is one association's number."""

    starts_at: datetime.datetime
    gathering: str
    course: str
    association: str
    own_time: str
    place: str
    minutes: int
    people: int | None
    address: str


def coming_gatherings(viewer: User) -> list[Coming]:
    """The gatherings from today on of the courses one's association arranges, the first first. One query."""
    today = timezone.make_aware(datetime.datetime.combine(timezone.localdate(), datetime.time.min))
    coming = Gathering.objects.filter(
        course_run__in=CourseRun.objects.listed_for(viewer),
        course_run__state__in=UNDER_WAY_RUN_STATES,
        starts_at__gte=today,
    ).annotate(
        people=Count("course_run__enrolments", filter=Q(course_run__enrolments__state__in=TAKING_PART_STATES))
    )
    return list(_told(coming.select_related("course_run__organiser", "organisation")))


def _told(gatherings: Iterable[Gathering]) -> Iterator[Coming]:
    for one in gatherings:
        own = one.organisation
        yield Coming(
            one.starts_at,
            one.title,
            one.course_run.title,
            one.course_run.organiser.short_name,
            own.short_name if own else "",
            one.place,
            one.minutes,
            None if own else one.people,
            reverse("courses:secretariat_run", args=[one.course_run_id]),
        )
