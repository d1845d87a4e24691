"""The contract of a requirement: met or not, why in one sentence, and who acts next.

Courses use it for completion, approvals for the case. Judging is pure: the facts are gathered before, in a fixed
number of queries, and no judgement runs a query.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Strength(models.TextChoices):
    """«Skal» blocks, «bør» reminds."""

    MUST = "must", _("Must: blocks")
    SHOULD = "should", _("Should: reminds")


class Actor(models.TextChoices):
    """Who has to do something for a requirement to be met."""

    TRAINEE = "trainee", _("the participant")
    LEADER = "leader", _("the course leader")
    REPRESENTATIVE = "representative", _("the committee representative")
    COMMITTEE = "committee", _("the committee")
    BOARD = "board", _("the board")
    SECRETARIAT = "secretariat", _("the secretariat")
    NOBODY = "nobody", _("nobody")


@dataclass(frozen=True)
class Judgement:
    """One requirement, judged: `sentence` is ready for the screen, `actor` must act when it is not met.

    `lacked` says the same of what is over, where nobody acts any more.
    """

    met: bool
    sentence: str
    actor: Actor = Actor.NOBODY
    strength: str = Strength.MUST
    lacked: str = ""

    @property
    def blocks(self) -> bool:
        """Whether this stands in the way."""
        return not self.met and self.strength == Strength.MUST
