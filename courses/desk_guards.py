"""What the admin refuses to do with pages and files of courses: one sentence each, and the way out where there is one.

The rules are in `courses.keeping_pages`; these are the hooks that ask them. Each takes what Wagtail gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from courses.desk import is_author
from courses.keeping_pages import why_not_delete, why_not_move, why_not_publish, why_not_unpublish

RECORDINGS = ("mp3", "mp4", "vtt")


def keep_pages_people_have_worked_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stops before Wagtail asks, and says why in plain words."""
    return _refuse(request, [page], why_not_delete)


def keep_what_a_run_asks_for(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What everybody in a run under way must do is not taken from their screens."""
    return _refuse(request, [page], _why_not_unpublish(request))


def keep_the_course_together(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """What people have worked on stays in the course they did it in."""
    return _refuse(request, [page], partial(why_not_move, destination=destination))


def keep_them_in_bulk_too(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same for several pages at once, and the checks of the form for those that are published without one."""
    pages = [row for row in objects if isinstance(row, Page)]
    if action_type == "delete":
        return _refuse(request, pages, why_not_delete)
    if action_type == "unpublish":
        return _refuse(request, pages, _why_not_unpublish(request))
    if action_type == "move" and pages:
        destination = action.cleaned_form.cleaned_data["chooser"]
        return _refuse(request, pages, partial(why_not_move, destination=destination))
    if action_type == "publish":
        drafts = [*pages, *_drafts_below(pages)] if _with_all_below(request) else pages
        return _refuse(request, drafts, partial(why_not_publish, by=request.user))
    return None


def keep_recordings_in_the_course(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """A recording is played in the course, by those who have a place there; its own address is for those who edit."""
    if document.file_extension not in RECORDINGS or is_author(request.user):
        return None
    raise Http404


def _drafts_below(pages: Iterable[Page]) -> list[Page]:
    return [below for page in pages for below in page.get_descendants().not_live()]


def _why_not_unpublish(request: HttpRequest) -> Callable[[Page], str]:
    return partial(why_not_unpublish, with_all_below=_with_all_below(request))


def _with_all_below(request: HttpRequest) -> bool:
    return "include_descendants" in request.POST


def _refuse(request: HttpRequest, pages: list[Page], why_not: Callable[[Page], str]) -> HttpResponse | None:
    """One sentence for each page that must stay, with the way out beside it. None when all may go."""
    refused = [(page, sentence) for page in pages if (sentence := why_not(page))]
    for page, sentence in refused:
        messages.error(request, sentence, buttons=_way_out(request, page, why_not))
    return redirect("wagtailadmin_explore", refused[0][0].get_parent().pk) if refused else None


def _way_out(request: HttpRequest, page: Page, why_not: Callable[[Page], str]) -> list[Any]:
    """Unpublishing instead of deleting, where this person may and no run under way asks for the page."""
    may = page.permissions_for_user(request.user).can_unpublish()
    if why_not is not why_not_delete or not may or why_not_unpublish(page):
        return []
    return [messages.button(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), _("Unpublish instead"))]
