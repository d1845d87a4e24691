"""The way from the secretariat's admin to what it has to arrange after an approval."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.people.access import organisations_where
from lms.people.models import RoleKind


class OfficeMenuItem(MenuItem):
    """Shown to whoever works in a secretariat today."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would show anything to this person."""
        return bool(organisations_where(request.user, (RoleKind.ADMINISTRATOR,)))


@hooks.register("register_admin_menu_item")
def after_an_approval() -> MenuItem:
    """Practical tasks, and memberships to look up."""
    return OfficeMenuItem(
        _("After an approval"),
        reverse("approvals:office"),
        name="approvals-office",
        icon_name="tasks",
        order=450,
    )
