"""Who waits for a seat in a run. No place yet: nothing is seen of the course, and nothing is asked."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.runs import CourseRun
from lms.people.models import Organisation, User


class WaitingPlace(models.Model):
    """One person's turn in one association's line. Goes when a seat is given, and when the run is over."""

    course_run = models.ForeignKey(CourseRun, models.CASCADE, related_name="waiting")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField(_("waits since"), default=timezone.now)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place on a waiting list")
        verbose_name_plural = _("waiting lists")
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["course_run", "person"], name="one_turn_each")]

    def __str__(self) -> str:
        return f"turn {self.pk}"
