"""The leader's screen while people check in: the code, the square to scan, and who is here."""

from __future__ import annotations

import datetime
from functools import cached_property

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses import access
from courses.check_in_codes import code_of, seconds_left, shown
from courses.kinds import OVER_RUN_STATES, EnrolmentState
from courses.models import Attendance, CheckIn, Enrolment, Gathering
from lms.people.alphabet import alphabetical
from lms.people.dates import clock_words


class CheckInPage:
    """Everything on the screen at one moment, in three queries."""

    def __init__(self, gathering: Gathering, at: datetime.datetime | None = None) -> None:
        self.gathering = gathering
        self.at = at or timezone.now()

    @cached_property
    def check_in(self) -> CheckIn | None:
        """The check-in of the gathering, if it was opened once."""
        found = CheckIn.objects.filter(gathering=self.gathering).first()
        if found is not None:
            found.gathering = self.gathering
        return found

    @property
    def is_open(self) -> bool:
        """Whether a code stands on the screen."""
        is_left_open = self.check_in is not None and self.check_in.closed_at is None
        return is_left_open and not self.is_over and self.gathering.course_run.state not in OVER_RUN_STATES

    @property
    def is_over(self) -> bool:
        """Whether the gathering has ended."""
        return self.at > self.gathering.ends_at

    @property
    def is_the_day(self) -> bool:
        """Whether the day has come."""
        return timezone.localdate(self.gathering.starts_at) <= timezone.localdate(self.at)

    @cached_property
    def code(self) -> str:
        """The code of this minute; empty when nothing is open."""
        return code_of(self.check_in, self.at) if self.check_in and self.is_open else ""

    @property
    def shown_code(self) -> str:
        """The same, in two groups."""
        return shown(self.code)

    @property
    def typed_address(self) -> str:
        """Where one types the code: «likevel.example/innsjekk/»."""
        return settings.SITE_ADDRESS.split("://")[-1] + reverse("courses:check_in")

    @property
    def square(self) -> SafeString:
        """The QR code with the address, drawn here."""
        address = settings.SITE_ADDRESS + reverse("courses:check_in_code", args=[self.code])
        return mark_safe(segno.make(address, error="m").svg_inline(border=2, omitsize=True))  # noqa: S308  drawn here

    @property
    def opening_words(self) -> str:
        """From when people can check in, until they can. Empty after that."""
        check_in = self.check_in
        if check_in is None or self.at >= check_in.begins_at:
            return ""
        return _("People can check in from %(time)s.") % {"time": clock_words(check_in.begins_at)}

    @cached_property
    def _recorded(self) -> dict[int, Attendance]:
        return {row.enrolment_id: row for row in Attendance.objects.filter(gathering=self.gathering)}

    @cached_property
    def people(self) -> list[Enrolment]:
        """Those who belong here, alphabetical; of those on a pause only who came all the same."""
        found = [
            place
            for place in access.people_at(self.gathering)
            if place.state != EnrolmentState.PAUSED or place.pk in self._recorded
        ]
        return sorted(found, key=lambda place: alphabetical(place.person.name))

    @property
    def here(self) -> list[tuple[str, str]]:
        """Who is here, each with when they checked in, or that the leader recorded it."""
        rows = ((place.person.name, self._recorded.get(place.pk)) for place in self.people)
        return [(name, self._how(row)) for name, row in rows if row is not None and row.minutes]

    @property
    def missing(self) -> list[str]:
        """Who is not here yet."""
        rows = ((place.person.name, self._recorded.get(place.pk)) for place in self.people)
        return [name for name, row in rows if row is None or not row.minutes]

    @property
    def summary(self) -> str:
        """«7 av 12 er her.»"""
        return _("%(here)d of %(all)d are here.") % {"here": len(self.here), "all": len(self.people)}

    def live(self) -> dict[str, object]:
        """What the screen asks for every few seconds."""
        return {
            "open": self.is_open,
            "code": self.shown_code if self.is_open else "",
            "square": str(self.square) if self.is_open else "",
            "seconds": seconds_left(self.at),
            "opening": self.opening_words,
            "summary": self.summary,
            "here": [list(row) for row in self.here],
            "missing": self.missing,
        }

    def _how(self, row: Attendance) -> str:
        return clock_words(row.checked_in_at) if row.checked_in_at else _("recorded by the leader")
