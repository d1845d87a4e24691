"""What somebody who is logged in has seen is kept by no browser and no proxy: phones and computers are shared."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivatePagesMiddleware:
    """Marks each answer to somebody who is logged in as theirs alone, unless its view has said how it may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Adds the header. After logging out, the browser's back button shows nothing."""
        was_in = request.user.is_authenticated
        response = self.get_response(request)
        if (was_in or request.user.is_authenticated) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
