"""What a new activity begins with, so that its author changes rather than invents. Each kind says its own on its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils import translation
from wagtail.models import Page

if TYPE_CHECKING:
    from courses.activities.base import ActivityPage

NUMBERED = re.compile(r"\.(\d+)$")


def defaults_for(kind: type[ActivityPage], module: Page) -> dict[str, Any]:
    """The values of a new activity of this kind in `module`, with words in the module's language. One query."""
    with translation.override(module.locale.language_code):
        return {**kind.begins_with, "code": next_code(module), **kind.first_content()}


def next_code(module: Page) -> str:
    """The first free number in the module: after 6.2 comes 6.3. Empty where the parent is no module."""
    own = getattr(module.specific, "code", "")
    if not own:
        return ""
    codes = module.get_children().values_list("activitypage__code", flat=True)
    numbers = [int(found[1]) for code in codes if (found := NUMBERED.search(code or ""))]
    return f"{own}.{max(numbers, default=0) + 1}"
