"""What an association asks for before somebody is approved. Versions are immutable; a case keeps the one it began with."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from polymorphic.models import PolymorphicModel

from lms.people.dates import clock_words, date_words, day_words
from lms.people.judging import Actor, Judgement, Strength
from lms.people.models import ApprovingBody, Organisation

if TYPE_CHECKING:
    from certificates.approvals.facts import CaseFacts


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
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_policy_by_number")
        ]

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

    def judge(self, facts: CaseFacts) -> Judgement:
        """Met or not, why in one sentence, and who acts next. Runs no query."""
        raise TypeError(f"{type(self).__name__} does not say how it is judged.")

    def met(self, sentence: str) -> Judgement:
        """The answer when nothing is missing."""
        return Judgement(True, sentence, Actor.NOBODY, Strength(self.strength))

    def missing(self, sentence: str, actor: Actor) -> Judgement:
        """The answer when `actor` has to do something."""
        return Judgement(False, sentence, actor, Strength(self.strength))


def _year(day: datetime.date | datetime.datetime | None) -> dict[str, str]:
    return {"date": date_words(day, year=True) if day else ""}


class CertificateVerified(ApprovalRequirement):
    """The certificate of completion has been checked, from the register or by the file (R62)."""

    class Meta:
        verbose_name = _("certificate verified")
        verbose_name_plural = _("certificates verified")

    def judge(self, facts: CaseFacts) -> Judgement:
        """Met when a member has checked it and it still holds."""
        if facts.certificate_checked_on:
            return self.met(
                gettext("The certificate of completion was checked %(date)s.")
                % _year(facts.certificate_checked_on)
            )
        if facts.certificate_was_withdrawn:
            sentence = gettext(
                "The certificate that was checked has been withdrawn or replaced. Check it again."
            )
            return self.missing(sentence, Actor.COMMITTEE)
        return self.missing(gettext("The certificate of completion is not checked yet."), Actor.COMMITTEE)


class PledgeSigned(ApprovalRequirement):
    """The pledge of the association is signed (R55, R62)."""

    class Meta:
        verbose_name = _("pledge signed")
        verbose_name_plural = _("pledges signed")

    def judge(self, facts: CaseFacts) -> Judgement:
        """Met when the association's own pledge is signed; an older version counts (edge case 22)."""
        if facts.milestones.signed_at:
            return self.met(gettext("The pledge was signed %(date)s.") % _year(facts.milestones.signed_at))
        return self.missing(gettext("The pledge is not signed."), Actor.TRAINEE)


class MembershipConfirmed(ApprovalRequirement):
    """The person is a member of the association (R7)."""

    class Meta:
        verbose_name = _("membership confirmed")
        verbose_name_plural = _("memberships confirmed")

    def judge(self, facts: CaseFacts) -> Judgement:
        """Met when somebody has looked it up and it has not ended (edge case 10)."""
        if facts.membership_has_ended:
            sentence = gettext("The membership has ended. The secretariat finds out what happens next.")
            return self.missing(sentence, Actor.SECRETARIAT)
        if facts.membership_confirmed_on:
            return self.met(
                gettext("The membership was confirmed %(date)s.") % _year(facts.membership_confirmed_on)
            )
        sentence = gettext("The membership must be confirmed. The secretariat does that.")
        return self.missing(sentence, Actor.SECRETARIAT)


class ConversationHeld(ApprovalRequirement):
    """An approval conversation with one committee member (R63)."""

    class Meta:
        verbose_name = _("conversation held")
        verbose_name_plural = _("conversations held")

    def judge(self, facts: CaseFacts) -> Judgement:
        """Met when one named member has had the conversation since the case was last opened."""
        if facts.conversation_on:
            words = {"name": facts.conversation_with, "date": date_words(facts.conversation_on, year=True)}
            return self.met(gettext("%(name)s had the conversation %(date)s.") % words)
        if start := facts.conversation_starts_at:
            words = {"day": day_words(start), "time": clock_words(start)}
            return self.missing(
                gettext("The conversation is agreed for %(day)s, %(time)s.") % words, Actor.COMMITTEE
            )
        return self.missing(gettext("The approval conversation has not been held."), Actor.COMMITTEE)


class BoardDecides(ApprovalRequirement):
    """The board appoints; the committee, if any, proposes (R11, R67)."""

    class Meta:
        verbose_name = _("decision by the board")
        verbose_name_plural = _("decisions by the board")

    def judge(self, facts: CaseFacts) -> Judgement:
        """Met when the day of the board's decision is known."""
        if facts.board_decision_on:
            return self.met(gettext("The board decided %(date)s.") % _year(facts.board_decision_on))
        return self.missing(gettext("The board has not decided yet."), Actor.BOARD)
