"""What a person is here, in one query: roles, led runs, places in courses, memberships. For the frame of every page.

This decides what the menu offers and whose name stands on top, never what somebody may do.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from courses.kinds import ON_THE_LIST_STATES, TAKING_PART_STATES
from courses.models import Enrolment, RunLeader, RunOrganisation
from lms.people.models import Membership, Role, RoleKind, User
from lms.people.models.belonging import COMMITTEE_ROLES, STAFF_ROLES
from lms.people.prepared import Prepared

ROLE, LEADS, PLACE, MEMBER = "role", "leads", "place", "member"


@dataclass(frozen=True)
class Belonging:
    """What a person is here today."""

    roles: frozenset[str] = frozenset()
    leads: bool = False
    enrolment_id: int | None = None
    organisation_id: int | None = None

    @property
    def takes_course(self) -> bool:
        """Whether there is a course to go to."""
        return self.enrolment_id is not None

    @property
    def decides(self) -> bool:
        """Whether the person sits where approvals are decided."""
        return bool(self.roles & {*COMMITTEE_ROLES, RoleKind.BOARD_MEMBER})

    @property
    def works_here(self) -> bool:
        """Whether there is something to lead, decide or set up."""
        return self.leads or self.decides or self.is_staff

    @property
    def is_staff(self) -> bool:
        """Whether the person sets things up."""
        return bool(self.roles & set(STAFF_ROLES))

    @property
    def sets_up_courses(self) -> bool:
        """Whether the person works in a secretariat."""
        return RoleKind.ADMINISTRATOR in self.roles


def belonging_of(person: User) -> Belonging:
    """What `person` is here today. One query; none for a guest."""
    if not person.is_authenticated:
        return Belonging()
    found = EVERYTHING_ABOUT.found(person=person.pk, day=timezone.localdate())
    places = [row for row in found if row[0] == PLACE]
    taking_part = [row for row in places if row[1] in TAKING_PART_STATES]
    place = max(taking_part or places, key=lambda row: row[3], default=None)
    home = place or max(
        (row for row in found if row[0] in (ROLE, MEMBER)), key=_newest_role_first, default=None
    )
    return Belonging(
        roles=frozenset(row[1] for row in found if row[0] == ROLE),
        leads=any(row[0] == LEADS for row in found),
        enrolment_id=place[3] if place else None,
        organisation_id=home[2] if home else None,
    )


def _newest_role_first(row: tuple) -> tuple:
    return (row[0] == ROLE, row[3])


def _everything_about(person: int, day: datetime.date) -> QuerySet:
    who = User(pk=person)
    return _rows(Role.objects.held_on(day).filter(person=who), ROLE, "kind", "organisation_id").union(
        _rows(RunLeader.objects.held_on(day).filter(person=who), LEADS),
        _rows(RunOrganisation.objects.held_by(who, day), LEADS),
        _rows(
            Enrolment.objects.of(who).filter(state__in=ON_THE_LIST_STATES), PLACE, "state", "organisation_id"
        ),
        _rows(Membership.objects.filter(person=who, ended_on=None), MEMBER, "", "organisation_id"),
        all=True,
    )


def _rows(queryset: QuerySet, what: str, kind: str = "", organisation: str = "") -> QuerySet:
    """The same four columns from any of the tables, so that they can be asked for together."""
    return (
        queryset.order_by()
        .annotate(
            row_what=Value(what, CharField()),
            row_kind=Cast(F(kind), CharField()) if kind else Value("", CharField()),
            row_organisation=Cast(F(organisation), IntegerField())
            if organisation
            else Value(0, IntegerField()),
            row_pk=Cast(F("pk"), IntegerField()),
        )
        .values_list("row_what", "row_kind", "row_organisation", "row_pk")
    )


EVERYTHING_ABOUT = Prepared(_everything_about, person=int, day=datetime.date)
