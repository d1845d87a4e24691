"""Practised at home: with whom, and which roles one tried. Not what was said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import ActivityForm
from courses.activities.practice.confirming import others_on_the_course


class PracticeForm(ActivityForm):
    """Asks only where the participants confirm it themselves."""

    practised_with = forms.MultipleChoiceField(
        label=_("Whom did you practise with?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They confirm it on their own page. Only first names are shown, and the whole name where two have the same."
        ),
    )
    roles_tried = forms.MultipleChoiceField(
        label=_("Which roles did you try?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.work.page
        if not page.marked_by_oneself:
            del self.fields["practised_with"], self.fields["roles_tried"]
            return
        self.fields["practised_with"].choices = [
            (str(one.pk), one.name) for one in others_on_the_course(self.work)
        ]
        self.fields["roles_tried"].choices = [
            (block.value["key"], block.value["name"]) for block in page.roles
        ]

    def clean(self) -> dict[str, Any]:
        """Somebody has to be named: one cannot practise alone."""
        cleaned = super().clean() or self.cleaned_data
        if "practised_with" in self.fields and not cleaned.get("practised_with") and not self.errors:
            self.add_error("practised_with", gettext("Choose whom you practised with."))
        return cleaned

    def content(self) -> dict[str, Any]:
        """What is kept."""
        return {
            name: self.cleaned_data[name] for name in ("practised_with", "roles_tried") if name in self.fields
        }
