"""A short text to read. The work is only that it was read, so there is no content to keep."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.activities.base import ActivityPage, Response


class ReadingPage(ActivityPage):
    """A short text."""

    kind = "reading"
    content_panels = [*ActivityPage.base_content_panels, ActivityPage.rule_panel]
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
