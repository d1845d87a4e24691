"""Which language a person reads: their own choice first, then the cookie, then the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANGUAGE_CODES = tuple(code for code, _name in settings.LANGUAGES)


def language_of(request: HttpRequest) -> str:
    """The language for this request. Bokmål unless something else was chosen; the browser's wish is not asked.

    Our readers chose an association, not a browser language: a phone set to English by a grandchild should not
    turn the course English.
    """
    if request.user.is_authenticated:
        return request.user.language
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in LANGUAGE_CODES else settings.LANGUAGE_CODE


class PersonLanguageMiddleware:
    """Activates the person's language for our own pages. Content pages under /nn/ and /en/ keep their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sets the language before the view and the header after it."""
        from_path = translation.get_language_from_path(request.path_info)
        language = from_path or language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response
