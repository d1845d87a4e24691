"""What the courses add to the Wagtail admin: their part of the menu, and a guard over pages people have worked on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from courses.keeping_pages import why_not_delete
from courses.models import CoursePage
from courses.owning import follow_owner
from courses.viewsets import RunGroup


@hooks.register("register_admin_viewset")
def courses_that_are_held() -> RunGroup:
    """Runs, places and pledges."""
    return RunGroup()


@hooks.register("after_publish_page")
def give_the_owner_the_rights(_request: HttpRequest, page: Page) -> None:
    """A course that has got a new owner is edited by that association from now on."""
    if isinstance(page, CoursePage):
        follow_owner(page)


@hooks.register("before_delete_page")
def keep_pages_people_have_worked_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stops before Wagtail asks, and says why in plain words."""
    return _refuse(request, [page])


@hooks.register("before_bulk_action")
def keep_them_in_bulk_too(
    request: HttpRequest, action_type: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """The same for several pages at once."""
    if action_type != "delete":
        return None
    return _refuse(request, [row for row in objects if isinstance(row, Page)])


def _refuse(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    sentence = why_not_delete(pages)
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
