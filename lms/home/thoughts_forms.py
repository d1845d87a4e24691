"""The day on which one's own texts are deleted."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DayForm(forms.Form):
    """An earlier day than the usual one; empty goes back to the usual."""

    day = forms.DateField(
        label=_("Delete what I have written on this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty means the usual day: 90 days after you finished the course."),
        error_messages={"invalid": _("Write the day as day, month and year, for instance 14.03.2026.")},
    )
