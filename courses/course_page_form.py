"""The form in which a course page is edited: what sort it is can be changed until it is held, and no course asks for itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class CoursePageForm(WagtailAdminPageForm):
    """Checks the sort of course, and what it asks for beforehand."""

    def clean(self) -> dict[str, Any]:
        """Adds what is wrong to the field it is about."""
        cleaned = super().clean()
        if "kind" in self.changed_data and self._was_held():
            self.add_error(
                "kind",
                _(
                    "A course has been planned or held with this one, so it stays what it is. Make a new edition, and choose the "
                    "sort of course there."
                ),
            )
        if any(row.cleaned_data.get("asked_course") == self.instance for row in self._asked()):
            self.add_error(None, _("A course cannot ask that it is completed itself."))
        return cleaned

    def _was_held(self) -> bool:
        """Whether a run was planned with it, in whichever language."""
        from courses.models import CourseRun

        key = self.instance.translation_key
        return bool(self.instance.pk) and CourseRun.objects.filter(course__translation_key=key).exists()

    def _asked(self) -> list[Any]:
        """The rows of courses to complete first that are filled in and not taken away."""
        rows = self.formsets["prerequisites"].forms if "prerequisites" in self.formsets else []
        return [row for row in rows if row.is_valid() and not row.cleaned_data.get("DELETE")]
