"""The form in which a group reflection is edited: what each shall share with the group, must be allowed to go there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.activities.page_form import ActivityPageForm
from courses.kinds import Sharing

WRITTEN = "written"


class GroupReflectionPageForm(ActivityPageForm):
    """Adds the check of how far a written one may go."""

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """Refuses a written group reflection from which no sentence could reach the group."""
        super().check_before_publishing(cleaned)
        if cleaned.get("form") == WRITTEN and cleaned.get("sharing_ceiling") != Sharing.GROUP:
            self.add_error(
                "sharing_ceiling",
                _(
                    "Here each may share a sentence with the group, so the group must be how far it may be shared. "
                    "Choose that, or let it be said aloud."
                ),
            )
