"""`/konto/…`: one's own ways to log in. allauth's views at our addresses, with our forms and templates."""

from __future__ import annotations

from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.safestring import mark_safe

from lms.people.access import is_staff_anywhere
from lms.people.forms import AppForm, PasskeyForm, SecondFactorAgainForm, SecondFactorForm
from lms.people.models import LoginCard
from lms.people.second_factor import count_as_used


class Overview(IndexView):
    """`/konto/`: how I log in."""

    template_name = "people/account.html"

    def get_context_data(self, **kwargs) -> dict:
        """Adds whether a second factor is asked of this person, and the latest login card made for them."""
        context = super().get_context_data(**kwargs)
        person = self.request.user
        return {
            **context,
            "passkeys": context["authenticators"].get(Authenticator.Type.WEBAUTHN, []),
            "app": context["authenticators"].get(Authenticator.Type.TOTP),
            "spare_codes": context["authenticators"].get(Authenticator.Type.RECOVERY_CODES),
            "needs_second_factor": is_staff_anywhere(person) and not context["is_mfa_enabled"],
            "card": LoginCard.objects.filter(person=person)
            .select_related("made_by")
            .order_by("-made_at")
            .first(),
        }


class AddPasskey(AddWebAuthnView):
    """`/konto/passnokler/ny/`."""

    template_name = "people/passkey_add.html"
    form_class = PasskeyForm

    def get_form_class(self):
        """Our form, whatever the settings say."""
        return self.form_class

    def get_context_data(self, **kwargs) -> dict:
        """What the browser needs to make a passkey that is enough by itself."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            **kwargs,
            "js_data": {"creation_options": begin_registration(self.request.user, True)},
        }

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        """Keeps the passkey; having made it counts as having used it."""
        response = super().form_valid(form)
        count_as_used(self.request, Authenticator.Type.WEBAUTHN)
        return response

    def get_success_url(self) -> str:
        """Those who must have a second factor are shown their spare codes; others find them when they look."""
        return super().get_success_url() if is_staff_anywhere(self.request.user) else reverse("mfa_index")


class RemovePasskey(RemoveWebAuthnView):
    """`/konto/passnokler/<pk>/fjern/`: GET asks, POST removes."""

    template_name = "people/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")


class AddApp(ActivateTOTPView):
    """`/konto/app/`: an authenticator app."""

    template_name = "people/app_add.html"
    form_class = AppForm

    def get_form_class(self):
        """Our form, whatever the settings say."""
        return self.form_class

    def get_context_data(self, **kwargs) -> dict:
        """The secret as a picture and as text."""
        context = super().get_context_data(**kwargs)
        picture = context["totp_svg"].partition("?>")[2] or context["totp_svg"]
        return {**context, "picture": mark_safe(picture), "secret": context["form"].secret}  # noqa: S308  drawn here

    def form_valid(self, form: AppForm) -> HttpResponse:
        """Keeps the app; having typed its code counts as having used it."""
        response = super().form_valid(form)
        count_as_used(self.request, Authenticator.Type.TOTP)
        return response


class RemoveApp(DeactivateTOTPView):
    """`/konto/app/fjern/`: GET asks, POST removes."""

    template_name = "people/app_remove.html"


class SecondFactor(AuthenticateView):
    """`/logg-inn/bekreft/`: after the code, for those who need it."""

    template_name = "people/second_factor.html"
    form_class = SecondFactorForm

    def get_form_class(self):
        """Our form, whatever the settings say."""
        return self.form_class


class SecondFactorAgain(ReauthenticateView):
    """`/konto/bekreft/`: once more, with a code, before something that matters."""

    template_name = "people/second_factor_again.html"
    form_class = SecondFactorAgainForm

    def get_form_class(self):
        """Our form, whatever the settings say."""
        return self.form_class


class PasskeyAgain(ReauthenticateWebAuthnView):
    """`/konto/bekreft/passnokkel/`: once more, with the passkey."""

    template_name = "people/passkey_again.html"


class PasskeyLogIn(LoginWebAuthnView):
    """`/logg-inn/passnokkel/`: the browser's answer to «who are you?»."""

    def form_valid(self, form) -> HttpResponse:
        """Logs in and remembers: the device is the person's own."""
        self.request.session.set_expiry(None)
        return super().form_valid(form)
