"""One sentence for the group, where the page asks for it in writing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import FINISH, SAVE, ActivityForm

LONGEST = 500
SHARE = "share"


class GroupReflectionForm(ActivityForm):
    """One sentence."""

    content_names = ("sentence",)

    do = forms.ChoiceField(
        required=False, choices=[(word, word) for word in (SAVE, FINISH, SHARE)], widget=forms.HiddenInput
    )
    sentence = forms.CharField(
        label=_("One sentence you want the group to read"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "cols": False, "autocomplete": "off"}),
        help_text=_("Write so that the one it is about could have read it. No names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.work.page.is_written:
            del self.fields["sentence"]

    @property
    def shares(self) -> bool:
        """Whether the person pressed the button that shares."""
        return self.data.get("do") == SHARE and "sentence" in self.fields

    @property
    def finishing(self) -> bool:
        """Sharing one's sentence is taking part, where one marks it oneself."""
        return self.work.page.marked_by_oneself if self.shares else super().finishing

    def clean(self) -> dict[str, Any]:
        """Refuses to share an empty box."""
        cleaned = super().clean() or self.cleaned_data
        if self.shares and "sentence" in cleaned and not cleaned["sentence"].strip():
            self.add_error(
                "sentence", gettext("Write a sentence first. You may also let it be, without saying why.")
            )
        return cleaned

    def content(self) -> dict[str, Any]:
        """The sentence, where one is asked for, and whether it is shared now."""
        if "sentence" not in self.fields:
            return {}
        return {"sentence": self.cleaned_data["sentence"], "share": self.shares}
