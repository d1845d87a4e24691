"""What one would say, or a step back, or from the start again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import ActivityForm
from courses.activities.scenario.walking import CHOOSE, Walk


class ScenarioForm(ActivityForm):
    """The choices of the present step."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(label=_("What would you do?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, walk: Walk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = walk.present["choices"] if walk.present else []
        self.fields["choice"].choices = [(choice["key"], choice["text"]) for choice in choices]
        self.fields["choice"].error_messages["invalid_choice"] = gettext(
            "Choose one of the answers, and press the button again."
        )

    def clean(self) -> dict[str, Any]:
        """A step forward needs a choice."""
        cleaned = super().clean() or self.cleaned_data
        if self.move == CHOOSE and not cleaned.get("choice") and not self.errors:
            self.add_error("choice", gettext("Choose one of the answers, and press the button again."))
        return cleaned

    @property
    def move(self) -> str:
        """What was pressed."""
        return self.data.get("move") or CHOOSE

    def content(self) -> dict[str, Any]:
        """The move, the choice where there is one, and where one stood when the page was shown."""
        return {
            "move": self.move,
            "choice": self.cleaned_data.get("choice", ""),
            "seen": self.cleaned_data["seen"],
        }
