"""What a course run asks for before it is completed. Frozen on the run, so later edits never bind those under way.

Each requirement judges facts gathered by `courses.facts.Facts`; judging is pure and runs no query.
The rules and their sentences live in `courses/judgements.py`, one function for each class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from polymorphic.models import PolymorphicModel

from courses import judgements
from courses.models.runs import CourseRun
from lms.people.judging import Judgement, Strength
from lms.people.prepared import Prepared

if TYPE_CHECKING:
    from courses.facts import PersonFacts

DEFAULT_SHARE = 75


class CompletionRequirement(PolymorphicModel):
    """One thing that is asked for. `judge` must be answered by every subclass (tested).

    `own_fields` names the columns a subclass adds, so that the requirements of many runs are read in one query.
    """

    own_fields: ClassVar[tuple[str, ...]] = ()

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

    def activity_keys(self) -> list[str]:
        """The activities whose titles the sentence may need."""
        return []

    @classmethod
    def of_runs(cls, run_ids: Iterable[int]) -> dict[int, list[CompletionRequirement]]:
        """The requirements of runs, each of its own class. One query, whatever the number of kinds and runs."""
        kinds = CompletionRequirement.__subclasses__()
        own = [f"{_name(kind)}__{column}" for kind in kinds for column in ("pk", *kind.own_fields)]
        return _prepared((*SHARED_COLUMNS, *own)).made(_by_run, runs=list(run_ids))


SHARED_COLUMNS = ("pk", "course_run_id", "strength", "position")


def _name(kind: type[CompletionRequirement]) -> str:
    return str(kind._meta.model_name)


def _by_run(rows: list[tuple]) -> dict[int, list[CompletionRequirement]]:
    """Each row as the requirement it is, by run. Readers share them, so nobody changes them."""
    found: dict[int, list[CompletionRequirement]] = defaultdict(list)
    for row in rows:
        columns = iter(row)
        shared = dict(zip(SHARED_COLUMNS, columns, strict=False))
        for kind in CompletionRequirement.__subclasses__():
            is_it, *values = (next(columns) for _column in ("pk", *kind.own_fields))
            if is_it is not None:
                own = dict(zip(kind.own_fields, values, strict=True))
                found[shared["course_run_id"]].append(kind(**shared, **own))
    return dict(found)


@cache
def _prepared(columns: tuple[str, ...]) -> Prepared:
    """The columns of all kinds, in order."""
    everything = CompletionRequirement.objects.non_polymorphic().order_by("position", "pk")
    return Prepared(lambda runs: everything.filter(course_run__in=runs).values_list(*columns), runs=list)


class RequiredActivities(CompletionRequirement):
    """All activities that were required when the run started (R37, R40–R50)."""

    own_fields = ("keys",)
    keys = models.JSONField(default=list)

    class Meta:
        verbose_name = _("required activities")
        verbose_name_plural = _("required activities")

    def judge(self, facts: PersonFacts) -> Judgement:
        """See `judgements.judge_activities`."""
        return judgements.judge_activities(self, facts)

    def activity_keys(self) -> list[str]:
        """All that are asked for."""
        return list(self.keys)


class AttendanceShare(CompletionRequirement):
    """A share of the planned time of the common gatherings, counted against the plan."""

    own_fields = ("percent",)
    percent = models.PositiveSmallIntegerField(_("percent of the planned time"), default=DEFAULT_SHARE)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")

    def judge(self, facts: PersonFacts) -> Judgement:
        """See `judgements.judge_share`."""
        return judgements.judge_share(self, facts)


class OwnTimeAttended(CompletionRequirement):
    """Own time with the association (R51, R52)."""

    class Meta:
        verbose_name = _("own time")
        verbose_name_plural = _("own time")

    def judge(self, facts: PersonFacts) -> Judgement:
        """See `judgements.judge_own_time`."""
        return judgements.judge_own_time(self, facts)


class RolesTried(CompletionRequirement):
    """All three roles of the trios tried (R42)."""

    own_fields = ("roles",)
    roles = models.JSONField(default=list)

    class Meta:
        verbose_name = _("roles tried")
        verbose_name_plural = _("roles tried")

    def judge(self, facts: PersonFacts) -> Judgement:
        """See `judgements.judge_roles`."""
        return judgements.judge_roles(self, facts)


class LeaderConfirms(CompletionRequirement):
    """A course leader confirms that the person has taken part."""

    class Meta:
        verbose_name = _("confirmation by the leader")
        verbose_name_plural = _("confirmations by the leader")

    def judge(self, facts: PersonFacts) -> Judgement:
        """See `judgements.judge_confirmation`."""
        return judgements.judge_confirmation(self, facts)
