"""What the courses add to the Wagtail admin: their part of the menu, and a guard over pages people have worked on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from courses.advice import advice_on
from courses.closing_shares import close_shares
from courses.copying import as_drafts
from courses.desk import is_author
from courses.keeping_pages import why_not_delete, why_not_move, why_not_publish, why_not_unpublish
from courses.models import ActivityPage, CoursePage, ModulePage
from courses.owning import follow_owner
from courses.viewsets import RunGroup

RECORDINGS = ("mp3", "mp4", "vtt")


@hooks.register("register_admin_viewset")
def courses_that_are_held() -> RunGroup:
    """Runs, places and pledges."""
    return RunGroup()


@hooks.register("after_copy_page")
def begin_copies_as_drafts(request: HttpRequest, _page: Page, copy: Page) -> None:
    """A copy of a module or an activity has the numbers of the first; nobody meets it before it has its own."""
    if isinstance(copy.specific, ModulePage | ActivityPage):
        as_drafts(copy)
        messages.info(request, _("The copy is a draft. Give it a number of its own before you publish it."))


@hooks.register("before_move_page")
def keep_the_course_together(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """What people have worked on stays in the course they did it in."""
    return _refuse(request, [page], partial(why_not_move, destination=destination))


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLResolver]:
    """The author's desk stands inside the admin."""
    return [path("kurs/", include("courses.desk_urls"))]


@hooks.register("register_admin_menu_item")
def to_the_desk() -> MenuItem:
    """The way to the author's desk."""
    return DeskMenuItem(
        gettext_lazy("My courses"), reverse("desk:courses"), name="desk", icon_name="edit", order=90
    )


class DeskMenuItem(MenuItem):
    """Shown to whoever edits courses today."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the desk would let this person in."""
        return is_author(request.user)


@hooks.register("before_copy_page")
def copy_a_course_as_a_new_edition(_request: HttpRequest, page: Page) -> HttpResponse | None:
    """A course is copied whole, in all languages at once; Wagtail's copy of one language alone leads there."""
    return redirect("desk:edition", page.pk) if page.specific_class is CoursePage else None


@hooks.register("after_publish_page")
def give_the_owner_the_rights(_request: HttpRequest, page: Page) -> None:
    """A course that has got a new owner is edited by that association from now on."""
    if isinstance(page, CoursePage):
        follow_owner(page)


@hooks.register("after_publish_page")
def give_advice(request: HttpRequest, page: Page) -> None:
    """What is published is out; the advice stands in the form, and here is how much there is of it."""
    number = len(advice_on(page)) if isinstance(page, ActivityPage) else 0
    if number:
        sentence = ngettext(
            "There is %(number)d piece of advice on the text.",
            "There are %(number)d pieces of advice on the text.",
            number,
        )
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        messages.warning(
            request, sentence % {"number": number}, buttons=[messages.button(edit, _("Look at it"))]
        )


@hooks.register("before_delete_page")
def keep_pages_people_have_worked_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stops before Wagtail asks, and says why in plain words."""
    return _refuse(request, [page], why_not_delete)


@hooks.register("before_serve_document")
def keep_recordings_in_the_course(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """A recording is played in the course, by those who have a place there; its own address is for those who edit."""
    if document.file_extension not in RECORDINGS or is_author(request.user):
        return None
    raise Http404


@hooks.register("before_unpublish_page")
def keep_what_a_run_asks_for(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What everybody in a run under way must do is not taken from their screens."""
    return _refuse(request, [page], _why_not_unpublish(request))


@hooks.register("before_bulk_action")
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


@hooks.register("after_publish_page")
def close_what_may_no_longer_be_shared(_request: HttpRequest, page: Page) -> None:
    """Where the furthest a text may go was lowered, those who had shared it further share it no more."""
    if isinstance(page, ActivityPage):
        close_shares(activity_key=page.translation_key)


@hooks.register("after_bulk_action")
def close_it_in_bulk_too(
    _request: HttpRequest, action_type: str, objects: Iterable[Any], _action: Any
) -> None:
    """The same for several pages at once. What a date publishes, `run_due` finds."""
    if action_type == "publish" and any(isinstance(row, Page) for row in objects):
        close_shares()


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
