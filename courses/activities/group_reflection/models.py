"""Thinking together. Spoken is the rule; what is written is one sentence each, or the group's own agreement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField

from courses.activities.base import ActivityPage, Response
from courses.activities.group_reflection.page_form import GroupReflectionPageForm
from courses.kinds import MarkedBy, Sharing
from lms.people.encryption import EncryptedTextField


class GroupForm(models.TextChoices):
    """How the group does it."""

    SPOKEN = "spoken", _("Said aloud, nothing is written")
    AGREEMENT = "agreement", _("The course leader writes in the group's agreement")
    WRITTEN = "written", _("Each may share one sentence with the group")


class GroupReflectionPage(ActivityPage):
    """Prompts for the group."""

    kind = "group_reflection"
    begins_with = {
        "minutes": 20,
        "marked_by": MarkedBy.LEADER,
        "sharing_ceiling": Sharing.GROUP,
    }
    prompts = StreamField([("prompt", CharBlock(label=_("Prompt")))], verbose_name=_("prompts"), blank=True)
    form = models.CharField(_("form"), max_length=12, choices=GroupForm, default=GroupForm.SPOKEN)
    draws_on = models.CharField(
        _("sentences may be taken from"),
        max_length=8,
        blank=True,
        help_text=_(
            "The number of a reflection. Where each may share one sentence, they may choose it from what they wrote "
            "there. Empty means the reflections of the same module."
        ),
    )

    content_panels = [
        *ActivityPage.base_content_panels,
        FieldPanel("prompts", help_text=_("Questions to talk about. Everybody may say «I pass».")),
        FieldPanel("form", help_text=_("Said aloud is the usual. What is written reaches the whole group.")),
        FieldPanel("draws_on"),
        ActivityPage.rule_panel,
    ]
    base_form_class = GroupReflectionPageForm
    parent_page_types = ["courses.ModulePage"]
    is_creatable = True

    class Meta:
        verbose_name = _("group reflection")
        verbose_name_plural = _("group reflections")

    @property
    def is_written(self) -> bool:
        """Whether each may write one sentence for the group."""
        return self.form == GroupForm.WRITTEN

    @property
    def has_agreement(self) -> bool:
        """Whether the group makes an agreement that the leader writes in."""
        return self.form == GroupForm.AGREEMENT


class GroupReflectionResponse(Response):
    """A sentence shared with the group, if any. What is being written and not shared yet stands beside it."""

    sentence = EncryptedTextField(blank=True, default="")
    draft = EncryptedTextField(blank=True, default="")

    class Meta:
        verbose_name = _("sentence for the group")
        verbose_name_plural = _("sentences for the group")


class GroupAgreement(models.Model):
    """What a group agreed on, written in by the leader; seen by the group while the run is open."""

    course_run = models.ForeignKey("courses.CourseRun", models.CASCADE, related_name="agreements")
    activity_key = models.UUIDField()
    text = EncryptedTextField(blank=True, default="")
    written_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("group agreement")
        verbose_name_plural = _("group agreements")
        constraints = [
            models.UniqueConstraint(fields=["course_run", "activity_key"], name="one_agreement_per_group"),
        ]

    def __str__(self) -> str:
        return f"group agreement {self.pk}"
