"""The form in which a list is edited: what reaches others may not ask what anybody is ill with."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamBlockValidationError

from courses.activities.page_form import ActivityPageForm
from courses.advice import asks_for_diagnosis

#: Purposes whose ticks reach somebody else: leaders, secretariat, committee.
REACH_OTHERS = ("needs", "questions", "ready", "evaluation")


class ChecklistPageForm(ActivityPageForm):
    """Adds the checks of the lines."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """Refuses two lines of the same short name, and a line that asks for a diagnosis where others see it (R4)."""
        super().check_before_publishing(cleaned)
        if self._was_answered_for_another(cleaned.get("purpose", "")):
            self.add_error(
                "purpose",
                _(
                    "Somebody has answered this list, and was told who would see it. That cannot be changed afterwards. "
                    "Make a new list for the new purpose."
                ),
            )
        found = list(_problems(cleaned.get("lines") or (), cleaned.get("purpose", "")))
        if found:
            self.add_error("lines", StreamBlockValidationError(non_block_errors=found))

    def _was_answered_for_another(self, purpose: str) -> bool:
        """Whether answers given for one purpose would be read by others (privacy rule C.4.2), in any language."""
        from courses.activities.base import Response

        key = self.instance.translation_key
        same = type(self.instance).objects.filter(translation_key=key).exclude(purpose=purpose)
        if purpose not in REACH_OTHERS or not same.exists():
            return False
        return Response.objects.non_polymorphic().filter(activity_key=key).exists()


def _problems(lines: Any, purpose: str) -> list[str]:
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
