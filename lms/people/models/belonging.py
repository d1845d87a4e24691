"""Where a person belongs, and what they may do there, each with its dates."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.models.organisations import Area, Chapter, Organisation
from lms.people.models.owned import SecretariatQuerySet
from lms.people.models.users import User


class Experience(models.TextChoices):
    """Whose illness the experience comes from (R1, R14). Said by the person, seen by the committee."""

    OWN = "own", _("Own experience")
    NEXT_OF_KIN = "next_of_kin", _("As next of kin")
    BOTH = "both", _("Both")
    UNSAID = "", _("Not said")


class Membership(models.Model):
    """A person in an association. The register itself lies elsewhere; here stands that it was checked, and when."""

    person = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("association")
    )
    chapter = models.ForeignKey(
        Chapter, models.PROTECT, null=True, blank=True, verbose_name=_("local chapter")
    )
    experience = models.CharField(_("experience"), max_length=20, choices=Experience, blank=True, default="")
    areas = models.ManyToManyField(Area, blank=True, verbose_name=_("areas"))
    confirmed_on = models.DateField(_("membership confirmed"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    objects = SecretariatQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["person", "organisation"], name="one_membership_each")]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class RoleKind(models.TextChoices):
    """What a person may be in an association."""

    ADMINISTRATOR = "administrator", _("Secretariat")
    EDITOR = "editor", _("Course editor")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    COMMITTEE_LEADER = "committee_leader", _("Committee leader")
    BOARD_MEMBER = "board_member", _("Board member")
    CHAPTER_CONTACT = "chapter_contact", _("Peer support contact in the local chapter")


COMMITTEE_ROLES = (RoleKind.COMMITTEE_MEMBER, RoleKind.COMMITTEE_LEADER)
DECIDING_ROLES = (*COMMITTEE_ROLES, RoleKind.BOARD_MEMBER)
STAFF_ROLES = (RoleKind.ADMINISTRATOR, RoleKind.EDITOR)


class RoleQuerySet(SecretariatQuerySet):
    """Roles, most often those that hold today."""

    def held_on(self, day: datetime.date | None = None) -> RoleQuerySet:
        """Roles that hold on `day` (today by default); both ends count."""
        day = day or timezone.localdate()
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gte=day), since__lte=day)


class Role(models.Model):
    """What a person does for an association, from a day and perhaps until one. Ended roles stay as history."""

    person = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="roles", verbose_name=_("association")
    )
    chapter = models.ForeignKey(
        Chapter, models.PROTECT, null=True, blank=True, verbose_name=_("local chapter")
    )
    kind = models.CharField(_("role"), max_length=20, choices=RoleKind)
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        indexes = [models.Index(fields=["person", "kind"]), models.Index(fields=["organisation", "kind"])]

    def __str__(self) -> str:
        return f"role {self.pk}"
