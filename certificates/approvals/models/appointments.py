"""What follows an approval: the appointment, its certificate, and the tasks that hand the person over."""

from __future__ import annotations

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.approvals.models.cases import Case
from certificates.approvals.models.decisions import Decision
from certificates.models import Certificate
from lms.people.models import Organisation, User


class AppointmentQuerySet(models.QuerySet):
    """Appointments, most often those that hold."""

    def held_on(self, day: datetime.date | None = None) -> AppointmentQuerySet:
        """Those that hold on `day` (today by default)."""
        day = day or timezone.localdate()
        return self.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=day), starts_on__lte=day)


class Appointment(models.Model):
    """That a person is a peer supporter of an association, from a day. Its later life comes with a later issue."""

    person = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    #: Gone with the case when its years are over; from when to when stays as long as the pledge, which counts from it.
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="appointment")
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="appointment"
    )
    starts_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(ended_on=None),
                name="one_current_appointment",
            )
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"


class TaskKind(models.TextChoices):
    """What has to be done elsewhere once somebody is approved (R65, R66)."""

    EXTERNAL_LOGIN = "external_login", _("Order the log-in to the registration system")
    CHAPTER_INFORMED = "chapter_informed", _("Tell the local chapter")


class HandoverTask(models.Model):
    """One task, ticked by whoever did it. The external password is never kept here."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handover_tasks")
    kind = models.CharField(_("task"), max_length=20, choices=TaskKind)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("handover task")
        verbose_name_plural = _("handover tasks")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="one_task_of_a_kind")]

    def __str__(self) -> str:
        return f"task {self.pk}"
