"""The waiting list of a run: whoever finds all seats of their association taken, in the order they came."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import inviting
from courses.errors import CourseError
from courses.invitation_lists import Line
from courses.kinds import OVER_RUN_STATES, EnrolmentState
from courses.models import CourseRun, Enrolment, WaitingPlace
from courses.retention import NEEDS_KEPT_FOR
from lms.people.access import is_administrator
from lms.people.models import Organisation, User
from lms.people.registering import register_membership, register_person


@transaction.atomic
def put_in_line(
    *,
    course_run: CourseRun,
    organisation: Organisation,
    lines: Iterable[Line],
    by: User,
    at: datetime.datetime | None = None,
) -> list[WaitingPlace]:
    """Put those on the lines that can be read last in line. Who waits already keeps their turn; who has a place is left out.

    Nothing is sent: there is nothing to answer yet. Raises CourseError or PeopleError.
    """
    run = (
        CourseRun.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser")
        .get(pk=course_run.pk)
    )
    inviting.refuse_inviting(run, organisation, by)
    given = Enrolment.objects.filter(course_run=run).exclude(state=EnrolmentState.WITHDRAWN)
    has_place = set(given.values_list("person", flat=True))
    turns = []
    for line in lines:
        if line.problem:
            continue
        person = register_person(
            name=line.name, email=line.email, phone=line.phone, language=run.language, by=by
        )
        if person.pk in has_place:
            continue
        register_membership(person=person, organisation=organisation)
        fields = {"organisation": organisation, "added_by": by, "since": at or timezone.now()}
        turn, _new = WaitingPlace.objects.get_or_create(course_run=run, person=person, defaults=fields)
        turns.append(turn)
    return turns


@transaction.atomic
def give_seat(*, turn: WaitingPlace, by: User, at: datetime.datetime | None = None) -> Enrolment:
    """Invite somebody from the line, when their association has a free seat; being invited ends the wait. Raises
    CourseError or SeatsTaken.
    """
    return inviting.invite(
        course_run=turn.course_run, person=turn.person, organisation=turn.organisation, by=by, at=at
    )


def end_lines(*, at: datetime.datetime | None = None) -> int:
    """Delete the waiting lists of courses whose last day is two weeks ago, which nobody closed. Returns how many waited.

    A course that is closed or cancelled has none from that moment. Called by `run_due`.
    """
    over = timezone.localdate(at) - NEEDS_KEPT_FOR
    return WaitingPlace.objects.filter(course_run__ends_on__lt=over).delete()[0]


def turns_of(person: User) -> QuerySet[WaitingPlace]:
    """Where the person waits for a seat in courses that are not over, each with `number`: their place in their
    association's line, from 1. Of the others in it nothing is read but how many. One query.
    """
    earlier = Q(since__lt=OuterRef("since")) | Q(since=OuterRef("since"), pk__lt=OuterRef("pk"))
    line = WaitingPlace.objects.filter(
        earlier, course_run=OuterRef("course_run"), organisation=OuterRef("organisation")
    )
    before = line.order_by().values("course_run").annotate(how_many=Count("pk")).values("how_many")
    return (
        WaitingPlace.objects.filter(person=person)
        .exclude(course_run__state__in=OVER_RUN_STATES)
        .select_related("course_run", "organisation")
        .annotate(number=Coalesce(Subquery(before, output_field=IntegerField()), 0) + 1)
    )


@transaction.atomic
def leave_line(*, turn: WaitingPlace, by: User) -> None:
    """Take somebody off the list, as they wish. Raises CourseError."""
    if not is_administrator(by, turn.course_run.organiser):
        raise CourseError(_("Only the secretariat of the association that arranges the course can do this."))
    WaitingPlace.objects.filter(pk=turn.pk).delete()
