"""An association's own colour and logo, served as small files that a browser may keep for a year.

The address carries a digest of what is in the file: a changed colour has a new address, and an old one is not found.
"""

from __future__ import annotations

import hashlib

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from lms.people.colour import main_tokens
from lms.people.logo import content_type_of
from lms.people.models import Organisation

FOR_EVER = "public, max-age=31536000, immutable"
RULES_VERSION = "1"  # raise it when the shades are derived in another way


def style_address(organisation: Organisation) -> str:
    """The address of the association's style sheet; empty when it has no colour of its own. Runs no query."""
    if not organisation.main_colour:
        return ""
    return reverse("home:organisation_style", args=[organisation.slug, _digest(organisation.main_colour)])


def logo_address(organisation: Organisation) -> str:
    """The address of the association's logo; empty when it has none. Runs no query."""
    if not organisation.logo:
        return ""
    return reverse("home:organisation_logo", args=[organisation.slug, _digest(organisation.logo.name)])


@require_safe
def organisation_style(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The style sheet that lays the association's colour over the main tokens, light and dark."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not organisation.main_colour or digest != _digest(organisation.main_colour):
        raise Http404
    response = HttpResponse(style_sheet(organisation.main_colour), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = FOR_EVER
    return response


@require_safe
def organisation_logo(request: HttpRequest, slug: str, digest: str) -> FileResponse:
    """The association's logo."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not organisation.logo or digest != _digest(organisation.logo.name):
        raise Http404
    kind = content_type_of(organisation.logo.name)
    return FileResponse(organisation.logo.open(), content_type=kind, headers={"Cache-Control": FOR_EVER})


def style_sheet(colour: str) -> str:
    """The rules for one colour. Printing is always light, as in theme.css."""
    tokens = main_tokens(colour)
    light, dark = _declarations(tokens["light"]), _declarations(tokens["dark"])
    return (
        f':root, [data-color-scheme="light"] {{ {light} }}\n'
        f'[data-color-scheme="dark"] {{ {dark} }}\n'
        f'@media (prefers-color-scheme: dark) {{ [data-color-scheme="auto"] {{ {dark} }} }}\n'
        f"@media print {{ :root, [data-color-scheme] {{ {light} }} }}\n"
    )


def _declarations(tokens: dict[str, str]) -> str:
    return " ".join(f"{name}: {value};" for name, value in tokens.items())


def _digest(content: str) -> str:
    return hashlib.sha256(f"{RULES_VERSION}:{content}".encode()).hexdigest()[:12]
