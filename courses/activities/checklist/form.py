"""Three ways to answer a list: tick, ask about, or think first and see how others think."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.checklist.answers import (
    ASK,
    CHOICE_PREFIX,
    DEPENDS,
    NO,
    UNDERSTOOD,
    YES,
)
from courses.activities.checklist.models import ChecklistPurpose, ReadyChoice
from courses.activities.contract import ActivityForm


class TickForm(ActivityForm):
    """Lines to tick; at the end of the course also one of three doors."""

    content_names = ("ticked", "choice")

    ticked = forms.MultipleChoiceField(
        label=_("Tick what fits"), required=False, widget=forms.CheckboxSelectMultiple
    )
    choice = forms.ChoiceField(label=_("Choose one of the three"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [(block.value["key"], block.value["text"]) for block in self.work.page.lines]
        has_doors = self.work.page.purpose == ChecklistPurpose.READY
        self.fields["ticked"].choices = [
            line for line in lines if not (has_doors and line[0].startswith(CHOICE_PREFIX))
        ]
        if not has_doors:
            del self.fields["choice"]
            return
        self.fields["choice"].choices = [line for line in lines if line[0] in ReadyChoice.values]
        self.fields["choice"].help_text = gettext(
            "Only this choice goes to the committee. You can change it later."
        )

    def clean(self) -> dict[str, Any]:
        """At the doors, done means that one of them was chosen."""
        cleaned = super().clean() or self.cleaned_data
        if self.finishing and "choice" in self.fields and not cleaned.get("choice") and not self.errors:
            self.add_error("choice", gettext("Choose one. If you are unsure, waiting is fine."))
        return cleaned

    def content(self) -> dict[str, Any]:
        """What was ticked, and the door."""
        return {name: self.cleaned_data[name] for name in self.content_names if name in self.fields}


class AskForm(ActivityForm):
    """«Understood» or «want to ask about», line by line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for block in self.work.page.lines:
            self.fields[f"line_{block.value['key']}"] = forms.ChoiceField(
                label=block.value["text"],
                required=False,
                widget=forms.RadioSelect(attrs={"class": "ds-input"}),
                choices=[(UNDERSTOOD, gettext("understood")), (ASK, gettext("want to ask about"))],
            )

    @property
    def lines(self) -> list[forms.BoundField]:
        """The lines, for the template."""
        return [self[name] for name in self.fields if name.startswith("line_")]

    def clean(self) -> dict[str, Any]:
        """Done means that each line has an answer."""
        cleaned = super().clean() or self.cleaned_data
        if self.finishing:
            for line in self.lines:
                if not cleaned.get(line.name) and line.name not in self.errors:
                    self.add_error(line.name, gettext("Choose one of the two."))
        return cleaned

    def content(self) -> dict[str, Any]:
        """The answer of each line that has one."""
        answers = {
            name.removeprefix("line_"): self.cleaned_data.get(name)
            for name in self.fields
            if name.startswith("line_")
        }
        return {"answers": {key: answer for key, answer in answers.items() if answer}}


class ExplainForm(ActivityForm):
    """One line at a time: the button pressed is the answer."""

    think = forms.CharField(required=False, max_length=80)

    @property
    def finishing(self) -> bool:
        """The last line finishes it by itself."""
        return False

    def clean_think(self) -> str:
        """«line:answer», where an empty answer takes it back."""
        line, _colon, answer = self.cleaned_data["think"].rpartition(":")
        if line not in {block.value["key"] for block in self.work.page.lines} or answer not in (
            "",
            YES,
            NO,
            DEPENDS,
        ):
            raise forms.ValidationError(gettext("Choose one of the answers, and press it again."))
        return f"{line}:{answer}"

    def content(self) -> dict[str, Any]:
        """The line and the answer."""
        line, _colon, answer = self.cleaned_data["think"].rpartition(":")
        return {"line": line, "answer": answer}
