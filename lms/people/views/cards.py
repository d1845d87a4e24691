"""The login card: typing or scanning it, and making one."""

from __future__ import annotations

import segno
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from lms.people.access import organisation_of, people_in_care_of
from lms.people.errors import PeopleError
from lms.people.forms import CardForm
from lms.people.login_cards import CardDoesNotWork, log_in_with_card, make_card
from lms.people.rate_limit import limited


@never_cache
@sensitive_post_parameters()
@limited("login-card", "60/m", methods=("POST",))
def enter(request: HttpRequest) -> HttpResponse:
    """`/kort/`: type the code. Whoever is in already goes to their page."""
    if request.user.is_authenticated:
        return redirect(get_adapter().get_login_redirect_url(request))
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return log_in_with_card(request, form.cleaned_data["code"])
        except CardDoesNotWork as refusal:
            form.add_error("code", str(refusal))
    return render(request, "people/card_enter.html", {"form": form})


@require_safe
@never_cache
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """`/kort/<code>/`: from the QR. The same page for every code, so that it tells nothing; the button logs in."""
    return render(request, "people/card_scanned.html", {"form": CardForm(initial={"code": code})})


@require_POST
@login_required
@never_cache
def make(request: HttpRequest, person_id: int) -> HttpResponse:
    """`/kort/lag/<person>/`: makes a card and shows it this once, ready to print. Secretariat of the person only."""
    person = get_object_or_404(people_in_care_of(request.user), pk=person_id)
    try:
        card, code = make_card(person=person, made_by=request.user)
    except PeopleError as refusal:
        messages.warning(request, str(refusal))
        return redirect(get_adapter().get_login_redirect_url(request))
    address = settings.SITE_ADDRESS + reverse("people:card_scanned", args=[code])
    context = {
        "person": person,
        "card": card,
        "code": code,
        "qr": mark_safe(segno.make(address, error="m").svg_inline(border=2, omitsize=True)),  # noqa: S308  drawn here
        "typed_address": f"{settings.SITE_ADDRESS.split('://')[-1]}{reverse('people:card')}",
        "organisation": organisation_of(person),
    }
    return render(request, "people/login_card.html", context)
