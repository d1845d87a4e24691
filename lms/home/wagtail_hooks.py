"""Registers what the front room adds to Wagtail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from lms.home.language import address_in_own_language
from lms.people.access import organisations_where
from lms.people.models import RoleKind


class SecretariatMenuItem(MenuItem):
    """Shown to whoever works in a secretariat today."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the secretariat's pages would let this person in."""
        return bool(organisations_where(request.user, (RoleKind.ADMINISTRATOR,)))


@hooks.register("register_admin_menu_item")
def to_the_secretariat() -> MenuItem:
    """The way from the admin to setting up a course, inviting and the login cards."""
    return SecretariatMenuItem(
        _("The secretariat"),
        reverse("courses:secretariat"),
        name="secretariat",
        icon_name="calendar",
        order=10,
    )


@hooks.register("register_admin_menu_item")
def out_of_the_admin() -> MenuItem:
    """The way back to one's own page."""
    return MenuItem(_("My page"), reverse("home:my_page"), name="my-page", icon_name="home", order=20)


@hooks.register("before_serve_page")
def go_to_own_language(
    page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict
) -> HttpResponseRedirect | None:
    """A content page met without a language in its address is shown in the reader's own, when it exists."""
    address = address_in_own_language(page, request)
    return redirect(address) if address else None
