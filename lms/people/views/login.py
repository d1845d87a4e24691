"""Logging in with a code: allauth's flow at our addresses, with our sentences."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.internal.stagekit import clear_login
from allauth.account.views import ConfirmLoginCodeView, LoginView, LogoutView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.people.addresses import clean_address, partly_hidden
from lms.people.dates import phone_words
from lms.people.demo_login import personas
from lms.people.forms import AddressForm, CodeForm, work_as_long_as_for_somebody

ADDRESS_KEY = "login_address"


class LogIn(LoginView):
    """`/logg-inn/`: who are you? A code already on its way does not stand in the way of starting again."""

    form_class = AddressForm
    template_name = "people/log_in.html"

    def get_form_class(self):
        """Our form, whatever the settings say."""
        return self.form_class

    def get_initial(self) -> dict:
        """What was typed last, so that a wrong or old code costs no retyping."""
        return {"login": self.request.session.get(ADDRESS_KEY, "")}

    def form_valid(self, form: AddressForm) -> HttpResponse:
        """Sends a code, when there is somebody to send it to, and goes on to the page for it."""
        self.request.session[ADDRESS_KEY] = form.data["login"].strip()
        return super().form_valid(form)

    def get_context_data(self, **kwargs) -> dict:
        """Adds the people one may be in the demo; none anywhere else."""
        return {**super().get_context_data(**kwargs), "personas": personas()}

    def _redirect_to_pending_stage(self, request: HttpRequest, stage) -> None:
        return None


class EnterCode(ConfirmLoginCodeView):
    """`/logg-inn/kode/`: the code, three tries, a new one on request."""

    form_class = CodeForm
    template_name = "people/enter_code.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Says in a sentence why one is back at the start when the code has become too old."""
        response = super().dispatch(request, *args, **kwargs)
        if hasattr(self, "stage") and self._process is None:
            messages.warning(request, _("The code has become too old. Ask for a new one here."))
        return response

    def get_form_class(self):
        """Our form, or none when a new code is asked for."""
        return super().get_form_class() if self._action == "resend" else self.form_class

    @property
    def _action(self) -> str:
        return "resend" if self.request.POST.get("action") == "resend" else "verify"

    def _resend_form_valid(self, form) -> HttpResponse:
        state = self._process.state
        address = {key: state[key] for key in ("email", "phone") if state.get(key)}
        if ratelimit.consume(
            self.request, action="request_login_code", key=next(iter(address.values())).lower()
        ):
            flows.login_by_code.LoginCodeVerificationProcess.initiate(
                request=self.request, user=self._process.user, **address
            )
            if self._process.user is None:
                work_as_long_as_for_somebody(**address)
            messages.success(self.request, _("We have sent a new code. The old one no longer works."))
        else:
            messages.warning(self.request, get_adapter().error_messages["too_many_login_attempts"])
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def _verify_form_valid(self, form: CodeForm) -> HttpResponse:
        self.request.session.set_expiry(None if form.cleaned_data["remember"] else 0)
        self.request.session.pop(ADDRESS_KEY, None)
        return super()._verify_form_valid(form)

    def form_invalid(self, form) -> HttpResponse:
        """A wrong try stays on the page; the third asks for a new code. Nothing written is not a try."""
        if not form.data.get("code", "").strip() or self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.warning(
            self.request, _("The code was wrong three times, so it no longer works. Ask for a new one here.")
        )
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))

    def get_context_data(self, **kwargs) -> dict:
        """Adds what was typed, so that the page can say where the code went."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "address": self._address_to_show(context["email"] or context["phone"]),
            "by_email": bool(context["email"]),
            "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        }

    def _address_to_show(self, address: str) -> str:
        """In full for whoever typed it. An invitation sends a code too, and its link may be in anybody's hands."""
        try:
            typed = clean_address(self.request.session.get(ADDRESS_KEY, ""))
        except ValidationError:
            typed = ""
        if typed.casefold() != address.casefold():
            return partly_hidden(address)
        return address if "@" in address else phone_words(address)


class LogOut(LogoutView):
    """`/logg-ut/`: POST logs out; GET shows one button."""

    template_name = "people/log_out.html"

    def post(self, *args, **kwargs) -> HttpResponse:
        """Logs out, says so, and leaves a half-made log-in behind."""
        was_in = self.request.user.is_authenticated
        clear_login(self.request)
        response = super().post(*args, **kwargs)
        if was_in:
            messages.success(self.request, _("You have logged out."))
        return response


def closed_account(request: HttpRequest) -> HttpResponse:
    """`/logg-inn/stengt/`: an account that was closed between the code and the door."""
    return render(request, "people/closed_account.html")
