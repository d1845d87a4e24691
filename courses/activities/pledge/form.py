"""Signing: the tick that one has read it, and one's name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import ActivityForm

ASK, ASK_NO_MORE = "ask", "no_more"


class PledgeForm(ActivityForm):
    """Both are asked for; the text that was on the screen goes with them. Or only: I want to ask about something first."""

    question = forms.ChoiceField(
        required=False, choices=[(ASK, ASK), (ASK_NO_MORE, ASK_NO_MORE)], widget=forms.HiddenInput
    )
    text = forms.IntegerField(widget=forms.HiddenInput)
    has_read = forms.BooleanField(
        label=_("I have read the text, and it has been gone through with me"),
        error_messages={"required": _("Read the text first, and tick that you have read it.")},
    )
    signed_name = forms.CharField(
        label=_("Write your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("It counts as a signature. We keep the name, the time, and which version you read."),
        error_messages={"required": _("Write your name. It counts as your signature.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("question"):
            for name in ("text", "has_read", "signed_name"):
                self.fields[name].required = False
