"""What follows in the admin when pages of courses are copied or published. Each function takes what Wagtail's hook gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from courses.advice import advice_on
from courses.closing_shares import close_shares
from courses.copying import as_drafts
from courses.models import ActivityPage, CoursePage, ModulePage
from courses.owning import follow_owner


def begin_copies_as_drafts(request: HttpRequest, _page: Page, copy: Page) -> None:
    """A copy of a module or an activity has the numbers of the first; nobody meets it before it has its own."""
    if isinstance(copy.specific, ModulePage | ActivityPage):
        as_drafts(copy)
        messages.info(request, _("The copy is a draft. Give it a number of its own before you publish it."))


def copy_a_course_as_a_new_edition(_request: HttpRequest, page: Page) -> HttpResponse | None:
    """A course is copied whole, in all languages at once; Wagtail's copy of one language alone leads there."""
    return redirect("desk:edition", page.pk) if page.specific_class is CoursePage else None


def give_the_owner_the_rights(_request: HttpRequest, page: Page) -> None:
    """A course that has got a new owner is edited by that association from now on."""
    if isinstance(page, CoursePage):
        follow_owner(page)


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


def close_what_may_no_longer_be_shared(_request: HttpRequest, page: Page) -> None:
    """Where the furthest a text may go was lowered, those who had shared it further share it no more."""
    if isinstance(page, ActivityPage):
        close_shares(activity_key=page.translation_key)


def close_it_in_bulk_too(
    _request: HttpRequest, action_type: str, objects: Iterable[Any], _action: Any
) -> None:
    """The same for several pages at once. What a date publishes, `run_due` finds."""
    if action_type == "publish" and any(isinstance(row, Page) for row in objects):
        close_shares()
