"""`/logg-inn/demo/`: one click, demo mode only."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from lms.people.demo_login import log_in_as_persona


@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Becomes the chosen person, leaving whoever one was. 404 outside demo mode."""
    if not settings.DEMO_MODE:
        raise Http404
    if request.user.is_authenticated:
        logout(request)
    return log_in_as_persona(
        request, request.POST.get("persona", ""), redirect_url=get_next_redirect_url(request)
    )
