"""The conversation and the decision. No health facts, no quotations, no impressions: one agreed sentence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.approvals.models.cases import Case
from lms.people.models import User


class ConversationQuerySet(models.QuerySet):
    """Conversations, most often the one that is planned."""

    def planned(self) -> ConversationQuerySet:
        """Booked, neither held nor called off. At most one in a case."""
        return self.filter(held_on=None, cancelled_at=None)


class Conversation(models.Model):
    """An approval conversation with one named member: when it is, and that it was held (R63)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="conversations")
    member = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("committee member"))
    starts_at = models.DateTimeField(_("when"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True, help_text=_("A place, or «by phone»."))
    held_on = models.DateField(_("held"), null=True, blank=True)
    decision = models.ForeignKey(
        "Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="conversations",
        verbose_name=_("led to"),
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ConversationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("approval conversation")
        verbose_name_plural = _("approval conversations")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(held_on=None, cancelled_at=None),
                name="one_planned_conversation",
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


class DecisionCorrection(models.Model):
    """What the agreed sentence was before somebody put it right. Rows are only added."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="corrections")
    old_agreement = models.CharField(max_length=300, blank=True)
    new_agreement = models.CharField(max_length=300, blank=True)
    corrected_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction of a decision")
        verbose_name_plural = _("corrections of decisions")
        ordering = ["corrected_at", "pk"]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class Proposal(models.Model):
    """An outcome that waits for a second person, because the first one led the candidate's course (edge case 14)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="proposals")
    outcome = models.CharField(_("outcome"), max_length=24, choices=Outcome)
    agreement = models.CharField(_("what was agreed, in one sentence"), max_length=300, blank=True)
    postponed_to = models.DateField(_("postponed to"), null=True, blank=True)
    board_decision_on = models.DateField(_("date of the board's decision"), null=True, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_at = models.DateTimeField(_("confirmed or taken back"), null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("suggested outcome")
        verbose_name_plural = _("suggested outcomes")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(settled_at=None), name="one_open_proposal"
            )
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
