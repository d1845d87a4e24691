"""How attendance reaches us besides the form: marks from a phone, lists on paper, and people who check in themselves.

Everything here goes with the attendance it tells of (docs/decisions/0025-when-attendance-loses-its-names.md).
"""

from __future__ import annotations

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.attendance import Attendance, AttendanceCorrection
from courses.models.runs import CourseRun, Gathering
from lms.people.models import User

EARLIEST_CHECK_IN = datetime.timedelta(minutes=30)


class PhoneMark(models.Model):
    """What a phone has told, kept once by the id the phone gave it. Rows are only added."""

    mark_id = models.UUIDField(unique=True)
    marked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    marked_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class AttendanceMark(PhoneMark):
    """One mark as a phone made it.

    `marked_at` is when the finger touched the screen, never later than it reached us; `outdated` says that somebody had
    marked otherwise after that, so that the other value stands.
    """

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="marks")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    outdated = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("mark from a phone")
        verbose_name_plural = _("marks from phones")
        ordering = ["marked_at", "pk"]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class TogetherMark(PhoneMark):
    """That a phone has told of something done together. Says nothing of people."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="together_marks")
    activity_key = models.UUIDField()

    class Meta:
        verbose_name = _("mark of something done together")
        verbose_name_plural = _("marks of things done together")

    def __str__(self) -> str:
        return f"together {self.pk}"


class PrintedList(models.Model):
    """The order in which names stood on a list that was printed, so that the numbers on the paper keep their meaning."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="printed_lists")
    number = models.PositiveSmallIntegerField(_("number"))
    #: The ids of the places, from row 1 on.
    places = models.JSONField(default=list)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("printed list")
        verbose_name_plural = _("printed lists")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "number"], name="one_printed_list_per_number")
        ]

    def __str__(self) -> str:
        return f"printed list {self.pk}"


class CheckIn(models.Model):
    """That people can check in to a gathering themselves, with the code on the leader's screen.

    Kept: who opened it and when. Never where from, with what, or by which network address.
    """

    gathering = models.OneToOneField(Gathering, models.CASCADE, related_name="check_in")
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")

    def __str__(self) -> str:
        return f"check-in {self.pk}"

    @property
    def begins_at(self) -> datetime.datetime:
        """From when people can check in: half an hour before the gathering."""
        return self.gathering.starts_at - EARLIEST_CHECK_IN


class AttendanceReviewQuerySet(models.QuerySet):
    """Reviews, most often those that wait for somebody."""

    def waiting(self) -> AttendanceReviewQuerySet:
        """Those nobody has looked at yet."""
        return self.filter(looked_at=None)

    def of_run(self, course_run: CourseRun) -> AttendanceReviewQuerySet:
        """Those of people in this run."""
        return self.filter(correction__attendance__enrolment__course_run=course_run)


class AttendanceReview(models.Model):
    """That attendance was corrected after the course was completed, so that somebody has to look. Revokes nothing."""

    correction = models.OneToOneField(AttendanceCorrection, models.CASCADE, related_name="review")
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AttendanceReviewQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("review of attendance")
        verbose_name_plural = _("reviews of attendance")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"review {self.pk}"
