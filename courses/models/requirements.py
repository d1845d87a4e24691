"""What a course run asks for before it is completed. Frozen on the run, so later edits never bind those under way.

Each requirement judges facts gathered by `courses.completion.Facts`; judging is pure and runs no query.
The sentences live in `courses/judgements.py`, one function for each class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from polymorphic.models import PolymorphicModel

from courses.models.runs import CourseRun
from lms.people.judging import Judgement, Strength

if TYPE_CHECKING:
    from courses.facts import PersonFacts

DEFAULT_SHARE = 75


class CompletionRequirement(PolymorphicModel):
    """One thing that is asked for. `judge` must be answered by every subclass (tested)."""

    course_run = models.ForeignKey(CourseRun, models.CASCADE, related_name="requirements")
    strength = models.CharField(_("strength"), max_length=10, choices=Strength, default=Strength.MUST)
    position = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("requirement for completion")
        verbose_name_plural = _("requirements for completion")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"requirement {self.pk}"

    def judge(self, facts: PersonFacts) -> Judgement:
        """Met or not, why in one sentence, and who acts next. Runs no query."""
        raise TypeError(f"{type(self).__name__} does not say how it is judged.")


class RequiredActivities(CompletionRequirement):
    """All activities that were required when the run started (R37, R40–R50)."""

    keys = models.JSONField(default=list)

    class Meta:
        verbose_name = _("required activities")
        verbose_name_plural = _("required activities")


class AttendanceShare(CompletionRequirement):
    """A share of the planned time of the common gatherings, counted against the plan."""

    percent = models.PositiveSmallIntegerField(_("percent of the planned time"), default=DEFAULT_SHARE)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")


class OwnTimeAttended(CompletionRequirement):
    """Own time with the association (R51, R52)."""

    class Meta:
        verbose_name = _("own time")
        verbose_name_plural = _("own time")


class RolesTried(CompletionRequirement):
    """All three roles of the trios tried (R42)."""

    roles = models.JSONField(default=list)

    class Meta:
        verbose_name = _("roles tried")
        verbose_name_plural = _("roles tried")


class LeaderConfirms(CompletionRequirement):
    """A course leader confirms that the person has taken part."""

    class Meta:
        verbose_name = _("confirmation by the leader")
        verbose_name_plural = _("confirmations by the leader")
