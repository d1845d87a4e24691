"""What those who lead fill in about a make-up. There is no field for why: nobody is asked."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.day_fields import refuse_far_day
from courses.fact_parts import Host
from courses.kinds import MakeUpKind
from courses.models import Gathering
from lms.people.dates import day_words

#: Not asked for in another course; `course.css` shows what belongs to the way that is chosen.
ELSEWHERE_OUT_OF_SIGHT = ("day", "hour", "place")


class AgreeForm(forms.Form):
    """How it is made up, and when and where if that is known."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How is it made up?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how it is made up."),
            "invalid_choice": gettext_lazy("Choose how it is made up."),
        },
    )
    substitute = forms.TypedChoiceField(
        label=gettext_lazy("In which course?"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy(
            "Only for the same gathering in another course. Call those who lead it first."
        ),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the gatherings in the list.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "If you know it already. In another course, the day is that of the gathering."
        ),
        validators=[refuse_far_day],
        error_messages={
            "invalid": gettext_lazy("Write the day as day, month and year, for instance 14.03.2026.")
        },
    )
    hour = forms.TimeField(
        label=gettext_lazy("At what time?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Write the hour like this: 10:00.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Where?"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("A place, or that it is by phone. Never why something was missed."),
    )

    def __init__(self, *args: Any, kinds: Iterable[MakeUpKind], hosts: Iterable[Host], **more: Any) -> None:
        super().__init__(*args, **more)
        self.hosts = list(hosts)
        choices = [(str(kind), kind.label) for kind in kinds]
        self.fields["kind"].choices = choices
        if len(choices) == 1:
            self.fields["kind"].initial = choices[0][0]
        self.fields["substitute"].choices = [
            ("", _("Choose")),
            *((host.pk, _words(host)) for host in self.hosts),
        ]
        if not self.hosts:
            del self.fields["substitute"]
            self.fields["day"].help_text = _("If you know it already.")

    def clean(self) -> dict[str, Any]:
        """Another course needs a gathering, which has a day and a place of its own. Otherwise a day needs an hour."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == MakeUpKind.OTHER_RUN:
            return self._in_another_course(cleaned)
        if cleaned.get("day") and not cleaned.get("hour") and "hour" not in self.errors:
            self.add_error("hour", _("Write at what time too."))
        return cleaned

    def _in_another_course(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What was typed in the fields that are out of sight then is neither kept nor found fault with."""
        for name in ELSEWHERE_OUT_OF_SIGHT:
            self.errors.pop(name, None)
            cleaned[name] = None
        if not cleaned.get("substitute"):
            words = _("Choose the gathering in the other course.")
            self.add_error("substitute" if self.hosts else "kind", words)
        return cleaned

    @property
    def terms(self) -> dict[str, Any]:
        """What was filled in, for the verb."""
        cleaned = self.cleaned_data
        day, hour, host = cleaned["day"], cleaned["hour"], cleaned.get("substitute")
        meets_at = timezone.make_aware(datetime.datetime.combine(day, hour)) if day and hour else None
        substitute = Gathering.objects.select_related("course_run").filter(pk=host).first() if host else None
        return {
            "kind": cleaned["kind"],
            "substitute": substitute,
            "meets_at": meets_at,
            "place": cleaned["place"] or "",
        }


def _words(host: Host) -> str:
    return f"{host.course_run}, {day_words(host.starts_at)}"


class ConfirmForm(forms.Form):
    """How many minutes of what was missed it counts for."""

    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes does it count for?"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write how many minutes it counts for."),
            "invalid": gettext_lazy("Write the minutes as a number, for instance 90."),
        },
    )
