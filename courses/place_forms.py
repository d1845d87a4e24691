"""What is filled in about places: where one is moved to, who stands in the door, whose peer supporters are invited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from courses.inviting_forms import RefusableForm
from courses.kinds import LetInOn
from courses.models import CourseRun
from courses.secretariat_forms import PersonForm
from lms.people.dates import day_range_words
from lms.people.models import Organisation


class RunChoice(forms.ModelChoiceField):
    """A run by its name and days."""

    def label_from_instance(self, run: CourseRun) -> str:
        """«Grunnkurs i Bergen, 5.–19. september 2026»."""
        return f"{run.title}, {day_range_words(run.starts_on, run.ends_on)}"


class MoveForm(RefusableForm):
    """To which run a place is moved."""

    to = RunChoice(
        label=gettext_lazy("Where to?"),
        queryset=CourseRun.objects.none(),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose a course."),
            "invalid_choice": gettext_lazy("Choose a course."),
        },
    )

    def __init__(self, *args: Any, runs: QuerySet[CourseRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = runs


class LetInForm(RefusableForm):
    """What the secretariat builds on when it lets somebody in, and what remains."""

    on = forms.ChoiceField(
        label=gettext_lazy("What does it build on?"),
        choices=LetInOn,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what it builds on."),
            "invalid_choice": gettext_lazy("Choose what it builds on."),
        },
    )
    lacks_own_time = forms.BooleanField(
        label=gettext_lazy("Own time with their own association remains"),
        help_text=gettext_lazy(
            "Tick this when the course was held elsewhere and nobody from the association has met them yet."
        ),
        required=False,
    )


class WalkInForm(PersonForm, RefusableForm):
    """Somebody who is on no list: name, address, and which association they come from where there are several."""

    field_order = ("person", "organisation")
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Which association are they from?"),
        queryset=Organisation.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations


class PeerSupportersForm(RefusableForm):
    """Which association's peer supporters are invited. Said by the button."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
