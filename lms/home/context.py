"""The frame around every page: name, logo, menu, someone to call, languages. Everything is computed when asked for.

Queries: one for a guest; for a person two (what they are here, their association), and one more for a trainee
(the course leader to call). The number does not grow with anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language

from lms.home.appearance import appearance_of
from lms.home.belonging import Belonging, belonging_of
from lms.home.models import HomePage
from lms.home.navigation import Entry, navigation_for
from lms.home.organisation_style import logo_address, style_address
from lms.home.someone_to_call import Contact, contact_for, contact_without_database
from lms.people.models import Organisation

OWN_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


@dataclass(frozen=True)
class Language:
    """A language one can read the page in."""

    code: str
    name: str
    current: bool


def page_frame(request: HttpRequest) -> dict:
    """Context processor: `frame`. A view may set `request.organisation` to put that association's name on top."""
    return {"frame": PageFrame(request)}


def front_address() -> str:
    """The front page in the active language."""
    language = get_language() or settings.LANGUAGE_CODE
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


class PageFrame:
    """What base.html asks for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def belonging(self) -> Belonging:
        """What the person is here."""
        return belonging_of(self.request.user)

    @cached_property
    def organisation(self) -> Organisation | None:
        """The association whose name stands on top: the view's, the person's, or that of the front page."""
        if chosen := getattr(self.request, "organisation", None):
            return chosen
        if own := self.belonging.organisation_id:
            return Organisation.objects.get(pk=own)
        return (
            Organisation.objects.filter(pk__in=HomePage.objects.values("organisation")).order_by("pk").first()
        )

    @property
    def brand_name(self) -> str:
        """The name on top and in every title."""
        return self.organisation.short_name if self.organisation else settings.SITE_NAME

    @cached_property
    def contact(self) -> Contact:
        """Someone to call."""
        return contact_for(self.belonging, self.organisation, logged_in=self.request.user.is_authenticated)

    @cached_property
    def navigation(self) -> list[Entry]:
        """The menu."""
        return navigation_for(
            self.belonging,
            self.request.path,
            logged_in=self.request.user.is_authenticated,
            front=self.front,
        )

    @property
    def front(self) -> str:
        """Where the name on top leads."""
        return front_address()

    @property
    def style_url(self) -> str:
        """The association's own colour as a style sheet, or empty."""
        return style_address(self.organisation) if self.organisation else ""

    @property
    def logo_url(self) -> str:
        """The association's logo, or empty for the two strokes."""
        return logo_address(self.organisation) if self.organisation else ""

    @property
    def appearance(self) -> str:
        """light, dark or auto."""
        return appearance_of(self.request)

    @property
    def person(self) -> str:
        """The random login name: whose copies the small script may read on this device. Empty for a guest."""
        return self.request.user.handle if self.request.user.is_authenticated else ""

    @property
    def here(self) -> str:
        """The address to come back to."""
        return self.request.get_full_path()

    @property
    def languages(self) -> tuple[Language, ...]:
        """The three languages by their own names."""
        active = get_language()
        return tuple(Language(code, OWN_NAMES[code], code == active) for code, _name in settings.LANGUAGES)


class PlainFrame:
    """The frame when neither database nor request can be relied on: a name, a number, and no menu."""

    brand_name = settings.SITE_NAME
    style_url = logo_url = here = person = ""
    appearance = "auto"
    navigation: tuple = ()
    languages: tuple = ()
    front = "/"

    @property
    def contact(self) -> Contact:
        """Whom to call when nothing else works."""
        return contact_without_database()
