"""The pledge of confidentiality: versions per association, and signatures that say exactly what was signed."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import TextBlock
from wagtail.fields import StreamField

from courses.activities.base import ActivityPage, Response
from courses.kinds import MarkedBy, Sharing
from lms.people.models.owned import SecretariatQuerySet


class PledgePage(ActivityPage):
    """The common starting text. Each association's own version goes first where it has one."""

    kind = "pledge"
    begins_with = {
        "minutes": 20,
        "marked_by": MarkedBy.REPRESENTATIVE,
        "sharing_ceiling": Sharing.LEADER,
    }
    clauses = StreamField([("clause", TextBlock(label=_("Clause")))], verbose_name=_("clauses"), blank=True)
    confirmation = models.TextField(_("words above the signature"), blank=True)

    content_panels = [
        *ActivityPage.base_content_panels,
        FieldPanel(
            "clauses", help_text=_("Where an association has adopted its own text, that is shown instead.")
        ),
        FieldPanel("confirmation"),
        ActivityPage.rule_panel,
    ]
    parent_page_types = ["courses.ModulePage"]
    is_creatable = True

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")


class PledgeResponse(Response):
    """That the pledge was gone through, and whether one wants to ask about it first. The signature is a record of its own."""

    wants_to_ask = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("pledge gone through")
        verbose_name_plural = _("pledges gone through")


class PledgeVersion(models.Model):
    """One version of an association's pledge. Never changed after the first signature; a new one is made instead."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="pledge_versions")
    number = models.PositiveIntegerField(_("version"))
    adopted_on = models.DateField(_("adopted"))
    adopted_by = models.CharField(_("adopted by"), max_length=120, blank=True)

    objects = SecretariatQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of the pledge")
        verbose_name_plural = _("versions of the pledge")
        ordering = ["organisation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_pledge_by_number")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.number}"

    @property
    def all_texts(self) -> str:
        """The words in every language, to look at."""
        texts = sorted(self.texts.all(), key=lambda text: text.pk)
        return "\n\n".join(
            f"{text.get_language_display()}\n\n{text.clauses}\n\n{text.confirmation}" for text in texts
        )

    all_texts.fget.short_description = _("text")


class PledgeText(models.Model):
    """The words of a version in one language, with association and contact already filled in."""

    version = models.ForeignKey(PledgeVersion, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    clauses = models.TextField(_("clauses"), help_text=_("One paragraph each, with an empty line between."))
    confirmation = models.TextField(_("words above the signature"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of the pledge")
        verbose_name_plural = _("texts of the pledge")
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="one_pledge_text_by_language")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"

    @property
    def paragraphs(self) -> list[str]:
        """The clauses, one each."""
        return [part.strip() for part in self.clauses.split("\n\n") if part.strip()]

    @property
    def sha256(self) -> str:
        """The fingerprint of exactly these words."""
        return hashlib.sha256(f"{self.clauses}\n\n{self.confirmation}".encode()).hexdigest()


class SignedHow(models.TextChoices):
    """By which way the signature came."""

    SCREEN = "screen", _("On screen")
    PAPER = "paper", _("On paper")


class ReadHow(models.TextChoices):
    """How the words reached the one who signed on paper (edge case 21)."""

    ONESELF = "oneself", _("Read it themselves")
    ALOUD = "aloud", _("It was read aloud")
    LARGE_PRINT = "large_print", _("Read it in large print")
    INTERPRETER = "interpreter", _("Through an interpreter")


class PledgeSignature(models.Model):
    """That a person signed a version: which words, when, how, and who explained it. No device, no address (C.4.18)."""

    person = models.ForeignKey("people.User", models.PROTECT, related_name="pledge_signatures")
    version = models.ForeignKey(PledgeVersion, models.PROTECT, related_name="signatures")
    text = models.ForeignKey(PledgeText, models.PROTECT, related_name="+")
    text_sha256 = models.CharField(max_length=64)
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.SET_NULL, null=True, blank=True, related_name="pledge_signatures"
    )
    signed_name = models.CharField(_("signed as"), max_length=120)
    signed_at = models.DateTimeField(_("signed"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    how = models.CharField(_("how"), max_length=10, choices=SignedHow, default=SignedHow.SCREEN)
    read_how = models.CharField(_("how it was read"), max_length=12, choices=ReadHow, default=ReadHow.ONESELF)
    explained_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    explained_on = models.DateField(_("gone through"))
    registered_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="one_signature_per_version")
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"


class PledgeExplanation(models.Model):
    """That the pledge was gone through with a participant (R57): by whom and when. Needed before signing."""

    enrolment = models.OneToOneField("courses.Enrolment", models.CASCADE, related_name="pledge_explanation")
    explained_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    explained_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("explanation of the pledge")
        verbose_name_plural = _("explanations of the pledge")

    def __str__(self) -> str:
        return f"explanation {self.pk}"
