"""The room of people: who they are, where they belong, and who may act for whom."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Registers the system checks."""
        from lms.people import checks  # noqa: F401
