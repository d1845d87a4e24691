"""Who may act for whom. Every view that shows or changes something personal starts here or in a room's own access.

A role counts only on the days it holds; the check is made on every request.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from lms.people.models import Organisation, Role, RoleKind, User
from lms.people.models.belonging import COMMITTEE_ROLES, STAFF_ROLES


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


def holds(person: User, organisation: Organisation, kinds: Collection[RoleKind]) -> bool:
    """Whether `person` holds one of `kinds` in `organisation` today. One query."""
    return (
        person.is_authenticated
        and Role.objects.held_on().filter(person=person, organisation=organisation, kind__in=kinds).exists()
    )


def is_committee_member(person: User, organisation: Organisation) -> bool:
    """Whether `person` sits in the committee of `organisation` today (R59)."""
    return holds(person, organisation, COMMITTEE_ROLES)


def is_administrator(person: User, organisation: Organisation) -> bool:
    """Whether `person` works in the secretariat of `organisation` today."""
    return holds(person, organisation, (RoleKind.ADMINISTRATOR,))


def is_staff_anywhere(person: User) -> bool:
    """Whether `person` may enter the Wagtail admin today: secretariat or editor somewhere, or superuser."""
    if not person.is_authenticated or not person.is_active:
        return False
    return person.is_superuser or Role.objects.held_on().filter(person=person, kind__in=STAFF_ROLES).exists()
