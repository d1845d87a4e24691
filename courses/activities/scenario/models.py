"""A branching conversation. The choices are the person's own and are shown to nobody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, ListBlock, StructBlock, TextBlock
from wagtail.fields import StreamField

from courses.activities.base import ActivityPage, Response
from courses.activities.contents import stream
from courses.activities.scenario.beginning import two_steps
from courses.activities.scenario.page_form import ScenarioPageForm
from courses.desk_panels import PicturePanel
from courses.kinds import MarkedBy
from lms.people.encryption import EncryptedTextField


class ChoiceBlock(StructBlock):
    """Something one can say, how it is met, and where it leads."""

    key = CharBlock(label=_("Letter"), max_length=20)
    text = TextBlock(label=_("What you can say"))
    response = TextBlock(label=_("How it is met"))
    next = CharBlock(label=_("Leads to"), max_length=40, help_text=_("The name of a step."))

    class Meta:
        label = _("Choice")


class StepBlock(StructBlock):
    """One step. An ending has no choices, only closing words."""

    name = CharBlock(label=_("Name of the step"), max_length=40)
    text = TextBlock(label=_("What happens"))
    choices = ListBlock(ChoiceBlock(), label=_("Choices"), default=[], min_num=0)
    ending = TextBlock(label=_("Closing words"), required=False)

    class Meta:
        label = _("Step")


class ScenarioPage(ActivityPage):
    """A scenario: steps, choices and kind replies."""

    kind = "scenario"
    begins_with = {"minutes": 10, "marked_by": MarkedBy.SYSTEM}
    start = models.CharField(_("first step"), max_length=40, default="start")
    steps = StreamField([("step", StepBlock())], verbose_name=_("steps"), blank=True)

    content_panels = [
        *ActivityPage.base_content_panels,
        PicturePanel(),
        FieldPanel("start", help_text=_("The name of the step where it begins.")),
        FieldPanel(
            "steps",
            help_text=_(
                "Each choice leads to a step by its name. No choice is wrong: let the reply be kind, and let one find the way back."
            ),
        ),
        ActivityPage.rule_panel,
    ]
    base_form_class = ScenarioPageForm
    parent_page_types = ["courses.ModulePage"]
    is_creatable = True

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    @classmethod
    def first_content(cls) -> dict[str, str]:
        """A scenario that can be published as it is: one choice, one reply, one ending."""
        return {"steps": stream("step", two_steps(), place="new steps")}


class ScenarioResponse(Response):
    """The way one has gone so far: step and choice names with spaces between, encrypted."""

    path = EncryptedTextField(blank=True, default="")

    class Meta:
        verbose_name = _("way through a scenario")
        verbose_name_plural = _("ways through scenarios")
