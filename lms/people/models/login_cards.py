"""A printed card with a personal code: the way in for those with no e-mail and no mobile of their own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models.users import User


class LoginCard(models.Model):
    """One card. The code is kept as a hash, works once, and a new card ends the older ones."""

    person = models.ForeignKey(User, models.CASCADE, related_name="login_cards", verbose_name=_("person"))
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("login card")
        verbose_name_plural = _("login cards")

    def __str__(self) -> str:
        return f"login card {self.pk}"
