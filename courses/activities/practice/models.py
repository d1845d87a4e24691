"""Practising together. What is kept is which roles a person has tried, nothing of what was said."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock, TextBlock
from wagtail.fields import StreamField

from courses.activities.base import ActivityPage, Response
from courses.activities.contents import stream
from courses.activities.practice.beginning import trio
from courses.kinds import MarkedBy, Sharing


class PracticeRole(models.TextChoices):
    """The roles of a pair or a trio, and those of the practised phone call."""

    TALKER = "talker", _("Talker")
    LISTENER = "listener", _("Listener")
    OBSERVER = "observer", _("Observer")
    PEER = "peer", _("Peer supporter")
    OTHER = "other", _("The other person")


#: The three roles that everyone tries in the trios (R42).
TRIO_ROLES = (PracticeRole.TALKER, PracticeRole.LISTENER, PracticeRole.OBSERVER)

#: The roles two can try when a trio lacks one and the leader observes (edge case 41). The third remains to be tried.
PAIR_ROLES = (PracticeRole.TALKER, PracticeRole.LISTENER)
TRIO = 3


class RoleBlock(StructBlock):
    """A role, its name on the card, and what one does in it."""

    key = ChoiceBlock(choices=PracticeRole.choices, label=_("Role"))
    name = CharBlock(label=_("Name on the card"))
    instruction = TextBlock(label=_("What one does"))

    class Meta:
        label = _("Role")


class PracticePage(ActivityPage):
    """A card for a pair or a trio."""

    kind = "practice"
    begins_with = {
        "minutes": 30,
        "marked_by": MarkedBy.LEADER,
        "sharing_ceiling": Sharing.GROUP,
    }
    group_size = models.PositiveSmallIntegerField(_("people in a group"), default=3)
    rounds = models.PositiveSmallIntegerField(_("rounds"), default=3)
    minutes_per_round = models.PositiveSmallIntegerField(_("minutes in a round"), default=5)
    feedback_minutes = models.PositiveSmallIntegerField(_("minutes of feedback"), default=5)
    roles = StreamField([("role", RoleBlock())], verbose_name=_("roles"), blank=True)
    observer_sheet = StreamField(
        [("line", CharBlock(label=_("Line")))], verbose_name=_("the observer's sheet"), blank=True
    )
    cards = StreamField([("card", CharBlock(label=_("Card")))], verbose_name=_("cards to draw"), blank=True)

    content_panels = [
        *ActivityPage.base_content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("group_size"), FieldPanel("rounds")]),
                FieldRowPanel([FieldPanel("minutes_per_round"), FieldPanel("feedback_minutes")]),
            ],
            heading=_("Size and time"),
        ),
        FieldPanel("roles", help_text=_("Three for a trio, two for a pair. Everybody tries each of them.")),
        FieldPanel(
            "observer_sheet",
            help_text=_("What the observer looks for. The sheet is printed, and never written into."),
        ),
        FieldPanel(
            "cards", help_text=_("For those who find nothing to talk about. Small things, not illness.")
        ),
        ActivityPage.rule_panel,
    ]
    parent_page_types = ["courses.ModulePage"]
    is_creatable = True

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    @classmethod
    def first_content(cls) -> dict[str, str]:
        """The three roles of a trio."""
        return {"roles": stream("role", trio(), place="new roles")}

    @property
    def roles_of_everybody(self) -> list[str]:
        """The keys of the roles everybody has had when the rounds are over: all, where one moves on often enough."""
        keys = [block.value["key"] for block in self.roles]
        return keys if self.rounds >= len(keys) else []

    @property
    def has_pair_variant(self) -> bool:
        """Whether two can do it when one is missing: a card for three with talker and listener."""
        keys = {block.value["key"] for block in self.roles}
        return self.group_size == TRIO and set(PAIR_ROLES) < keys


class PracticeResponse(Response):
    """Which roles were tried, and – where the participants confirm it themselves – with whom, by place in the run."""

    roles_tried = models.JSONField(default=list)
    practised_with = models.JSONField(default=list)

    class Meta:
        verbose_name = _("practice done")
        verbose_name_plural = _("practices done")
