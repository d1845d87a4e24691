"""Choosing the language: kept on the person, or in a cookie for a guest, and one stays on the same page."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.views.decorators.http import require_POST
from wagtail.models import Locale, Page

from courses.holding import Held, hold
from lms.home.coming_back import safe_address
from lms.people.language import LANGUAGE_CODES, language_of
from lms.people.models import User

CONTENT_PAGE = "wagtail_serve"
ACTIVITY = "courses:activity"


def choose_language(*, person: User, language: str) -> User:
    """Keeps the language on the person. Raises ValueError for one we do not have."""
    if language not in LANGUAGE_CODES:
        raise ValueError(f"No such language: {language}")
    User.objects.filter(pk=person.pk).update(language=language)
    person.language = language
    return person


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the choice and goes back to the page, in that language where the page itself has one."""
    address = safe_address(request, request.POST.get("next", "") or request.GET.get("next", ""))
    chosen = request.POST.get("language", "")
    if chosen not in LANGUAGE_CODES:
        return redirect(address)
    if request.user.is_authenticated:
        choose_language(person=request.user, language=chosen)
    response = redirect(same_page_in(request, address, chosen))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=timedelta(days=365),
        samesite="Lax",
        secure=request.is_secure(),
    )
    return _with_text(request, response, address)


def _with_text(request: HttpRequest, response: HttpResponse, address: str) -> HttpResponse:
    """On an activity the button sends the whole form. What stands in the box is held, and is there on the new page."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return response
    if match.view_name == ACTIVITY and request.user.is_authenticated:
        hold(response, Held.sent_with(**match.kwargs, fields=request.POST))
    return response


def same_page_in(request: HttpRequest, address: str, language: str) -> str:
    """The address of the same content page in `language`; an address of our own views stays as it is."""
    path = urlsplit(address).path
    from_language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(from_language):
        try:
            match = resolve(path)
        except Resolver404:
            return address
        if match.url_name != CONTENT_PAGE:
            return address
        found = Page.route_for_request(request, "/".join(match.args))
    translated = _translation_of(found.page, language) if found else None
    return (translated.get_url(request) if translated else None) or address


def address_in_own_language(page: Page, request: HttpRequest) -> str:
    """Where the reader's own translation of `page` is; empty when this is it, or when the address chose a language."""
    wanted = language_of(request)
    if translation.get_language_from_path(request.path_info) or page.locale.language_code == wanted:
        return ""
    translated = _translation_of(page, wanted)
    return (translated.get_url(request) or "") if translated else ""


def _translation_of(page: Page, language: str) -> Page | None:
    locale = Locale.objects.filter(language_code=language).first()
    translated = page.get_translation_or_none(locale) if locale else None
    return translated if translated and translated.live else None
