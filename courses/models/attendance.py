"""Who was at a gathering, for how many minutes, every correction, and who has said that they cannot come.

Never a reason for absence (C.4.8).
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment
from courses.models.runs import Gathering
from lms.people.models import User


class Attendance(models.Model):
    """Minutes at one gathering; 0 is «not here». `attended_at` may be backdated, `recorded_at` is real time.

    `decided_at` is the real time of the act whose value stands, also where it reached us later. `checked_in_at` is when
    the person checked in with the code of the day, if they did.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attendances")
    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="attendances")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    attended_at = models.DateTimeField()
    decided_at = models.DateTimeField(default=timezone.now)
    checked_in_at = models.DateTimeField(null=True)
    #: That the person had said they could not come. Never why.
    told_beforehand = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [models.UniqueConstraint(fields=["enrolment", "gathering"], name="one_attendance_each")]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class AttendanceCorrection(models.Model):
    """What an attendance was before somebody corrected it, and when they did. Rows are only added."""

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="corrections")
    old_minutes = models.PositiveSmallIntegerField(_("minutes before"))
    new_minutes = models.PositiveSmallIntegerField(_("minutes after"))
    corrected_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("correction of attendance")
        verbose_name_plural = _("corrections of attendance")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class AttendanceNumbers(models.Model):
    """What is left of the attendance at one gathering when the names are gone: for the control of grants."""

    gathering = models.OneToOneField(Gathering, models.CASCADE, related_name="numbers")
    people = models.PositiveSmallIntegerField(_("people who were there"))
    minutes = models.PositiveIntegerField(_("minutes in all"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attendance in numbers")
        verbose_name_plural = _("attendance in numbers")

    def __str__(self) -> str:
        return f"numbers {self.pk}"


class AbsenceNoticeQuerySet(models.QuerySet):
    """Notices, most often those that hold for the day as it is planned now."""

    def standing(self) -> AbsenceNoticeQuerySet:
        """Notices about the day that still is the day: when a gathering is moved, who could not come is asked anew."""
        return self.filter(starts_at=models.F("gathering__starts_at"))


class AbsenceNotice(models.Model):
    """That somebody has said beforehand that they cannot come. Gone when taken back, and once attendance is recorded."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="absence_notices")
    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="absence_notices")
    starts_at = models.DateTimeField()
    told_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AbsenceNoticeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice of absence")
        verbose_name_plural = _("notices of absence")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "gathering"], name="one_absence_notice_each")
        ]

    def __str__(self) -> str:
        return f"absence notice {self.pk}"
