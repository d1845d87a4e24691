"""What a course file has put into the database, so that a later load can tell an editor's words from its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedPart(models.Model):
    """One page, help contact or message that came from a file: its row, and the fingerprint of what was written.

    A row that no longer bears its fingerprint was changed by an editor; a row that is gone was removed by one.
    Neither is touched by a later load unless it is told to overwrite.
    """

    name = models.CharField(max_length=120, unique=True)
    row = models.PositiveBigIntegerField()
    fingerprint = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("loaded part")
        verbose_name_plural = _("loaded parts")

    def __str__(self) -> str:
        return self.name
