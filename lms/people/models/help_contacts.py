"""Who to call: the editable help list (R34, R78). Emergency numbers stand here and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models.organisations import Organisation
from lms.people.models.owned import CommonOrOwnedQuerySet


class HelpContact(models.Model):
    """One entry of the help list. Without an association it is the common one; an association's own goes first."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="help_contacts",
        verbose_name=_("association"),
    )
    key = models.SlugField(_("key"), max_length=40, help_text=_("The same key in all languages."))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    label = models.CharField(_("who"), max_length=120)
    text = models.TextField(_("when to call"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CommonOrOwnedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("help contact")
        verbose_name_plural = _("help contacts")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "language"], name="one_help_contact_each"),
            models.UniqueConstraint(
                fields=["key", "language"],
                condition=models.Q(organisation=None),
                name="one_common_help_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"help contact {self.pk}"
