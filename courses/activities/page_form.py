"""The form in which an activity is edited. A draft may be unfinished; what is published must hold together."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class ActivityPageForm(WagtailAdminPageForm):
    """Checks, when publishing, that the numbers in the rules mean something in this course."""

    def clean(self) -> dict[str, Any]:
        """Adds what is wrong to the field it is about; says nothing while a draft is saved."""
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self.check_before_publishing(cleaned)
        return cleaned

    def check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        """Adds errors. Kinds with more to check extend this."""
        code, gathering = cleaned.get("code"), cleaned.get("in_gathering")
        others = self._others_in_course()
        if code and others.filter(code=code).exists():
            self.add_error(
                "code", _("Another activity in this course has the number %(code)s.") % {"code": code}
            )
        if gathering and not others.filter(code=gathering, content_type__model="gatheringpage").exists():
            self.add_error(
                "in_gathering",
                _("The course has no gathering with the number %(code)s.") % {"code": gathering},
            )

    def _others_in_course(self) -> Any:
        from courses.activities.base import ActivityPage

        course = self.parent_page.get_parent()
        return ActivityPage.objects.descendant_of(course).exclude(pk=self.instance.pk)
