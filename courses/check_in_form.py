"""The code of the day, typed by hand."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import check_in_codes
from courses.models import CheckIn


class CodeForm(forms.Form):
    """One field. What it cleans to is the check-in the code belongs to."""

    code = forms.CharField(
        label=gettext_lazy("The code on the leader's screen"),
        max_length=40,
        error_messages={"required": gettext_lazy("Write the code that stands on the leader's screen.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "ds-input",
            }
        ),
    )

    def clean_code(self) -> CheckIn:
        """The open check-in with this code."""
        found = check_in_codes.find(self.cleaned_data["code"], timezone.now())
        if found is None:
            raise forms.ValidationError(
                _(
                    "That is not the code, or it has been changed. Write the one that stands on the screen now."
                )
            )
        return found
