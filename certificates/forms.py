"""What a visitor types, and what those fill in who replace or withdraw a document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.codes import LONGEST_TYPED
from certificates.models import Certificate, CertificateKind, RevocationReason
from certificates.register import CertificatePage
from lms.people.registering import LONGEST_NAME


class CodeForm(forms.Form):
    """The code on a document. Whether it is one is for `verification`; here it must only be something."""

    # The browser's own bubble speaks the browser's language; ours says what to do.
    use_required_attribute = False

    code = forms.CharField(
        label=_("The code on the certificate"),
        help_text=_("Twelve characters, for example 7K4M-Q2XV-9RTB. Capital and small letters are the same."),
        max_length=LONGEST_TYPED,
        error_messages={
            "required": _("Type the code that is printed on the certificate."),
            "max_length": _("That is longer than a code. A code has twelve characters."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class ReplaceForm(forms.Form):
    """The name as it shall stand on the new certificate. Only the secretariat can put it right, so only it is asked."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("The name on the new certificate"),
        help_text=_("The name is changed everywhere here, also on My page and in the list of participants."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Write the name as it shall stand on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, page: CertificatePage, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": page.certificate.person.name}, **kwargs)
        if not page.may_correct_name:
            del self.fields["name"]


class WithdrawForm(forms.Form):
    """Why, as a category and never in words (edge case 27), and that the person has been told."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("Why is it withdrawn?"),
        help_text=_("Nobody who checks the code is told. You choose one, and write nothing."),
        choices=RevocationReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why."), "invalid_choice": _("Choose why.")},
    )
    told = forms.BooleanField(error_messages={"required": _("Phone first. Then tick that it is done.")})

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = {"name": certificate.person.first_name}
        self.fields["told"].label = _("%(name)s has been told, or cannot be reached") % name
        if certificate.kind == CertificateKind.COMPLETION:
            ended = RevocationReason.APPROVAL_ENDED
            self.fields["reason"].choices = [row for row in RevocationReason.choices if row[0] != ended]


class EmptyForm(forms.Form):
    """That the person has asked for it. What is deleted cannot be fetched back."""

    use_required_attribute = False

    asked = forms.BooleanField(
        error_messages={"required": _("Tick that the person has asked for it. Otherwise let it be.")}
    )

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = {"name": certificate.person.first_name}
        self.fields["asked"].label = _("%(name)s has asked for it") % name
