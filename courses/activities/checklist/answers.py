"""How ticks are kept in one encrypted text, and what of them others may see – by purpose, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from courses.activities.checklist.models import ChecklistPurpose

if TYPE_CHECKING:
    from courses.activities.checklist.models import ChecklistPage, ChecklistResponse

CHOICE_PREFIX = "choice_"
TICKED = "ticked"
UNDERSTOOD, ASK = "understood", "ask"
YES, NO, DEPENDS = "yes", "no", "depends"
THOUGHTS = {
    YES: _("Yes, I can do this"),
    NO: _("No, I leave this to others"),
    DEPENDS: _("It depends"),
}


def answers_of(response: ChecklistResponse | None) -> dict[str, str]:
    """The answer of each line that has one, by the short name of the line."""
    lines = response.ticked.splitlines() if response else []
    return {key: answer for key, _equals, answer in (line.rpartition("=") for line in lines)}


def written(answers: Mapping[str, str]) -> str:
    """The text that is kept: one «line=answer» each."""
    return "\n".join(f"{key}={answer}" for key, answer in answers.items())


def lines_shown_to_leader(page: ChecklistPage, response: ChecklistResponse) -> list[str]:
    """What leaders may read: needs in full, questions only where one wants to ask, of all other lists nothing."""
    by_purpose: dict[str, str] = {ChecklistPurpose.NEEDS: TICKED, ChecklistPurpose.QUESTIONS: ASK}
    shown = by_purpose.get(page.purpose)
    answers = answers_of(response)
    return [block.value["text"] for block in page.lines if shown and answers.get(block.value["key"]) == shown]
