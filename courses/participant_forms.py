"""What a leader or representative fills in about one participant."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.activities.pledge.models import ReadHow
from courses.models import PracticeRole


class MarkForm(forms.Form):
    """One button on the participant's page."""

    DONE, SKIP, TAKE_BACK = "done", "skip", "take_back"
    activity = forms.CharField(max_length=8)
    do = forms.ChoiceField(choices=[(DONE, DONE), (SKIP, SKIP), (TAKE_BACK, TAKE_BACK)])
    roles = forms.MultipleChoiceField(choices=PracticeRole.choices, required=False)


class PledgeForm(forms.Form):
    """Gone through, or signed on paper (which says both)."""

    EXPLAINED, SIGNED = "explained", "signed"
    what = forms.ChoiceField(
        label=_("What has happened?"),
        choices=[
            (EXPLAINED, _("We have gone through the pledge together")),
            (SIGNED, _("It is gone through, and signed on paper")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    day = forms.DateField(
        label=_("Which day?"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Write the day it happened."),
            "invalid": _("Write the day as day, month and year, for instance 14.03.2026."),
        },
    )
    signed_name = forms.CharField(
        label=_("The name on the paper"),
        max_length=120,
        required=False,
        help_text=_("Only when it is signed. The paper is kept by the secretariat."),
    )
    read_how = forms.ChoiceField(
        label=_("How was the text read?"),
        choices=ReadHow.choices,
        initial=ReadHow.ONESELF,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only when it is signed on paper."),
    )

    def clean_read_how(self) -> str:
        """By oneself, unless something else is said."""
        return self.cleaned_data["read_how"] or ReadHow.ONESELF
