"""A short text: read, and done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Kind
from courses.activities.reading.models import ReadingPage, ReadingResponse


class Reading(Kind):
    """Nothing is kept but that it was read."""

    name = "reading"
    page_model = ReadingPage
    response_model = ReadingResponse
    label = _("To read")
    finish_words = _("I have read this")
