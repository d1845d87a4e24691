"""The way from the secretariat's admin to the register of documents."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from certificates.issued_report import IssuedReport
from certificates.models import KEEPING_ROLES
from lms.people.access import organisations_where
from lms.people.admin_reports import ReportMenuItem, addresses_of, menu_item_of


class RegisterMenuItem(MenuItem):
    """Shown to whoever keeps the documents of an association today."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would open for this person."""
        return bool(organisations_where(request.user, KEEPING_ROLES))


@hooks.register("register_admin_menu_item")
def certificates() -> MenuItem:
    """All documents, to be replaced or withdrawn one by one."""
    return RegisterMenuItem(
        pgettext_lazy("register", "Certificates"),
        reverse("certificates:register"),
        name="certificates-register",
        icon_name="doc-full",
        order=440,
    )


@hooks.register("register_admin_urls")
def address_of_the_report() -> list[URLPattern]:
    """How many documents were issued."""
    return addresses_of(IssuedReport, "report_issued")


@hooks.register("register_reports_menu_item")
def documents_issued() -> ReportMenuItem:
    """The same in the menu of reports."""
    return menu_item_of(IssuedReport, "report_issued", order=20)
