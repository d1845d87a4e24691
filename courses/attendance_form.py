"""The form for attendance: all set to «here», exceptions, minutes when partly, and what was done together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from courses.activities.practice.models import PAIR_ROLES
from courses.kinds import EnrolmentState
from courses.models import Attendance, AttendanceCorrection, AttendanceMark, Enrolment, Gathering
from courses.outline import OutlineActivity
from courses.presence import CHOICES, HERE, NOT_HERE, PARTLY, presence, presence_words
from lms.people.dates import clock_words, date_words

ICONS = {HERE: "check", PARTLY: "partly", NOT_HERE: "absent"}
USUALLY_ABSENT = (EnrolmentState.PAUSED, EnrolmentState.INVITED, EnrolmentState.NOT_COMPLETED)


def is_usually_absent(place: Enrolment, gathering: Gathering) -> bool:
    """Whether the place says that nobody expects the person. How it stands at home says nothing of a guest."""
    return place.state in USUALLY_ABSENT and not place.is_guest_at(gathering)


@dataclass(frozen=True)
class AttendanceRow:
    """One person in the form, with the bound fields and what happened before."""

    enrolment: Enrolment
    where: forms.BoundField
    minutes: forms.BoundField
    seen: forms.BoundField
    attendance: Attendance | None
    planned: int

    @property
    def choices(self) -> list[tuple[str, str, str, bool]]:
        """Value, words, icon, and whether it is the one."""
        value = self.where.value()
        return [(key, str(words), ICONS[key], key == value) for key, words in CHOICES]

    @property
    def traces(self) -> list[str]:
        """What was corrected, the newest first: «Rettet 14. mars kl. 13.20 av Liv. Før: Her.» Then what came too late."""
        if self.attendance is None:
            return []
        corrected = [self._trace(row) for row in self.attendance.corrections.all()][::-1]
        return corrected + [self._late(row) for row in self.attendance.marks.all()][::-1] + self._checked_in

    def _trace(self, correction: AttendanceCorrection) -> str:
        return _("Corrected %(day)s %(time)s by %(name)s. Before: %(before)s.") % {
            "day": date_words(correction.corrected_at),
            "time": clock_words(correction.corrected_at),
            "name": correction.corrected_by.first_name if correction.corrected_by else "–",
            "before": self._words(correction.old_minutes),
        }

    def _late(self, mark: AttendanceMark) -> str:
        return _("%(name)s marked «%(value)s» %(day)s %(time)s. A later mark stands.") % {
            "day": date_words(mark.marked_at),
            "time": clock_words(mark.marked_at),
            "name": mark.marked_by.first_name if mark.marked_by else "–",
            "value": self._words(mark.minutes),
        }

    @property
    def _checked_in(self) -> list[str]:
        if self.attendance is None or self.attendance.checked_in_at is None:
            return []
        return [_("Checked in at %(time)s.") % {"time": clock_words(self.attendance.checked_in_at)}]

    def _words(self, minutes: int) -> str:
        return presence_words(minutes, self.planned)


class AttendanceForm(forms.Form):
    """One field group for each person. What was never touched is told apart, so that a colleague's marks stand.

    `by_check_in` says that people check in themselves, so that who has not is set to «not here» (decision 28).
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        gathering: Gathering,
        people: Iterable[Enrolment],
        standing: Mapping[int, Attendance],
        activities: Iterable[OutlineActivity] = (),
        away: Collection[int] = (),
        trios: Collection[str] = (),
        by_check_in: bool = False,
    ) -> None:
        self.people = list(people)
        self.standing = standing
        self.presumed = self._presumed(data) if data and by_check_in else []
        super().__init__(self._asking_again(data) if data and self.presumed else data)
        self.away, self.trios, self.by_check_in = away, trios, by_check_in
        self.gathering = gathering
        self.activities = list(activities)
        for person in self.people:
            self._add(person)
        if self.activities:
            self._add_together()

    def _presumed(self, data: Mapping[str, Any]) -> list[int]:
        """Whom nobody touched, and who stood as «here» because the page was opened before people checked in."""
        return [
            person.pk
            for person in self.people
            if person.pk not in self.standing
            and data.get(f"where_{person.pk}") == HERE
            and data.get(f"seen_{person.pk}", "0") not in ("", "0")
        ]

    def _asking_again(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was sent, with the presumed set to «not here», as they stand on a page that is opened now."""
        asked: Any = copy(data)
        for place_id in self.presumed:
            asked[f"where_{place_id}"], asked[f"seen_{place_id}"] = NOT_HERE, "0"
        return asked

    def _add(self, person: Enrolment) -> None:
        minutes = self._minutes_now(person)
        where = presence(minutes, self.gathering.minutes)
        self.fields[f"where_{person.pk}"] = forms.ChoiceField(
            label=person.person.name, choices=CHOICES, initial=where, widget=forms.RadioSelect
        )
        self.fields[f"minutes_{person.pk}"] = forms.IntegerField(
            label=_("Minutes of %(name)s") % {"name": person.person.name},
            required=False,
            initial=minutes if where == PARTLY else None,
            error_messages={"invalid": _("Write the minutes as a number, for instance 90.")},
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "class": "ds-input"}
            ),
        )
        self.fields[f"seen_{person.pk}"] = forms.IntegerField(
            required=False, initial=minutes, widget=forms.HiddenInput
        )

    def _minutes_now(self, person: Enrolment) -> int:
        attendance = self.standing.get(person.pk)
        if attendance is not None:
            return min(attendance.minutes, self.gathering.minutes)
        is_away = person.pk in self.away or is_usually_absent(person, self.gathering)
        return 0 if is_away or self.by_check_in else self.gathering.minutes

    def _add_together(self) -> None:
        self.fields["together"] = forms.MultipleChoiceField(
            label=_("Done together"),
            required=False,
            choices=[(str(a.key), a.title) for a in self.activities],
            widget=forms.CheckboxSelectMultiple,
        )
        for activity in self.activities:
            words = {"title": activity.title}
            self._add_exceptions(f"without_{activity.key}", _("Who did not join in «%(title)s»?") % words)
            if str(activity.key) in self.trios:
                self._add_exceptions(f"pair_{activity.key}", _("Who did «%(title)s» as a pair?") % words)

    def _add_exceptions(self, name: str, label: str) -> None:
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=[(str(person.pk), person.person.name) for person in self.people],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        """Minutes are asked for where somebody was there partly, and must fit the gathering. Nobody is presumed here."""
        cleaned = super().clean() or {}
        if self.presumed:
            words = _(
                "Some have checked in since you opened this page. Who has not, and whom you had not marked, is now set to "
                "«Not here». Change those who are here all the same, and save once more."
            )
            self.add_error(None, words)
        for person in self.people:
            name = f"minutes_{person.pk}"
            if cleaned.get(f"where_{person.pk}") == PARTLY and name not in self.errors:
                self._check_minutes(name, cleaned.get(name))
        return cleaned

    def _check_minutes(self, name: str, minutes: int | None) -> None:
        words = {"planned": self.gathering.minutes}
        if minutes is None:
            self.add_error(name, _("Write how many minutes, up to %(planned)d.") % words)
        elif not 0 <= minutes <= self.gathering.minutes:
            sentence = _("The gathering lasts %(planned)d minutes. Write a number from 0 to %(planned)d.")
            self.add_error(name, sentence % words)

    @property
    def rows(self) -> list[AttendanceRow]:
        """The people with their fields."""
        return [
            AttendanceRow(
                person,
                self[f"where_{person.pk}"],
                self[f"minutes_{person.pk}"],
                self[f"seen_{person.pk}"],
                self.standing.get(person.pk),
                self.gathering.minutes,
            )
            for person in self.people
        ]

    @property
    def together_rows(self) -> list[tuple[str, str, bool, list[forms.BoundField]]]:
        """Each activity: key, title, whether ticked, and the fields for exceptions: not joined in, done as a pair."""
        ticked = self["together"].value() or [] if self.activities else []
        return [(str(a.key), a.title, str(a.key) in ticked, self._exceptions(a)) for a in self.activities]

    def _exceptions(self, activity: OutlineActivity) -> list[forms.BoundField]:
        names = (f"without_{activity.key}", f"pair_{activity.key}")
        return [self[name] for name in names if name in self.fields]

    def minutes_by_enrolment(self) -> dict[int, int]:
        """What the form says, for the verb."""
        full = self.gathering.minutes
        given = {HERE: full, NOT_HERE: 0}
        return {
            p.pk: given.get(self.cleaned_data[f"where_{p.pk}"], self.cleaned_data.get(f"minutes_{p.pk}") or 0)
            for p in self.people
        }

    def untouched(self) -> set[int]:
        """Those whose value is what stood there when the page was opened."""
        minutes = self.minutes_by_enrolment()
        return {pk for pk, value in minutes.items() if self.cleaned_data.get(f"seen_{pk}") == value}

    def joined_in(self, key: str) -> set[int]:
        """Who took part in an activity that was done together: everybody but the exceptions."""
        without = set(self.cleaned_data[f"without_{key}"])
        return {person.pk for person in self.people if str(person.pk) not in without}

    def roles_of_pairs(self, key: str) -> dict[int, tuple[str, ...]]:
        """The roles of those who did it as a pair, with the leader as observer (edge case 41)."""
        return {int(pk): PAIR_ROLES for pk in self.cleaned_data.get(f"pair_{key}", [])}
