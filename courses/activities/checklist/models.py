"""Lists to tick. What may be seen by others differs by purpose and is decided in one place."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, StructBlock, TextBlock
from wagtail.fields import StreamField

from courses.activities.base import ActivityPage, Response
from courses.activities.checklist.page_form import ChecklistPageForm
from lms.people.encryption import EncryptedTextField


class ChecklistStyle(models.TextChoices):
    """How the lines are answered."""

    EXPLAIN = "explain", _("Think first, then see how others think")
    TICK = "tick", _("Tick")
    ASK = "ask", _("Understood, or want to ask")


class ChecklistPurpose(models.TextChoices):
    """What the answers are for, which decides who may see them."""

    OWN = "own", _("For oneself")
    NEEDS = "needs", _("What one needs to take part: leaders and secretariat")
    QUESTIONS = "questions", _("Only the lines one wants to ask about reach the leader")
    READY = "ready", _("Only the choice reaches the committee")
    EVALUATION = "evaluation", _("Anonymous, shown from five answers up")
    POCKET_CARD = "pocket_card", _("A card to print")
    SUPPORT_MAP = "support_map", _("A map of one's own people, to print and fill in by hand")


class LineBlock(StructBlock):
    """One line. Label and explanation are for «think first»."""

    key = CharBlock(label=_("Short name"), max_length=40)
    text = TextBlock(label=_("Line"))
    answer_label = CharBlock(label=_("How others think"), required=False)
    explanation = TextBlock(label=_("Why"), required=False)

    class Meta:
        label = _("Line")


class ChecklistPage(ActivityPage):
    """A list."""

    kind = "checklist"
    begins_with = {"minutes": 5}
    style = models.CharField(_("form"), max_length=10, choices=ChecklistStyle, default=ChecklistStyle.TICK)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=ChecklistPurpose, default=ChecklistPurpose.OWN
    )
    lines = StreamField([("line", LineBlock())], verbose_name=_("lines"), blank=True)

    content_panels = [
        *ActivityPage.base_content_panels,
        FieldPanel(
            "style", help_text=_("«Think first» shows how others think, after the choice. There is no score.")
        ),
        FieldPanel("purpose", help_text=_("Decides who sees the answers.")),
        FieldPanel(
            "lines",
            help_text=_("The short name ties the answers to the line, and is the same in all languages."),
        ),
        ActivityPage.rule_panel,
    ]
    base_form_class = ChecklistPageForm
    parent_page_types = ["courses.ModulePage"]
    is_creatable = True

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")


class ReadyChoice(models.TextChoices):
    """Which door the person chose at the end of the course."""

    NOW = "choice_now", _("Asks for a conversation now")
    WAIT = "choice_wait", _("Wants to wait")
    NOT_NOW = "choice_not_now", _("Not for me now")


class ChecklistResponse(Response):
    """What was ticked: short names with line breaks between, encrypted. `choice` is the one word the committee gets."""

    ticked = EncryptedTextField(blank=True, default="")
    choice = models.CharField(max_length=20, blank=True, choices=ReadyChoice)

    class Meta:
        verbose_name = _("list ticked")
        verbose_name_plural = _("lists ticked")


class AnonymousAnswer(models.Model):
    """An answer to an evaluation, tied to a run but to no person. Rows carry no time and no order: ids are random."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course_run = models.ForeignKey("courses.CourseRun", models.CASCADE, related_name="+")
    activity_key = models.UUIDField()
    ticked = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("anonymous answer")
        verbose_name_plural = _("anonymous answers")

    def __str__(self) -> str:
        return "anonymous answer"
