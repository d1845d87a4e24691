"""Saying that one cannot come, or that one can after all. There is no field for a reason (C.4.8)."""

from __future__ import annotations

from django import forms

from courses.activities.contract import ActivityForm

CANNOT_COME, COMES = "cannot", "comes"
CANNOT_COME_THAT_DAY, COMES_THAT_DAY = "cannot_day", "comes_day"
ANSWERS = (CANNOT_COME, CANNOT_COME_THAT_DAY, COMES, COMES_THAT_DAY)


class GatheringForm(ActivityForm):
    """The button pressed is the answer: about this gathering, or all of one's own that day."""

    coming = forms.ChoiceField(
        required=False, choices=[(answer, answer) for answer in ANSWERS], widget=forms.HiddenInput
    )

    @property
    def says_no(self) -> bool:
        """Whether the person cannot come."""
        return self.cleaned_data["coming"] in (CANNOT_COME, CANNOT_COME_THAT_DAY)

    @property
    def about_the_day(self) -> bool:
        """Whether it is about everything that day."""
        return self.cleaned_data["coming"] in (CANNOT_COME_THAT_DAY, COMES_THAT_DAY)
