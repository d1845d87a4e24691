"""Whom the secretariat invites: a list, a file, or a name on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import invitation_files
from courses.errors import CourseError
from courses.invitation_lists import MOST_LINES
from lms.people.models import Organisation


class RefusableForm(forms.Form):
    """A form that is refused as a whole, and knows the way to more seats when they are what is lacking."""

    seats_of: int | None = None

    def refuse(self, refusal: Exception) -> None:
        """Tell it above the form; what was typed stays."""
        self.add_error(None, str(refusal))
        self.seats_of = getattr(refusal, "participation_id", None)


class FromAssociationForm(RefusableForm):
    """Whom one association of the run sends."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Which association are they from?"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class InviteForm(FromAssociationForm):
    """A pasted list or a file. First looked at, then sent. What a file holds becomes the text, to look at and change."""

    text = forms.CharField(
        label=gettext_lazy("Who shall be invited?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text=gettext_lazy(
            "One on each line: name, then e-mail or mobile number. You can paste from a spreadsheet or an e-mail."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        help_text=gettext_lazy(
            "CSV or XLSX, up to 1 MB. Columns called name, e-mail and mobile are used; the others are not read. "
            "The file is not kept."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """What the file holds stands in the box, whether it was pasted there or not."""
        cleaned = super().clean() or {}
        if cleaned.get("file"):
            try:
                cleaned["text"] = invitation_files.text_of(cleaned["file"])
            except CourseError as refusal:
                self.add_error("file", str(refusal))
            else:
                typed = self.data.copy()
                typed["text"] = cleaned["text"]
                self.data = typed
        elif self.has_error("file"):
            pass  # what is wrong with the file is enough to say
        elif not cleaned.get("text", "").strip():
            self.add_error("text", _("Write or paste at least one line."))
        elif len([line for line in cleaned["text"].splitlines() if line.strip()]) > MOST_LINES:
            words = _("There are more than %(most)d lines. Take them in turns.") % {"most": MOST_LINES}
            self.add_error("text", words)
        return cleaned


class PaperInviteForm(FromAssociationForm):
    """Somebody with neither e-mail nor a mobile of their own: a name, and afterwards a login card."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("As it shall stand on the certificate."),
        error_messages={"required": gettext_lazy("Write the name as it shall stand on the certificate.")},
    )
