"""What was ticked by hand, typed in by number: «4, 9», and «3: 90» for somebody who was there partly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

BETWEEN = re.compile(r"[\s,;.+&]+|\b(?:og|and)\b", re.IGNORECASE)
#: «Alle unntatt nr. 4 og 9» is how people say it, in the languages of the screen. Without a number it says nothing.
IN_FRONT = re.compile(
    r"\b(?:(?:alle|samtlige|all|everybody|everyone)\s+)?"
    r"(?:unntatt|unnateke|utenom|utanom|bortsett\s+fr[aå]|uten|utan|except|but)\b|\b(?:nr|nummer|number|no)\b",
    re.IGNORECASE,
)
TO = re.compile(r"(?<=\d)\s*(?:[-–—]|\b(?:til|to)\b)\s*(?=\d)", re.IGNORECASE)
NOBODY = ("ingen", "none", "nobody")
SHOWN_OF_A_WORD = 20
SPAN = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?$")
PARTLY = re.compile(r"(\d{1,4})\s*[:=]\s*(\d{1,4})\s*(?:min\w*\.?)?$", re.IGNORECASE)
NUMERIC = {"autocomplete": "off", "class": "ds-input"}


class PaperForm(forms.Form):
    """Two lines: those who were not here, and those who were here partly. Both may be empty."""

    absent = forms.CharField(
        label=gettext_lazy("Numbers of those who were not here"),
        help_text=gettext_lazy(
            "With commas between, for instance 4, 9. Leave it empty if everybody was here."
        ),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs=NUMERIC),
    )
    partly = forms.CharField(
        label=gettext_lazy("Here partly: number and minutes"),
        help_text=gettext_lazy("For instance 3: 90, 7: 45. Leave it empty if nobody was."),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs=NUMERIC),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, last: int, planned: int) -> None:
        super().__init__(data)
        self.last, self.planned = last, planned

    def clean_absent(self) -> set[int]:
        """The numbers, spans such as 4–6 unfolded. «Ingen» is nobody, as an empty line is."""
        numbers: set[int] = set()
        typed = self.cleaned_data["absent"]
        if typed.strip(" .").lower() in NOBODY:
            return numbers
        if re.search(r"\d", typed):
            typed = TO.sub("-", IN_FRONT.sub(" ", typed))
        for word in filter(None, BETWEEN.split(typed)):
            found = SPAN.match(word)
            first, end = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
            if not 1 <= first <= end <= self.last:
                raise forms.ValidationError(self._no_number(word))
            numbers |= set(range(first, end + 1))
        return numbers

    def clean_partly(self) -> dict[int, int]:
        """The minutes by number."""
        minutes: dict[int, int] = {}
        for pair in filter(None, (part.strip() for part in re.split(r"[,;\n]", self.cleaned_data["partly"]))):
            found = PARTLY.match(pair)
            if found is None:
                raise forms.ValidationError(
                    _("«%(words)s» is not a number and minutes. Write it like this: 3: 90, 7: 45.")
                    % {"words": Truncator(pair).chars(SHOWN_OF_A_WORD)}
                )
            number, given = int(found[1]), int(found[2])
            if not 1 <= number <= self.last:
                raise forms.ValidationError(self._no_number(found[1]))
            if given > self.planned:
                sentence = _("The gathering lasts %(planned)d minutes. Write a number from 0 to %(planned)d.")
                raise forms.ValidationError(sentence % {"planned": self.planned})
            if minutes.get(number, given) != given:
                sentence = _("Number %(number)d stands there twice, with different minutes.")
                raise forms.ValidationError(sentence % {"number": number})
            minutes[number] = given
        return minutes

    def clean(self) -> dict[str, Any]:
        """Nobody is both away and here partly."""
        cleaned = super().clean() or {}
        both = cleaned.get("absent", set()) & set(cleaned.get("partly", {}))
        if both:
            self.add_error(
                "partly",
                _("Number %(number)d stands in both fields. Take it out of one of them.")
                % {"number": min(both)},
            )
        return cleaned

    def _no_number(self, word: str) -> str:
        return _(
            "«%(word)s» is no number on the list. Write numbers from 1 to %(last)d, with commas between."
        ) % {"word": Truncator(word).chars(SHOWN_OF_A_WORD), "last": self.last}
