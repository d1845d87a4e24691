"""The forms of the author's desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.copying import new_edition
from courses.desk import owners_for, suggested_titles
from courses.importing import import_course
from courses.models import CoursePage
from courses.unpacking import unpack
from lms.people.admin_bounds import whose_right
from lms.people.models import Organisation, User

TITLE_LENGTH = 255


class OwnerForm(forms.Form):
    """Whose the new course becomes: one of the associations the author edits for."""

    owner = forms.ModelChoiceField(
        label=_("Owned by"),
        queryset=Organisation.objects.none(),
        help_text=_("Editors of this association can change the course, and nobody else."),
    )

    def __init__(
        self, data: Mapping | None = None, files: Any = None, *, person: User, **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.person = person
        mine = owners_for(person)
        owner = self.fields["owner"]
        owner.queryset = Organisation.objects.filter(pk__in=[organisation.pk for organisation in mine])
        owner.label_from_instance = lambda organisation: organisation.name
        if person.is_superuser:
            owner.required, owner.empty_label = False, _("Nobody: a common course for all associations")
        elif len(mine) == 1:
            owner.initial, owner.widget = mine[0].pk, forms.HiddenInput()
        else:
            owner.empty_label = None


class EditionForm(OwnerForm):
    """A new edition: whose it becomes, and what it is called in each language."""

    def __init__(self, *args: Any, course: CoursePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course = course
        mine = owners_for(self.person)
        owner = course.organisation if course.organisation in mine else (mine or [None])[0]
        if not self.person.is_superuser:
            self.fields["owner"].initial = owner
        names = dict(settings.LANGUAGES)
        for language, title in suggested_titles(course, owner).items():
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Name, %(language)s") % {"language": names[language]},
                max_length=TITLE_LENGTH,
                initial=title,
            )

    def make(self) -> CoursePage:
        """Through the verb. Raises CourseError."""
        given = self.cleaned_data
        titles = {
            name.removeprefix("title_"): value for name, value in given.items() if name.startswith("title_")
        }
        return new_edition(
            course=self.course, organisation=given["owner"], titles=titles, by=whose_right(self.person)
        )


class BringInForm(OwnerForm):
    """A course that comes as a file: whose it becomes, and what it is called here."""

    file = forms.FileField(
        label=_("The course as a zip file"),
        help_text=_("The file that was downloaded from «My courses», here or on another site."),
    )
    title = forms.CharField(
        label=_("Another name"),
        required=False,
        max_length=TITLE_LENGTH,
        help_text=_("Only when the course should not have the name that stands in the file."),
    )

    def make(self) -> CoursePage:
        """Through the verb. Raises CourseError."""
        given = self.cleaned_data
        files = unpack(given["file"], size=given["file"].size)
        return import_course(
            files=files, organisation=given["owner"], by=whose_right(self.person), title=given["title"]
        )
