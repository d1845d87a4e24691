"""Rows that belong to an association, bounded by who looks. Every list and form of the admin starts here."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.db import models


class OwnedQuerySet(models.QuerySet):
    """Rows of an association. `seen_by` names the roles that may see them in the admin; superusers see all."""

    seen_by: ClassVar[tuple[str, ...]] = ("administrator", "editor")
    owner: ClassVar[str] = "organisation"

    def visible_to(self, person) -> OwnedQuerySet:
        """The rows `person` may see in the admin today."""
        if not person.is_authenticated:
            return self.none()
        if person.is_superuser:
            return self.all()
        return self.filter(self._is_visible(self.associations_of(person)))

    def changeable_by(self, person) -> OwnedQuerySet:
        """The rows `person` may change in the admin today: the same, unless a model says otherwise."""
        return self.visible_to(person)

    def worked_with_by(self, person, kinds: Collection[str]) -> OwnedQuerySet:
        """Of these, the rows of associations where `person` holds one of `kinds` today: who is secretariat here and course
        editor there is secretariat here only.
        """
        narrower = [kind for kind in self.seen_by if kind in kinds]
        if person.is_superuser or len(narrower) == len(self.seen_by):
            return self
        return self.filter(self._is_visible(self.associations_of(person, narrower)))

    def associations_of(self, person, kinds: Collection[str] | None = None) -> models.QuerySet:
        """The keys of the associations in which `person` holds one of the roles, or of `kinds`, today."""
        from lms.people.models.belonging import Role

        wanted = self.seen_by if kinds is None else kinds
        return Role.objects.held_on().filter(person=person, kind__in=wanted).values("organisation")

    def _is_visible(self, associations: models.QuerySet) -> models.Q:
        return models.Q(**{f"{self.owner}__in": associations})


class SecretariatQuerySet(OwnedQuerySet):
    """Rows about people: for the secretariat only."""

    seen_by = ("administrator",)


class OrganisationQuerySet(OwnedQuerySet):
    """The associations themselves."""

    owner = "pk"


class CommonOrOwnedQuerySet(OwnedQuerySet):
    """Rows that may be common to all. Everyone may see those and copy them; only superusers change them."""

    def changeable_by(self, person) -> CommonOrOwnedQuerySet:
        """Own rows only."""
        rows = self.visible_to(person)
        return rows if person.is_superuser else rows.filter(organisation__isnull=False)

    def _is_visible(self, associations: models.QuerySet) -> models.Q:
        return super()._is_visible(associations) | models.Q(organisation=None)
