"""What is typed on the way in, and on the page about one's log-in."""

from __future__ import annotations

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from lms.people.addresses import clean_address
from lms.people.login_codes import email_code, text_code

NUMERIC = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "lm-code"}


class AddressForm(LoginForm):
    """One field: e-mail or mobile number. The answer is the same whether we know the address or not."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Your e-mail or mobile number"),
            max_length=254,
            # «tel» keeps a phone's keyboard from helping with addresses, «email» from numbers: so neither.
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
            error_messages={
                "required": _("Write the e-mail address or mobile number that the invitation came to.")
            },
        )

    def clean_login(self) -> str:
        """The address in the form it is kept in."""
        return clean_address(self.cleaned_data["login"])

    def _login_by_code(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict
    ) -> HttpResponse:
        response = super()._login_by_code(request, redirect_url, credentials)
        if getattr(self, "user", None) is None:
            work_as_long_as_for_somebody(**credentials)
        return response


def work_as_long_as_for_somebody(*, email: str = "", phone: str = "") -> None:
    """Compose a code and send it nowhere, so that the time of the answer does not tell who has an account."""
    if email:
        email_code(None, email, "000000")
    elif phone:
        text_code(None, phone, "000000")


class CodeForm(ConfirmLoginCodeForm):
    """The code from the e-mail or text message. Spaces and dashes do not matter."""

    code = forms.CharField(
        label=_("The code of six digits"),
        max_length=40,
        widget=forms.TextInput(attrs=NUMERIC),
        error_messages={"required": _("Write the six digits from the message.")},
    )
    remember = forms.BooleanField(
        label=_("Remember me on this phone"),
        help_text=_("Do not tick this if others use it."),
        required=False,
    )

    def clean_code(self) -> str:
        """Compares only what can be part of a code; a pasted code may hold any kind of space."""
        self.cleaned_data["code"] = "".join(sign for sign in self.cleaned_data["code"] if sign.isalnum())
        return super().clean_code()


class CardForm(forms.Form):
    """The code printed on a login card."""

    code = forms.CharField(
        label=_("The code on the card"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write the code that is printed on the card.")},
    )


class _FactorCode(forms.Form):
    code = forms.CharField(
        label=_("Code from the app, or a spare code"),
        max_length=40,
        widget=forms.TextInput(attrs=NUMERIC),
        error_messages={"required": _("Write the code from the app, or one of your spare codes.")},
    )


class SecondFactorForm(_FactorCode, AuthenticateForm):
    """The second factor at log-in."""

    code = _FactorCode.base_fields["code"]


class SecondFactorAgainForm(_FactorCode, ReauthenticateForm):
    """The second factor once more, before something that matters."""

    code = _FactorCode.base_fields["code"]


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: always one that is enough by itself (fingerprint, face or screen lock)."""

    passwordless = None
    name = forms.CharField(
        label=_("What shall we call it?"),
        help_text=_("For example «my phone»."),
        max_length=60,
        required=False,
    )

    def clean(self) -> dict:
        """Asks allauth to check that the device really checked who holds it."""
        self.cleaned_data["passwordless"] = True
        return super().clean()


class AppForm(ActivateTOTPForm):
    """The first code from an authenticator app."""

    code = forms.CharField(
        label=_("The code the app shows"),
        max_length=40,
        widget=forms.TextInput(attrs=NUMERIC),
        error_messages={"required": _("Write the six digits that the app shows.")},
    )
