"""The Wagtail admin is open to staff with a role that holds today and a second factor – demo excepted."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lms.people.access import is_staff_anywhere

ADMIN_PREFIX = "/admin/"


class StaffSecondFactorMiddleware:
    """Stops at /admin/: no staff role today → our own log-in or front page; no second factor → set one up first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirects away from the admin, or lets the request through."""
        if request.path.startswith(ADMIN_PREFIX) and request.user.is_authenticated:
            if not is_staff_anywhere(request.user):
                return redirect("/")
            if not settings.DEMO_MODE and not is_mfa_enabled(request.user):
                return redirect(reverse("mfa_index"))
        return self.get_response(request)
