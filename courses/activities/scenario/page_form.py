"""The form in which a scenario is edited: one that cannot be walked to an end is refused at publishing."""

from __future__ import annotations

from typing import Any

from wagtail.blocks.stream_block import StreamBlockValidationError

from courses.activities.page_form import ActivityPageForm
from courses.activities.scenario.graph import problems_of, steps_in


class ScenarioPageForm(ActivityPageForm):
    """Adds the check of the steps."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """Adds one sentence for each step that is wrong, on the field of the steps."""
        super().check_before_publishing(cleaned)
        if "steps" not in cleaned:
            return
        found = problems_of(cleaned.get("start", ""), steps_in(cleaned["steps"]))
        if found:
            self.add_error("steps", StreamBlockValidationError(non_block_errors=found))
