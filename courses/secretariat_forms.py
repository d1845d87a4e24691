"""What the secretariat fills in to set up a run: what it is, who leads it, and when people meet."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.day_fields import DATE_ERRORS, day_field
from courses.invitation_lists import Line, read_list
from courses.kinds import CourseKind
from courses.models import CoursePage, Gathering
from courses.run_defaults import courses_for
from lms.people.models import Organisation


class CourseChoice(forms.ModelChoiceField):
    """A course by its title, and what sort it is when it is no basic course."""

    def label_from_instance(self, course: CoursePage) -> str:
        """«Grunnkurs for likepersoner», «Likeperson på telefon (påbyggingskurs)»."""
        return course.title if course.is_basic else f"{course.title} ({course.get_kind_display().lower()})"


class RunForm(forms.Form):
    """A new run. Gatherings get their usual times afterwards and can be moved."""

    course = CourseChoice(
        label=gettext_lazy("Course"),
        queryset=CoursePage.objects.none(),
        empty_label=None,
        help_text=gettext_lazy(
            "At a seminar only presence counts. There is no own time to plan, and nothing to do at home."
        ),
        error_messages={"required": gettext_lazy("Choose a course.")},
    )
    title = forms.CharField(
        label=gettext_lazy("What shall it be called?"),
        max_length=120,
        help_text=gettext_lazy("For instance «Basic course in Trondheim»."),
        error_messages={"required": gettext_lazy("Give the course a name.")},
    )
    organiser = forms.ModelChoiceField(
        label=gettext_lazy("Who arranges it?"), queryset=Organisation.objects.none(), empty_label=None
    )
    place = forms.CharField(
        label=gettext_lazy("Where?"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write where you meet.")},
    )
    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the course"), choices=settings.LANGUAGES)
    others = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Other associations that take part"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Leave this open when it is your own course."),
    )
    partner_credit = forms.CharField(
        label=gettext_lazy("In cooperation with"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Stands on the certificate. Leave it open if there is nobody."),
    )
    leaders = forms.CharField(
        label=gettext_lazy("Course leaders"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on each line: name, then e-mail or mobile number."),
        error_messages={"required": gettext_lazy("Write at least one course leader.")},
    )

    def __init__(self, *args: Any, organisers: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [organisation.pk for organisation in organisers]
        self.fields["course"].queryset = courses_for(own)
        if not self.fields["course"].queryset.filter(kind=CourseKind.SEMINAR).exists():
            self.fields["course"].help_text = ""
        self.fields["organiser"].queryset = Organisation.objects.filter(pk__in=own)
        self.fields["others"].queryset = Organisation.objects.exclude(pk__in=own if len(own) == 1 else [])

    def clean_leaders(self) -> list[Line]:
        """The lines as read. The first that cannot be read is told with its sentence."""
        return clean_people(self.cleaned_data["leaders"])

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned


def clean_people(text: str) -> list[Line]:
    """Lines of names and addresses. Raises ValidationError with the first problem."""
    lines = read_list(text)
    for line in lines:
        if line.problem:
            raise forms.ValidationError(
                _("«%(line)s»: %(problem)s") % {"line": line.text, "problem": line.problem}
            )
    return lines


class PersonForm(forms.Form):
    """One more leader, or an association's representative."""

    person = forms.CharField(
        label=gettext_lazy("Name, then e-mail or mobile number"),
        max_length=250,
        error_messages={"required": gettext_lazy("Write a name, and an e-mail address or a mobile number.")},
    )

    def clean_person(self) -> Line:
        """The line as read."""
        return clean_people(self.cleaned_data["person"])[0]


class LeaderForm(PersonForm):
    """One more leader, perhaps only until a day: a substitute, or a guest from a partner organisation."""

    until = forms.DateField(
        label=gettext_lazy("Until which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DATE_ERRORS["invalid"]},
        help_text=gettext_lazy(
            "For a substitute, or a guest from a partner organisation. The access ends by itself after that day. "
            "Leave it empty for a leader of the whole course."
        ),
    )

    def clean_until(self) -> datetime.date | None:
        """Not a day that is over."""
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return until


class GatheringsForm(forms.Form):
    """Day, hour and place of every gathering of a run."""

    def __init__(self, *args: Any, gatherings: Iterable[Gathering], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gatherings = list(gatherings)
        for gathering in self.gatherings:
            starts = timezone.localtime(gathering.starts_at)
            name = f"{gathering.pk}"
            self.fields[f"day_{name}"] = day_field(_("Day"))
            self.fields[f"day_{name}"].initial = starts.date()
            self.fields[f"hour_{name}"] = forms.TimeField(
                label=_("Begins"),
                initial=starts.time(),
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                error_messages={
                    "required": _("Write when it begins."),
                    "invalid": _("Write the hour like this: 10:00."),
                },
            )
            self.fields[f"place_{name}"] = forms.CharField(
                label=_("Place"),
                max_length=160,
                initial=gathering.place,
                error_messages={"required": _("Write where you meet.")},
            )

    @property
    def rows(self) -> list[tuple[Gathering, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each gathering with its three fields."""
        return [
            (g, self[f"day_{g.pk}"], self[f"hour_{g.pk}"], self[f"place_{g.pk}"]) for g in self.gatherings
        ]

    def times(self) -> list[tuple[Gathering, datetime.datetime, str]]:
        """Each gathering with when and where."""
        data = self.cleaned_data
        return [
            (
                g,
                timezone.make_aware(datetime.datetime.combine(data[f"day_{g.pk}"], data[f"hour_{g.pk}"])),
                data[f"place_{g.pk}"],
            )
            for g in self.gatherings
        ]
