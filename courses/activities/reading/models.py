"""A short text to read, perhaps with something to see or hear. The work is only that it was read: nothing to keep."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from courses.activities.base import ActivityPage, Response
from courses.activities.reading.blocks import MediaBlock


class ReadingPage(ActivityPage):
    """A short text."""

    kind = "reading"
    begins_with = {"minutes": 2}
    media = StreamField(
        MediaBlock(),
        verbose_name=_("pictures, film and sound"),
        blank=True,
        help_text=_("Stands after the text. Nothing is fetched before somebody presses play."),
    )

    content_panels = [
        *ActivityPage.base_content_panels,
        FieldPanel("media"),
        ActivityPage.rule_panel,
    ]
    parent_page_types = ["courses.ModulePage"]
    is_creatable = True

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")


class ReadingResponse(Response):
    """That a text was read."""

    class Meta:
        verbose_name = _("text read")
        verbose_name_plural = _("texts read")
