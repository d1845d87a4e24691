"""A text that met a newer one: kept beside it, until the author has chosen (docs/decisions/0014)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.activities.base import Response
from lms.people.encryption import EncryptedTextField


class OtherVersion(models.Model):
    """What was written in another window on top of an older text. The author's alone, whatever the work is shared as."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="other_versions")
    text = EncryptedTextField(blank=True, default="")
    window = models.CharField(max_length=24)
    stroke = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("other version of a text")
        verbose_name_plural = _("other versions of texts")
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["response", "window"], name="one_other_version_per_window"),
        ]

    def __str__(self) -> str:
        return f"other version {self.pk}"
