"""The pieces that facts are made of: a planned gathering, what is made up, an activity, who takes part. They only hold."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from django.utils import timezone

from courses.kinds import MakeUpKind, MakeUpState


class ActivityFact(Protocol):
    """What a sentence needs to say about an activity: an activity of the outline, or one found by its key."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def marked_by(self) -> str: ...
    @property
    def minutes(self) -> int: ...
    @property
    def in_gathering(self) -> str: ...
    @property
    def kind(self) -> str: ...


class FoundActivity(NamedTuple):
    """One that was found by its key."""

    code: str
    title: str
    marked_by: str
    minutes: int
    in_gathering: str = ""
    kind: str = ""


@dataclass(frozen=True)
class PlannedGathering:
    """A gathering as it stands in the plan of the run."""

    pk: int
    code: str
    title: str
    minutes: int
    starts_at: datetime.datetime
    organisation_id: int | None
    place: str = ""
    key: UUID | None = None
    times_moved: int = 0

    @property
    def ends_at(self) -> datetime.datetime:
        """When it is planned to end."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class MakeUpFact:
    """What is agreed instead of a gathering: when and where, in which other course if any, and what came of it."""

    pk: int
    kind: str
    state: str
    minutes: int
    meets_at: datetime.datetime | None
    place: str
    substitute_id: int | None = None
    other_run: str = ""
    #: That those who lead the other course have recorded «not here».
    was_away: bool = False

    @property
    def is_confirmed(self) -> bool:
        """Whether it counts."""
        return self.state == MakeUpState.CONFIRMED

    @property
    def kind_words(self) -> str:
        """What it is, in the reader's language."""
        return str(MakeUpKind(self.kind).label)

    @property
    def can_be_confirmed(self) -> bool:
        """Whether it can be confirmed by hand: on the day that was agreed, or afterwards. A guest is, by the attendance there."""
        day_has_come = self.meets_at is None or timezone.localdate(self.meets_at) <= timezone.localdate()
        return day_has_come and not (self.is_confirmed or self.substitute_id)

    def is_ahead(self, now: datetime.datetime) -> bool:
        """Agreed, and its time not past: what nobody has to do anything about yet."""
        return not (self.is_confirmed or self.was_away) and (self.meets_at is None or self.meets_at > now)


@dataclass(frozen=True)
class Host:
    """The same gathering in another course that is to come: where somebody can be a guest."""

    pk: int
    key: UUID | None
    course_run: str
    starts_at: datetime.datetime
    minutes: int
    place: str


@dataclass(frozen=True)
class TakingPart:
    """An association in a run, with its representative if there is one (R53), and whether others take part too."""

    name: str
    representative_id: int | None
    representative: str
    joint: bool = True

    @property
    def is_held_by_leaders(self) -> bool:
        """Whether the leaders hold own time: an association's own course where nobody is named (decision 11)."""
        return not self.joint and self.representative_id is None
