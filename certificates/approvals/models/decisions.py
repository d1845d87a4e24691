"""The conversation and the decision. No health facts, no quotations, no impressions: one agreed sentence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.approvals.models.cases import Case
from lms.people.models import User


class Conversation(models.Model):
    """An approval conversation with one named member: when it is, and that it was held (R63)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="conversations")
    member = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("committee member"))
    starts_at = models.DateTimeField(_("when"))
    place = models.CharField(_("where"), max_length=120, help_text=_("A place, or «by phone»."))
    held_on = models.DateField(_("held"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("approval conversation")
        verbose_name_plural = _("approval conversations")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(held_on=None, cancelled_at=None), name="one_planned_conversation"
            )
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Outcome(models.TextChoices):
    """The four ways it can end (starter course C.2.4). There is no «failed»."""

    APPROVED = "approved", _("Approved")
    APPROVED_WITH_AGREEMENT = "approved_with_agreement", _("Approved with an agreement")
    POSTPONED = "postponed", _("Postponed")
    NOT_NOW = "not_now", _("Not now")


APPROVING_OUTCOMES = (Outcome.APPROVED, Outcome.APPROVED_WITH_AGREEMENT)


class Decision(models.Model):
    """A decision by people. Rows are only added; a postponed case gets another one later."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=24, choices=Outcome)
    agreement = models.CharField(_("what was agreed, in one sentence"), max_length=300, blank=True)
    postponed_to = models.DateField(_("postponed to"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    co_decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"))
    board_decision_on = models.DateField(_("date of the board's decision"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "pk"]

    def __str__(self) -> str:
        return f"decision {self.pk}"
