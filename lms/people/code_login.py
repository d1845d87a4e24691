"""Sending a log-in code to somebody we know already, for instance because they opened the invitation they got."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lms.people.models import User


def send_code_to(request: HttpRequest, person: User, *, next_url: str) -> HttpResponse:
    """Send `person` a code by e-mail (else by text message) and lead on to where it is typed, and then to `next_url`.

    Somebody with neither is led to the login card. Too many codes in a short time: a sentence instead of one more.
    """
    address = {"email": person.email} if person.email else {"phone": person.phone}
    if not any(address.values()) or not person.is_active:
        return redirect("people:card")
    if not ratelimit.consume(request, action="request_login_code", key=next(iter(address.values())).lower()):
        messages.warning(request, get_adapter().error_messages["too_many_login_attempts"])
        return redirect(next_url)
    flows.login_by_code.LoginCodeVerificationProcess.initiate(request=request, user=person, **address)
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': next_url})}")
