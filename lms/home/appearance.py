"""Light or dark: a choice kept in a cookie, so that the page is right from the first moment and without JavaScript."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.home.coming_back import safe_address

COOKIE = "appearance"
FOLLOW_DEVICE = "auto"
CHOICES = {
    FOLLOW_DEVICE: gettext_lazy("As the phone or computer is set"),
    "light": pgettext_lazy("appearance", "Light"),
    "dark": pgettext_lazy("appearance", "Dark"),
}


class AppearanceForm(forms.Form):
    """Three choices."""

    appearance = forms.ChoiceField(
        label=gettext_lazy("How should the pages look?"),
        choices=list(CHOICES.items()),
        widget=forms.RadioSelect,
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


def appearance_of(request: HttpRequest) -> str:
    """light, dark or auto, as the person chose on this device."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in CHOICES else FOLLOW_DEVICE


def appearance(request: HttpRequest) -> HttpResponse:
    """Shows the choice; POST keeps it on this device for a year and goes back to where the person was."""
    start = {"appearance": appearance_of(request), "next": request.GET.get("next", "")}
    form = AppearanceForm(request.POST or None, initial=start)
    if request.method != "POST" or not form.is_valid():
        return render(request, "home/appearance.html", {"form": form})
    response = redirect(safe_address(request, form.cleaned_data["next"]))
    response.set_cookie(
        COOKIE,
        form.cleaned_data["appearance"],
        max_age=timedelta(days=365),
        samesite="Lax",
        secure=request.is_secure(),
    )
    messages.success(request, _("The pages now look the way you chose on this device."))
    return response
