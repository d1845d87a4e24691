"""Own thoughts. Private by default, encrypted, and nobody's business but the author's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField

from courses.activities.base import ActivityPage, Response
from lms.people.encryption import EncryptedTextField


class ReflectionPage(ActivityPage):
    """Prompts to think about, and one box to write in."""

    kind = "reflection"
    begins_with = {"minutes": 10}
    prompts = StreamField([("prompt", CharBlock(label=_("Prompt")))], verbose_name=_("prompts"), blank=True)
    offers_reminder = models.BooleanField(
        _("offers a reminder after two months"), default=False, help_text=_("For a letter to oneself.")
    )

    content_panels = [
        *ActivityPage.base_content_panels,
        FieldPanel(
            "prompts", help_text=_("Two to four questions are enough. Never ask what somebody is ill with.")
        ),
        FieldPanel("offers_reminder"),
        ActivityPage.rule_panel,
    ]
    parent_page_types = ["courses.ModulePage"]
    is_creatable = True

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")


class ReflectionResponse(Response):
    """What the author wrote. Where others read the text, what is being written stands beside it until it is saved."""

    text = EncryptedTextField(blank=True, default="")
    draft = EncryptedTextField(blank=True, default="")
    wants_reminder = models.BooleanField(default=False)
    reminded_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("own thoughts")
        verbose_name_plural = _("own thoughts")
