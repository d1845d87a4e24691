"""Who changed what, and when: lines in Wagtail's history of a row.

A line names the fields, never what stood in them: one can see that somebody's local chapter was changed, and by whom, and
look at the row for what it is now. What a row is called in the log is its own impersonal name, so that a person who is
deleted leaves none behind.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import ModelLogEntry

from lms.people.admin_rows import name_of_field
from lms.people.models import User

CHANGED = "likevel.changed"


def note(row: models.Model, action: str, *, by: User | None, fields: Iterable[str] = ()) -> None:
    """Writes one line into the history of `row`: what was done and by whom. The time is now; only names of fields are kept."""
    log(row, action, user=by, data={"fields": list(fields)} if fields else None, content_changed=True)


def note_form(form: forms.ModelForm, row: models.Model, *, new: bool, by: User) -> None:
    """The line of a form in the admin. A form that was sent as it stood changes nothing, and leaves none."""
    if new:
        note(row, "wagtail.create", by=by)
    elif form.changed_data:
        note(row, CHANGED, by=by, fields=form.changed_data)


def say_what_was_changed(actions: LogActionRegistry) -> None:
    """Registers the line with the names of fields."""

    @actions.register_action(CHANGED)
    class Changed(LogFormatter):
        """The fields by what they are called on the screen."""

        label = gettext_lazy("Changed")

        def format_message(self, entry: ModelLogEntry) -> str:
            """«Changed: place, first day»."""
            model = entry.content_type.model_class()
            fields = (entry.data or {}).get("fields", ())
            names = [name_of_field(model, field) if model else field for field in fields]
            return _("Changed: %(fields)s") % {"fields": ", ".join(names)}
