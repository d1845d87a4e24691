"""Dates of the demo world, counted from today."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True)
class Calendar:
    """`day(-7)` is a week ago, `moment(-7, 10)` the same day at ten o'clock."""

    today: datetime.date

    def day(self, offset: int) -> datetime.date:
        """The date `offset` days from today."""
        return self.today + datetime.timedelta(days=offset)

    def moment(self, offset: int, hour: int, minute: int = 0) -> datetime.datetime:
        """A time of day, `offset` days from today, in local time."""
        return timezone.make_aware(datetime.datetime.combine(self.day(offset), datetime.time(hour, minute)))

    def saturday(self, weeks: int) -> int:
        """The offset of the Saturday `weeks` weeks from the last one: 0 is the last Saturday before today."""
        since_saturday = (self.today.weekday() - 5) % 7 or 7
        return 7 * weeks - since_saturday
