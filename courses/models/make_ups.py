"""What somebody makes up of a gathering: what was missed, what was agreed instead, and who confirmed it.

Never why it was missed: there is no field for it (C.4.8).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.kinds import OVER_RUN_STATES, STANDING_MAKE_UP_STATES, MakeUpKind, MakeUpState
from courses.models.enrolments import Enrolment
from courses.models.runs import Gathering
from lms.people.models import User


class MakeUpQuerySet(models.QuerySet):
    """Make-ups, most often those that stand."""

    def standing(self) -> MakeUpQuerySet:
        """Agreed or confirmed; those that fell away are history."""
        return self.filter(state__in=STANDING_MAKE_UP_STATES)

    def possible(self) -> MakeUpQuerySet:
        """The standing ones that have happened or still can: a run that is over takes no guests after its end (edge case 12)."""
        never_held = Gathering.objects.filter(course_run__state__in=OVER_RUN_STATES).filter(
            models.Q(course_run__ended_at=None) | models.Q(course_run__ended_at__lt=models.F("starts_at"))
        )
        return self.standing().exclude(state=MakeUpState.AGREED, substitute__in=never_held.values("pk"))

    def at_host(self, gathering: Gathering) -> MakeUpQuerySet:
        """The standing ones whose people come to `gathering` as guests from another course."""
        return self.standing().filter(substitute=gathering)

    def arranged_by(self, person: User) -> MakeUpQuerySet:
        """Those `person` may agree on, confirm and take back: who may record attendance at what was missed.

        Own time is so arranged by the association's own representative or the secretariat (edge case 1).
        """
        return self.filter(gathering__in=Gathering.objects.recordable_by(person).values("pk"))


class MakeUp(models.Model):
    """One agreement about one missed gathering. At most one stands; what fell away is kept.

    `minutes` is how much of the missed gathering it counts for, once it is confirmed. `agreed_at`, `confirmed_at` and
    `ended_at` may be backdated; `recorded_at` is real time.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="make_ups")
    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="make_ups")
    kind = models.CharField(_("how it is made up"), max_length=15, choices=MakeUpKind)
    substitute = models.ForeignKey(Gathering, models.PROTECT, null=True, related_name="guests")
    meets_at = models.DateTimeField(_("when"), null=True)
    place = models.CharField(_("where"), max_length=160, blank=True)
    state = models.CharField(_("state"), max_length=15, choices=MakeUpState, default=MakeUpState.AGREED)
    minutes = models.PositiveSmallIntegerField(_("minutes it counts for"), null=True)
    agreed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = MakeUpQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("make-up")
        verbose_name_plural = _("make-ups")
        ordering = ["agreed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "gathering"],
                condition=models.Q(state__in=STANDING_MAKE_UP_STATES),
                name="one_standing_make_up_each",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=MakeUpKind.OTHER_RUN, substitute__isnull=False)
                | (~models.Q(kind=MakeUpKind.OTHER_RUN) & models.Q(substitute=None)),
                name="make_up_in_another_run_names_the_gathering",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MakeUpState.CONFIRMED)
                | models.Q(minutes__gt=0, confirmed_at__isnull=False),
                name="confirmed_make_up_has_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"make-up {self.pk}"
