"""The room of courses: what is taught, who takes part, what they did."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Registers the check that every kind of activity is whole."""
        from courses.activities import checks  # noqa: F401  registers itself
