"""A day in a form: the phone's own calendar, and a plain sentence for a slip of the pen."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DATE_ERRORS = {
    "required": gettext_lazy("Choose a day."),
    "invalid": gettext_lazy("Write the day as day, month and year, for instance 14.03.2026."),
}
YEARS = range(1900, 2200)


def refuse_far_day(day: datetime.date) -> None:
    """A slip of the pen in the year. Near the ends of the calendar no hour, length or zone can be added to a day."""
    if day.year not in YEARS:
        raise forms.ValidationError(DATE_ERRORS["invalid"])


def day_field(label: str | _StrPromise) -> forms.DateField:
    """A day, with the phone's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, error_messages=DATE_ERRORS, validators=[refuse_far_day]
    )
