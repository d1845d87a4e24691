"""What an association asks for before somebody is approved. Versions are immutable; a case keeps the one it began with."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from polymorphic.models import PolymorphicModel

from lms.people.judging import Strength
from lms.people.models import ApprovingBody, Organisation


class ApprovalPolicy(models.Model):
    """One version of an association's rules (R54, R59, R67)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="approval_policies")
    number = models.PositiveIntegerField(_("version"), default=1)
    approving_body = models.CharField(_("who decides"), max_length=20, choices=ApprovingBody)
    adopted_on = models.DateField(_("adopted"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("approval policy")
        verbose_name_plural = _("approval policies")
        ordering = ["organisation", "-number"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_policy_by_number")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.number}"


class ApprovalRequirement(PolymorphicModel):
    """One thing a policy asks for. Every subclass answers `judge(facts)`: pure, no query (tested)."""

    policy = models.ForeignKey(ApprovalPolicy, models.CASCADE, related_name="requirements")
    strength = models.CharField(_("strength"), max_length=10, choices=Strength, default=Strength.MUST)
    position = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("requirement for approval")
        verbose_name_plural = _("requirements for approval")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"requirement {self.pk}"


class CertificateVerified(ApprovalRequirement):
    """The certificate of completion has been checked, from the register or by the file (R62)."""

    class Meta:
        verbose_name = _("certificate verified")
        verbose_name_plural = _("certificates verified")


class PledgeSigned(ApprovalRequirement):
    """The pledge of the association is signed (R55, R62)."""

    class Meta:
        verbose_name = _("pledge signed")
        verbose_name_plural = _("pledges signed")


class MembershipConfirmed(ApprovalRequirement):
    """The person is a member of the association (R7)."""

    class Meta:
        verbose_name = _("membership confirmed")
        verbose_name_plural = _("memberships confirmed")


class ConversationHeld(ApprovalRequirement):
    """An approval conversation with one committee member (R63)."""

    class Meta:
        verbose_name = _("conversation held")
        verbose_name_plural = _("conversations held")


class BoardDecides(ApprovalRequirement):
    """The board appoints; the committee, if any, proposes (R11, R67)."""

    class Meta:
        verbose_name = _("decision by the board")
        verbose_name_plural = _("decisions by the board")
