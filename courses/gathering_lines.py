"""A gathering in the list on the leader's page: recorded for whom, to be recorded now, or never held."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone

from courses.facts import PlannedGathering


@dataclass(frozen=True)
class GatheringLine:
    """A gathering in the list: what it is, for how many of those who were to come it is recorded, and whether it can be now."""

    planned: PlannedGathering
    recorded: int
    expected: int
    is_begun: bool
    is_due: bool
    is_called_off: bool = False
    organisation: str = ""

    @property
    def is_recorded(self) -> bool:
        """Whether it is recorded, and for everybody: one mark, or one who checked in, is not yet the attendance."""
        return self.is_begun and self.recorded >= self.expected

    @property
    def is_partly_recorded(self) -> bool:
        """Whether somebody is recorded, and somebody who was to come is not."""
        return self.is_begun and not self.is_recorded

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is planned to end."""
        return self.planned.starts_at + datetime.timedelta(minutes=self.planned.minutes)

    @property
    def is_dealt_with(self) -> bool:
        """Whether it is over and recorded. While it lasts its plan is needed, also when everybody has checked in."""
        return self.is_recorded and self.ends_at <= timezone.now()

    @property
    def state(self) -> str:
        """The shape in the list."""
        if self.is_recorded:
            return "done"
        return "you" if self.is_due else "later"
