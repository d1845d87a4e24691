"""The private room: one box, and whom to share with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import ActivityForm
from courses.activities.sharing import leader_words
from courses.kinds import Sharing

LONGEST = 50_000


class ReflectionForm(ActivityForm):
    """Own thoughts. A draft may be empty; what is called done may not."""

    content_names = ("text", "wants_reminder")

    text = forms.CharField(
        label=_("My thoughts"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "cols": False, "autocomplete": "off"}),
        help_text=_("Write so that the one it is about could have read it. No names."),
    )
    sharing = forms.ChoiceField(
        label=_("Would you like to share it with somebody?"), required=False, widget=forms.RadioSelect
    )
    wants_reminder = forms.BooleanField(
        label=_("Send me a message in two months, so that I remember to log in and read this"),
        required=False,
        help_text=_("The message only says that you can log in. What you have written is never sent."),
    )

    def __init__(self, *args: Any, allowed: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_sharing(allowed)
        if not self.work.page.offers_reminder:
            del self.fields["wants_reminder"]

    def _offer_sharing(self, allowed: tuple[str, ...]) -> None:
        if len(allowed) < 2:
            del self.fields["sharing"]
            return
        names = {"names": leader_words(self.work)}
        words = {
            Sharing.PRIVATE: (
                gettext("No, only me"),
                gettext("The course leader sees that you have written, not what."),
            ),
            Sharing.LEADER: (
                gettext("Yes, with %(names)s") % names,
                gettext("Those who lead your course can read it and talk with you about it."),
            ),
            Sharing.GROUP: (
                gettext("Yes, with the group"),
                gettext(
                    "Everybody on the course can read it here while the course lasts, with your first name. "
                    "%(names)s can read it too."
                )
                % names,
            ),
        }
        self.fields["sharing"].choices = [(key, words[key][0]) for key in allowed]
        self.fields["sharing"].choice_hints = {key: words[key][1] for key in allowed}

    def clean(self) -> dict[str, Any]:
        """Refuses an empty box when the person says they are done."""
        cleaned = super().clean() or self.cleaned_data
        if self.finishing and "text" in cleaned and not cleaned["text"].strip():
            self.add_error(
                "text", gettext("Write a few words first. One sentence is enough, and keywords are fine.")
            )
        return cleaned

    def content(self) -> dict[str, Any]:
        """The text, and the wish for a reminder where it is offered."""
        return {name: self.cleaned_data[name] for name in self.content_names if name in self.fields}

    def sharing_choice(self) -> str | None:
        """What was chosen; None leaves it as it was."""
        return self.cleaned_data.get("sharing") or None
