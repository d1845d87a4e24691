"""What this room adds to the Wagtail admin, and what it takes out of its menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.people.admin_history import say_what_was_changed
from lms.people.admin_reports import ReportMenuItem
from lms.people.viewsets import AssociationGroup, PeopleGroup

FOR_SUPERUSERS = {"settings", "help"}


@hooks.register("register_admin_viewset")
def associations() -> AssociationGroup:
    """The association's own rows."""
    return AssociationGroup()


@hooks.register("register_admin_viewset")
def people() -> PeopleGroup:
    """Who belongs, and who does what."""
    return PeopleGroup()


hooks.register("register_log_actions", say_what_was_changed)


@hooks.register("construct_main_menu")
def keep_the_menu_short(request: HttpRequest, items: list[MenuItem]) -> None:
    """Settings are for superusers only."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name not in FOR_SUPERUSERS]


@hooks.register("construct_reports_menu")
def keep_the_reports_to_ours(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's reports on pages, and the history of the site, are for superusers; the secretariat has its own."""
    if not request.user.is_superuser:
        items[:] = [item for item in items if isinstance(item, ReportMenuItem)]


@hooks.register("insert_global_admin_css")
def our_own_colours() -> str:
    """The admin looks like the rest of the house."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
