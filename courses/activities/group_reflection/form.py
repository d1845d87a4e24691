"""One sentence for the group, where the page asks for it in writing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import ActivityForm

LONGEST = 500


class GroupReflectionForm(ActivityForm):
    """One sentence."""

    content_names = ("sentence",)

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

    def content(self) -> dict[str, Any]:
        """The sentence, where one is asked for."""
        return {name: self.cleaned_data[name] for name in self.content_names if name in self.fields}
