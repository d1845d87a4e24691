"""A person's places in courses, with the small facts my page shows beside them. One query, whatever there is."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from certificates.approvals.models import Appointment
from courses.kinds import TAKING_PART_STATES, EnrolmentState
from courses.models import (
    ChecklistPage,
    ChecklistPurpose,
    Enrolment,
    Gathering,
    PledgeExplanation,
    PledgePage,
    PledgeSignature,
    RunLeader,
)
from lms.people.models import User


def places_of(person: User) -> list[Enrolment]:
    """The person's places: those under way first, then the newest. One query; the person is filled in."""
    places = list(
        Enrolment.objects.of(person)
        .exclude(state=EnrolmentState.WITHDRAWN)
        .select_related("organisation", "course_run__course")
        .annotate(**_next_gathering(), **_pledge(), **_course_numbers(), **_leader(), approved_on=_approved())
        .order_by("-course_run__starts_on", "-pk")
    )
    for place in places:
        place.person = person
    return sorted(places, key=lambda place: place.state not in TAKING_PART_STATES)


def _next_gathering() -> dict[str, Subquery]:
    """The first gathering that is not over today, of the run or the person's own association."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    coming = (
        Gathering.objects.filter(course_run=OuterRef("course_run"), starts_at__gte=today)
        .filter(Q(organisation=None) | Q(organisation=OuterRef("organisation")))
        .order_by("starts_at", "pk")
    )
    return {
        f"next_{name}": Subquery(coming.values(name)[:1])
        for name in ("code", "starts_at", "minutes", "place")
    }


def _pledge() -> dict[str, Subquery]:
    signed = PledgeSignature.objects.filter(
        person=OuterRef("person"), version__organisation=OuterRef("organisation")
    ).order_by("-version__number")
    explained = PledgeExplanation.objects.filter(enrolment=OuterRef("pk"))
    return {
        "pledge_signed_at": Subquery(signed.values("signed_at")[:1]),
        "pledge_explained_on": Subquery(explained.values("explained_on")[:1]),
    }


def _course_numbers() -> dict[str, Subquery]:
    """The numbers of the pledge and of the list of needs in the course."""
    return {
        "pledge_code": _number(PledgePage.objects.live()),
        "needs_code": _number(ChecklistPage.objects.live().filter(purpose=ChecklistPurpose.NEEDS)),
    }


def _number(pages: QuerySet) -> Subquery:
    in_course = pages.filter(path__startswith=OuterRef("course_run__course__path"))
    return Subquery(in_course.order_by("path").values("code")[:1])


def _leader() -> dict[str, Subquery]:
    leaders = RunLeader.objects.held_on().filter(
        course_run=OuterRef("course_run"), person__phone__isnull=False
    )
    return {
        "leader_name": Subquery(leaders.order_by("pk").values("person__name")[:1]),
        "leader_phone": Subquery(leaders.order_by("pk").values("person__phone")[:1]),
    }


def _approved() -> Subquery:
    valid = Appointment.objects.filter(
        person=OuterRef("person"), organisation=OuterRef("organisation"), ended_on=None
    )
    return Subquery(valid.order_by("starts_on").values("starts_on")[:1])
