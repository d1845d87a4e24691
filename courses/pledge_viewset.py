"""Versions of the pledge of confidentiality, in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.pledge.models import PledgeVersion
from courses.activities.pledge.signing import publish_version
from courses.errors import CourseError
from lms.people.admin_bounds import BoundedForm, BoundedViewSet, whose_right
from lms.people.admin_filters import BoundedFilterSet, DaysFilter, RowFilter
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


class PledgeFilters(BoundedFilterSet):
    """Whose, and when it was adopted."""

    organisation = RowFilter(label=gettext_lazy("Association"), named=("short_name",))
    adopted_on = DaysFilter(label=gettext_lazy("Adopted between"))


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
    looked_for_in = ("adopted_by",)
    ordering = ["organisation__name", "-number", "pk"]
    filterset_class = PledgeFilters
    list_display = ["number", "organisation.short_name", "adopted_on", "adopted_by"]
    list_export = inspect_view_fields = [*list_display, "all_texts"]
    labels = {"all_texts": gettext_lazy("Text")}
    form_fields = PledgeForm.Meta.fields

    def listed_for(self, person: User) -> models.QuerySet:
        """With the texts. One query more, however many versions there are."""
        return super().listed_for(person).prefetch_related("texts")

    def save(self, form: forms.ModelForm, *, by: User) -> PledgeVersion:
        """Through the verb, which numbers it."""
        return publish_version(
            organisation=form.cleaned_data["organisation"],
            texts=form.texts(),
            adopted_on=form.cleaned_data["adopted_on"],
            adopted_by=form.cleaned_data["adopted_by"],
            by=whose_right(by),
        )
