"""A gathering as content: its programme. When and where it is held belongs to the run."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, IntegerBlock, StructBlock
from wagtail.fields import StreamField

from courses.activities.base import ActivityPage, Response
from courses.kinds import GatheringKind, MarkedBy, Sharing


class ProgrammeItemBlock(StructBlock):
    """One item of the programme, with the number of the activity it is, if any."""

    minutes = IntegerBlock(label=_("Minutes"), min_value=1)
    title = CharBlock(label=_("What"))
    activity = CharBlock(label=_("Number of the activity"), required=False, max_length=8)

    class Meta:
        label = _("Item")


class GatheringPage(ActivityPage):
    """A gathering and its programme."""

    kind = "gathering"
    begins_with = {
        "minutes": 135,
        "marked_by": MarkedBy.LEADER,
        "sharing_ceiling": Sharing.LEADER,
    }
    gathering_kind = models.CharField(
        _("kind of gathering"), max_length=10, choices=GatheringKind, default=GatheringKind.COMMON
    )
    programme = StreamField([("item", ProgrammeItemBlock())], verbose_name=_("programme"), blank=True)
    what_to_bring = models.TextField(_("what to bring"), blank=True)

    content_panels = [
        *ActivityPage.base_content_panels,
        FieldPanel(
            "gathering_kind", help_text=_("Own time is held by each association with its own participants.")
        ),
        FieldPanel(
            "programme",
            help_text=_(
                "The minutes together should be those of the gathering. The number leads to the activity."
            ),
        ),
        FieldPanel("what_to_bring", help_text=_("Stands on the page before the gathering.")),
        ActivityPage.rule_panel,
    ]
    parent_page_types = ["courses.ModulePage"]
    is_creatable = True

    class Meta:
        verbose_name = _("gathering")
        verbose_name_plural = _("gatherings")

    @property
    def is_own_time(self) -> bool:
        """Whether each association holds it with its own participants (R51)."""
        return self.gathering_kind == GatheringKind.OWN_TIME


class GatheringResponse(Response):
    """That one was there; minutes stand in the attendance."""

    class Meta:
        verbose_name = _("gathering attended")
        verbose_name_plural = _("gatherings attended")
