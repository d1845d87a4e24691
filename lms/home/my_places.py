"""A person's places in courses, with the small facts my page shows beside them. One query, whatever there is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from certificates.approvals.models import Appointment
from courses.access import with_course
from courses.kinds import EnrolmentState
from courses.models import (
    AbsenceNotice,
    ChecklistPage,
    ChecklistPurpose,
    Enrolment,
    PledgeExplanation,
    PledgePage,
    PledgeSignature,
    RunLeader,
    WaitingPlace,
)
from courses.outline_rows import in_course
from courses.participation import something_to_confirm
from courses.waiting import turns_of
from lms.people.models import User
from lms.people.prepared import Prepared

#: Which place my page opens on: what one is in the middle of, then what waits for an answer, then what has been.
ORDER = (
    (EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE),
    (EnrolmentState.PAUSED,),
    (EnrolmentState.INVITED,),
    (EnrolmentState.COMPLETED,),
    (EnrolmentState.NOT_COMPLETED, EnrolmentState.WITHDRAWN),
)


def places_of(person: User) -> list[Enrolment]:
    """The person's places in the order of `ORDER`, the newest run first. One query; the person is filled in."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    places = PLACES.found_in_surroundings(person=person.pk, day=now.date(), midnight=midnight)
    for place in places:
        place.person = person
    return sorted(places, key=_turn)


def turns_of_one_with(person: User, places: list[Enrolment]) -> list[WaitingPlace]:
    """Where the person waits for a seat. No query for those who have places and wait for none, who are nearly all."""
    return list(turns_of(person)) if not places or places[0].waits_too else []


def _places(person: int, day: datetime.date, midnight: datetime.datetime) -> QuerySet:
    return (
        with_course(Enrolment.objects.of(User(pk=person)))
        .annotate(
            **_pledge(),
            **_course_numbers(),
            **_leader(day),
            approved_on=_approved(),
            said_no_to=_said_no_to(midnight),
            waits_too=Exists(WaitingPlace.objects.filter(person=OuterRef("person"))),
            was_there=something_to_confirm(),
        )
        .order_by("-course_run__starts_on", "-pk")
    )


PLACES = Prepared(_places, person=int, day=datetime.date, midnight=datetime.datetime)


def _said_no_to(midnight: datetime.datetime) -> Subquery:
    """The first gathering ahead to which the person has said no, by id."""
    told = AbsenceNotice.objects.standing().filter(
        enrolment=OuterRef("pk"), gathering__starts_at__gte=midnight
    )
    return Subquery(told.order_by("gathering__starts_at", "gathering").values("gathering")[:1])


def _turn(place: Enrolment) -> int:
    return next(number for number, states in enumerate(ORDER) if place.state in states)


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
    found = pages.filter(in_course("course_run__course__path"))
    return Subquery(found.order_by("path").values("code")[:1])


def _leader(day: datetime.date) -> dict[str, Subquery]:
    leaders = RunLeader.objects.held_on(day).filter(
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


@dataclass(frozen=True)
class SignedPledge:
    """One association's pledge that the person has signed."""

    title: str
    signed_on: datetime.date
    address: str


def signed_pledges(places: list[Enrolment]) -> list[SignedPledge]:
    """What the person has signed, once for each association, with the place where a copy is printed. No query."""
    signed = {
        place.organisation_id: place
        for place in reversed(places)
        if place.pledge_signed_at and place.pledge_code
    }
    several = len(signed) > 1
    return [
        SignedPledge(
            title=_title(place, several=several),
            signed_on=timezone.localdate(place.pledge_signed_at),
            address=reverse("courses:print_sheet", args=[place.pk, place.pledge_code]),
        )
        for place in signed.values()
    ]


def _title(place: Enrolment, *, several: bool) -> str:
    """What the association calls it (R58), with its name where there is more than one."""
    label = capfirst(place.organisation.get_pledge_label_display())
    return f"{label}, {place.organisation.short_name}" if several else label
