"""The secret address of a person's own calendar feed. Only a hash of the secret is kept."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models.users import User


class CalendarFeed(models.Model):
    """That a person has a calendar feed. One at a time; a new address ends the old one, and turning it off deletes the row."""

    person = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"calendar feed {self.pk}"
