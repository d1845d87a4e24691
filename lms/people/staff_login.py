"""The Wagtail admin is open to staff with a role that holds today and a second factor – demo excepted."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lms.people.access import is_staff_anywhere
from lms.people.appointing import refresh_groups
from lms.people.second_factor import used_second_factor

ADMIN_PREFIX = "/admin/"
#: Lists of people and of everything anybody did, across associations.
SUPERUSER_PARTS = {"wagtailadmin_reports", "wagtailusers_users", "wagtailusers_groups"}


class StaffSecondFactorMiddleware:
    """Stops at /admin/: no staff role today → the front page; no second factor → set one up, or use it, first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirects away from the admin, or lets the request through with the rights of today's roles."""
        if request.path.startswith(ADMIN_PREFIX) and request.user.is_authenticated:
            if elsewhere := _where_instead(request):
                return redirect(elsewhere)
            refresh_groups(request.user)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """The user list and the site history are for superusers; nobody else is told that they are there."""
        if SUPERUSER_PARTS & set(request.resolver_match.namespaces) and not request.user.is_superuser:
            raise Http404
        return None


def _where_instead(request: HttpRequest) -> str:
    """Where somebody who may not enter yet is sent. Empty when the door is open."""
    if not is_staff_anywhere(request.user):
        return "/"
    if settings.DEMO_MODE or used_second_factor(request):
        return ""
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:
        return reverse("mfa_index")
    return f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
