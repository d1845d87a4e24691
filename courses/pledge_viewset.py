"""Versions of the pledge of confidentiality, in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from courses.activities.pledge.models import PledgeVersion
from courses.activities.pledge.signing import publish_version
from courses.errors import CourseError
from lms.people.admin_bounds import BoundedForm, BoundedViewSet, whose_right
from lms.people.models import RoleKind, User


class PledgeForm(BoundedForm):
    """A new version of the pledge: its text in each language. What is signed is never changed afterwards."""

    class Meta(BoundedForm.Meta):
        fields = ["organisation", "adopted_on", "adopted_by"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            self.fields[f"clauses_{language}"] = forms.CharField(
                label=_("Clauses, %(language)s") % {"language": name},
                help_text=_("One paragraph each, with an empty line between."),
                widget=forms.Textarea(attrs={"rows": 8}),
                required=language == settings.LANGUAGE_CODE,
            )
            self.fields[f"confirmation_{language}"] = forms.CharField(
                label=_("Words above the signature, %(language)s") % {"language": name},
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
            )

    def texts(self) -> dict[str, tuple[str, str]]:
        """Clauses and closing words of each language."""
        given = self.cleaned_data
        return {
            language: (given[f"clauses_{language}"], given[f"confirmation_{language}"])
            for language, _name in settings.LANGUAGES
        }


class PledgeVersionViewSet(BoundedViewSet):
    """Versions of an association's pledge (R54, R56). A new version is made; an old one is only looked at."""

    model = PledgeVersion
    name = "taushetslofter"
    icon = "lock"
    kinds = (RoleKind.ADMINISTRATOR,)
    actions = ("add", "view")
    select_related = ("organisation",)
    refusals = (CourseError,)
    form_class = PledgeForm
    inspect_view_enabled = True
    inspect_view_fields = ["organisation", "number", "adopted_on", "adopted_by", "all_texts"]
    list_display = ["__str__", "adopted_on", "adopted_by"]
    form_fields = PledgeForm.Meta.fields

    def save(self, form: forms.ModelForm, *, by: User) -> PledgeVersion:
        """Through the verb, which numbers it."""
        return publish_version(
            organisation=form.cleaned_data["organisation"],
            texts=form.texts(),
            adopted_on=form.cleaned_data["adopted_on"],
            adopted_by=form.cleaned_data["adopted_by"],
            by=whose_right(by),
        )
