"""What a person brings to their own approval conversation, and whether there is a case in which it can be read.

Both are tables of their own and no answers: the committee's pages read these and never a table of answers
(docs/decisions/0016-what-one-brings-to-the-conversation.md).
"""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from courses.models.enrolments import Enrolment
from lms.people.encryption import EncryptedTextField


class BroughtTextQuerySet(models.QuerySet):
    """Brought texts, most often the author's own in one activity."""

    def of_activity(self, enrolment_id: int | OuterRef, activity_key: UUID | OuterRef) -> BroughtTextQuerySet:
        """What is brought from one activity of one place: one text or none."""
        return self.filter(enrolment=enrolment_id, activity_key=activity_key).select_related(
            "enrolment__case_notice"
        )

    def not_in_case(self) -> BroughtTextQuerySet:
        """What nobody but the author can read: there is no case, or it is closed."""
        return self.exclude(pk__in=self.model.objects.in_open_case().values("pk"))

    def in_open_case(self) -> BroughtTextQuerySet:
        """Those that somebody who has the case can read now."""
        return self.filter(
            enrolment__case_notice__isnull=False, enrolment__case_notice__closed_at__isnull=True
        )


class BroughtText(models.Model):
    """A copy the author made of own thoughts, to be read in their own case. The author's until the case is decided."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="brought_texts")
    activity_key = models.UUIDField()
    text = EncryptedTextField()
    brought_at = models.DateTimeField()

    objects = BroughtTextQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text for the conversation")
        verbose_name_plural = _("texts for the conversation")
        ordering = ["brought_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "activity_key"], name="one_brought_text_each"),
        ]

    def __str__(self) -> str:
        return f"brought text {self.pk}"

    @property
    def is_in_case(self) -> bool:
        """Whether those who have the case can read it now."""
        notice = getattr(self.enrolment, "case_notice", None)
        return notice is not None and notice.is_open


class CaseNotice(models.Model):
    """What the approval room has let the courses know: since when a case of this course is open, and when it closed."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="case_notice")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    decided = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice of a case")
        verbose_name_plural = _("notices of cases")

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the case is with those who decide, so that what was brought can be read."""
        return self.closed_at is None
