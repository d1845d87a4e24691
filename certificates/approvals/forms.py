"""What a committee member fills in. Whether it may be done is for the verbs; here it must only be something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.approvals.models import Case, Outcome
from lms.people.models import ApprovingBody

READ_THROUGH_WITHIN = 60 * 60 * 24


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock field."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _day(label: str, missing: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=DayInput(),
        error_messages={"required": missing, "invalid": _("Write the date like this: 16.04.2026.")},
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
    )


class CertificateFileForm(forms.Form):
    """The PDF of a certificate, to be compared and thrown away."""

    file = forms.FileField(
        label=_("The certificate as a PDF file"),
        help_text=_("We compare it with the one we made. The file is not kept."),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty. Save the certificate once more, and choose it again."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )


class BookingForm(forms.Form):
    """When and where they meet."""

    day = _day(_("Which day"), _("Choose the day you have agreed."))
    time = forms.TimeField(
        label=_("What time"),
        widget=TimeInput(),
        input_formats=["%H:%M", "%H.%M"],
        error_messages={
            "required": _("Write the time you have agreed, for example 18.00."),
            "invalid": _("Write the time like this: 18.00."),
        },
    )
    place = forms.CharField(
        label=_("Where"),
        help_text=_("A place, or «by phone». It stands in the message, so nothing about illness."),
        max_length=120,
        error_messages={
            "required": _("Write where you meet, or «by phone»."),
            "max_length": _("Use at most 120 characters."),
        },
    )

    def verb_arguments(self) -> dict[str, Any]:
        """The agreed moment in local time, and the place."""
        naive = timezone.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        return {"starts_at": timezone.make_aware(naive), "place": self.cleaned_data["place"]}


class HeldForm(forms.Form):
    """On which day the conversation was held."""

    held_on = _day(
        _("When did you have the conversation?"),
        _("Choose the day you had the conversation."),
        hint=_("Only the day and your name are noted. Nothing of what was said."),
    )
    place = forms.CharField(
        label=_("Where"),
        help_text=_("For example «by phone». May be left empty."),
        max_length=120,
        required=False,
    )


class SentenceForm(forms.Form):
    """One agreed sentence."""

    agreement = forms.CharField(
        label=_("What you agreed, in one sentence"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "cols": False}),
        error_messages={"max_length": _("Use one short sentence, at most 300 characters.")},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].help_text = _(
            "%(name)s can read what you write. Nothing about health, and no quotations."
        ) % {"name": case.candidate.first_name}


class OutcomeForm(SentenceForm):
    """What they agreed. Nothing is chosen beforehand."""

    outcome = forms.ChoiceField(
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the four."),
            "invalid_choice": _("Choose one of the four."),
        },
    )
    postponed_to = _day(
        _("If it is postponed: when do you talk again?"),
        _("Choose a day to come on which you talk again."),
        required=False,
        hint=_("Only for «Postponed». The case comes back by itself that day."),
    )
    board_decision_on = _day(
        _("When did the board decide?"),
        _("Write the day on which the board decided."),
        required=False,
        hint=_("The day of the board meeting."),
    )
    field_order = ["board_decision_on", "outcome", "postponed_to", "agreement"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        name = {"name": case.candidate.first_name}
        by_board = case.policy.approving_body == ApprovingBody.BOARD
        if not by_board:
            del self.fields["board_decision_on"]
        self.fields["outcome"].label = (
            _("What did the board decide?") if by_board else _("What did you agree?")
        )
        self.fields["outcome"].choice_hints = {
            Outcome.APPROVED: _("%(name)s can begin as a peer supporter.") % name,
            Outcome.APPROVED_WITH_AGREEMENT: _("For example a mentor for the first six months."),
            Outcome.POSTPONED: _("You agree on a date to talk again."),
            Outcome.NOT_NOW: _("Another task may suit better. %(name)s is told the reason in person.") % name,
        }


class ConfirmForm(forms.Form):
    """The values that were read through, signed so that they cannot have changed, and the tick that they are agreed."""

    values = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        error_messages={"required": _("Tick that this is agreed, or go back and change it.")}
    )

    def __init__(self, *args: Any, agreed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = agreed


class AgreedForm(forms.Form):
    """The tick of the second person."""

    agreed = forms.BooleanField(
        error_messages={"required": _("Tick that you agree, or set the suggestion aside.")}
    )

    def __init__(self, *args: Any, agreed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = agreed


def sign_values(case: Case, person_id: int, cleaned: dict) -> str:
    """Seal what was read through, for this case and this person."""
    plain = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in cleaned.items()
    }
    return signing.dumps(plain, salt=_salt(case, person_id))


def signed_values(case: Case, person_id: int, sealed: str) -> dict | None:
    """Return what was read through within the last day, or None when it is not what we sealed."""
    try:
        return signing.loads(sealed, salt=_salt(case, person_id), max_age=READ_THROUGH_WITHIN)
    except signing.BadSignature:
        return None


def _salt(case: Case, person_id: int) -> str:
    return f"approvals.decision.{case.pk}.{person_id}"
