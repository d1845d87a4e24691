"""Who may act for whom. Every view that shows or changes something personal starts here or in a room's own access.

A role counts only on the days it holds; the check is made on every request.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext as _

from lms.people.errors import PeopleError
from lms.people.models import Membership, Organisation, Role, RoleKind, User
from lms.people.models.belonging import DECIDING_ROLES, STAFF_ROLES


def organisations_where(
    person: User, kinds: Collection[RoleKind], *, on: datetime.date | None = None
) -> list[Organisation]:
    """The associations in which `person` holds one of `kinds` on that day (today by default). One query."""
    if not person.is_authenticated:
        return []
    return list(
        Organisation.objects.filter(
            pk__in=Role.objects.held_on(on).filter(person=person, kind__in=kinds).values("organisation")
        )
    )


def administered_by(person: User) -> list[Organisation]:
    """The associations in whose secretariat `person` works today; all of them for superusers. One query."""
    if person.is_superuser:
        return list(Organisation.objects.order_by("name"))
    return organisations_where(person, (RoleKind.ADMINISTRATOR,))


def holds(person: User, organisation: Organisation, kinds: Collection[RoleKind]) -> bool:
    """Whether `person` holds one of `kinds` in `organisation` today. One query."""
    return (
        person.is_authenticated
        and Role.objects.held_on().filter(person=person, organisation=organisation, kind__in=kinds).exists()
    )


def is_administrator(person: User, organisation: Organisation) -> bool:
    """Whether `person` works in the secretariat of `organisation` today."""
    return holds(person, organisation, (RoleKind.ADMINISTRATOR,))


def must_be_secretariat(by: User | None, organisation: Organisation | None = None) -> None:
    """Raises PeopleError unless `by` is the system, a superuser, or secretariat today (of `organisation`, if given)."""
    if by is None or by.is_superuser:
        return
    allowed = organisations_where(by, (RoleKind.ADMINISTRATOR,))
    if not allowed or (organisation is not None and organisation not in allowed):
        raise PeopleError(_("Only the secretariat of the association can do this."))


def decides_anywhere(person: User) -> bool:
    """Whether `person` sits in a committee or a board today. One query."""
    return Role.objects.held_on().filter(person=person, kind__in=DECIDING_ROLES).exists()


def is_staff_anywhere(person: User | AnonymousUser) -> bool:
    """Whether `person` may enter the Wagtail admin today: secretariat or editor somewhere, or superuser."""
    if not person.is_authenticated or not person.is_active:
        return False
    return person.is_superuser or Role.objects.held_on().filter(person=person, kind__in=STAFF_ROLES).exists()


def organisation_of(person: User | None) -> Organisation | None:
    """Whose sender name and contact stand in letters to `person`: their membership's, else their role's, else the
    first association. Up to three queries.
    """
    if person is not None:
        member = (
            person.memberships.filter(ended_on__isnull=True)
            .select_related("organisation")
            .order_by("-pk")
            .first()
        )
        if member:
            return member.organisation
        role = (
            Role.objects.held_on()
            .filter(person=person)
            .select_related("organisation")
            .order_by("-since")
            .first()
        )
        if role:
            return role.organisation
    return Organisation.objects.order_by("pk").first()


def people_in_care_of(person: User) -> models.QuerySet[User]:
    """The members of the associations in whose secretariat `person` works today. Nobody for anybody else."""
    if not person.is_authenticated:
        return User.objects.none()
    cared_for = (
        Role.objects.held_on().filter(person=person, kind=RoleKind.ADMINISTRATOR).values("organisation")
    )
    members = Membership.objects.filter(organisation__in=cared_for, ended_on__isnull=True).values("person")
    return User.objects.filter(pk__in=members, is_active=True)
