"""The choice above the log of messages: which course they were about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun
from lms.people.dates import date_words

#: All courses, and the only one there is: then there is nothing to choose.
SINGLE = 2


class CourseChoiceForm(forms.Form):
    """Narrows the log to one course, of those that stand in it. What is not among them narrows nothing, and is told."""

    kurs = forms.ChoiceField(label=_("Course"), required=False)

    def __init__(self, *args: Any, runs: Iterable[CourseRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["kurs"])
        field.error_messages["invalid_choice"] = _(
            "No message was about that course. Choose one from the list."
        )
        field.choices = [
            ("", _("All courses")),
            *((str(run.pk), f"{run.title}, {date_words(run.starts_on, year=True)}") for run in runs),
        ]
        self.has_choice = len(field.choices) > SINGLE

    @property
    def chosen(self) -> int | None:
        """The run that was chosen."""
        return int(self.cleaned_data["kurs"]) if self.is_valid() and self.cleaned_data["kurs"] else None

    @property
    def in_address(self) -> str:
        """What the addresses of other pages of the list carry on."""
        return f"&kurs={self.chosen}" if self.chosen else ""
