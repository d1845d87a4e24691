"""People one may be in the demo. Rows exist only where the demo world was made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models.users import User


class DemoPersona(models.Model):
    """A made-up person one may log in as with one click, in demo mode only."""

    person = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    label = models.CharField(_("who"), max_length=60)
    description = models.CharField(_("what one can try"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("demo person")
        verbose_name_plural = _("demo people")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"demo person {self.pk}"
