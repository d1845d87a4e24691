"""The form in which a list is edited: what reaches others may not ask what anybody is ill with."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamBlockValidationError

from courses.activities.page_form import ActivityPageForm

#: Purposes whose ticks reach somebody else: leaders, secretariat, committee.
REACH_OTHERS = ("needs", "questions", "ready", "evaluation")


class ChecklistPageForm(ActivityPageForm):
    """Adds the checks of the lines."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """Refuses two lines of the same short name, and a line that asks for a diagnosis where others see it (R4)."""
        super().check_before_publishing(cleaned)
        found = list(_problems(cleaned.get("lines") or (), cleaned.get("purpose", "")))
        if found:
            self.add_error("lines", StreamBlockValidationError(non_block_errors=found))


def _problems(lines: Any, purpose: str) -> list[str]:
    from courses.advice import asks_for_diagnosis

    names = Counter(block.value["key"] for block in lines)
    found = [
        _("Two lines have the short name «%(name)s». Give one of them another.") % {"name": name}
        for name, times in names.items()
        if times > 1
    ]
    asked = asks_for_diagnosis(block.value["text"] for block in lines) if purpose in REACH_OTHERS else ""
    if asked:
        found.append(
            _(
                "«%(sentence)s» asks for a diagnosis, and others would see the answer. We have promised that nobody is "
                "asked. Ask what would make it easier to take part instead."
            )
            % {"sentence": asked}
        )
    return found
