"""Which language a person reads: their own choice first, then the cookie, then the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path
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
        language = translation.get_language_from_path(request.path_info) or language_of(request)
        if not _is_address_in(language, request.path_info):
            # A content page whose address carries no language is in the default one. The room of the front page
            # sends a reader on to the page in their own language when there is one.
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


def _is_address_in(language: str, path: str) -> bool:
    """Whether the path is in the address map of that language."""
    if language == settings.LANGUAGE_CODE:
        return True
    with translation.override(language):
        return bool(is_valid_path(path))
