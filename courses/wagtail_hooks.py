"""What the courses register in the Wagtail admin: their lists, the author's desk, and the guard over pages and files."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses import desk_guards, desk_sequels
from courses.desk import is_author
from courses.reports import REPORTS
from courses.run_history import say_what_was_done
from courses.viewsets import RunGroup
from lms.people.admin_reports import addresses_of, menu_item_of


@hooks.register("register_admin_viewset")
def courses_that_are_held() -> RunGroup:
    """Runs, places and pledges."""
    return RunGroup()


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLResolver]:
    """The author's desk stands inside the admin."""
    return [path("kurs/", include("courses.desk_urls"))]


@hooks.register("register_admin_urls")
def addresses_of_the_reports() -> list[URLPattern]:
    """The secretariat's reports too."""
    return [address for name, report in REPORTS.items() for address in addresses_of(report, name)]


for place, (name, report) in enumerate(REPORTS.items()):
    item = menu_item_of(report, name, order=10 + place)
    hooks.register("register_reports_menu_item", lambda item=item: item)


@hooks.register("register_admin_menu_item")
def to_the_desk() -> MenuItem:
    """The way to the author's desk."""
    return DeskMenuItem(_("My courses"), reverse("desk:courses"), name="desk", icon_name="edit", order=90)


class DeskMenuItem(MenuItem):
    """Shown to whoever edits courses today."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the desk would let this person in."""
        return is_author(request.user)


hooks.register("register_log_actions", say_what_was_done)
hooks.register("after_copy_page", desk_sequels.begin_copies_as_drafts)
hooks.register("before_move_page", desk_guards.keep_the_course_together)
hooks.register("before_copy_page", desk_sequels.copy_a_course_as_a_new_edition)
hooks.register("after_publish_page", desk_sequels.give_the_owner_the_rights)
hooks.register("after_publish_page", desk_sequels.give_advice)
hooks.register("before_delete_page", desk_guards.keep_pages_people_have_worked_on)
hooks.register("before_serve_document", desk_guards.keep_recordings_in_the_course)
hooks.register("before_unpublish_page", desk_guards.keep_what_a_run_asks_for)
hooks.register("before_bulk_action", desk_guards.keep_them_in_bulk_too)
hooks.register("after_publish_page", desk_sequels.close_what_may_no_longer_be_shared)
hooks.register("after_bulk_action", desk_sequels.close_it_in_bulk_too)
