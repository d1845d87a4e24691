"""The form in which an activity is edited. A draft may be unfinished; what is published must hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.activities.defaults import defaults_for

if TYPE_CHECKING:
    from courses.activities.base import ActivityPage
    from lms.people.models import User


class ActivityPageForm(WagtailAdminPageForm):
    """Checks, when publishing, that the numbers in the rules mean something in this course."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.parent_page is not None:
            self._begin_with(defaults_for(type(self.instance), self.parent_page))

    def _begin_with(self, values: dict[str, Any]) -> None:
        """Fills in what a new activity of this kind usually has."""
        for name, value in values.items():
            if name in self.fields:
                self.initial[name] = self.instance._meta.get_field(name).to_python(value)

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


def problems_of(page: ActivityPage, person: User) -> list[str]:
    """What its form would refuse if `person` published `page` as it is; for those who publish many without a form."""
    form_class = page.get_edit_handler().get_form_class()
    form = form_class(instance=page, parent_page=page.get_parent().specific, for_user=person)
    form._errors = ErrorDict()
    form.cleaned_data = {name: getattr(page, name) for name in form.fields if hasattr(page, name)}
    form.check_before_publishing(form.cleaned_data)
    found = [error for errors in form.errors.as_data().values() for error in errors]
    return [sentence for error in found for sentence in _sentences_in(error)]


def _sentences_in(error: Any) -> list[str]:
    """What an error says; that of a stream of blocks keeps its sentences in a list of its own."""
    blocks = getattr(error, "non_block_errors", None)
    return list(blocks) if blocks else error.messages
