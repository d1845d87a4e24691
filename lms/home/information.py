"""Pages of plain information: help, privacy, accessibility, being offline."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lms.home.context import PageFrame
from lms.people.models import HelpContact, Organisation


def help_contacts(organisation: Organisation | None, language: str) -> list[HelpContact]:
    """The help list in a language: the association's own entries take the place of common ones with the same key."""
    found = HelpContact.objects.filter(
        Q(organisation=None) | Q(organisation=organisation), language=language
    ).order_by("position", "pk")
    own = {contact.key for contact in found if contact.organisation_id}
    return [contact for contact in found if contact.organisation_id or contact.key not in own]


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Everyone one can call, with when (R34, R78)."""
    frame = PageFrame(request)
    contacts = help_contacts(frame.organisation, get_language() or "nb")
    return render(request, "home/help.html", {"frame": frame, "contacts": contacts})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who sees what, in three layers: one line, one screen, the whole."""
    return render(request, "home/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, what does not yet, and where to say so."""
    return render(request, "home/accessibility.html")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone without signal shows instead of a page."""
    return render(request, "home/offline.html")
