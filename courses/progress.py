"""Where a person is in a course: what is done, what comes next, and which module they are in. Pure, no queries.

Never a percentage and never a comparison: done or not, and whose turn it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from courses.kinds import DONE_STATES, ResponseState
from courses.outline import Outline, OutlineActivity, OutlineModule


@dataclass(frozen=True)
class Status:
    """The base row of one activity: never content."""

    pk: int
    state: str
    sharing: str
    version: int
    changed_at: datetime.datetime
    completed_at: datetime.datetime | None
    hidden_at: datetime.datetime | None = None
    window: str = ""
    stroke: int = 0
    #: Whether another version of the text waits to be chosen or let go.
    has_other: bool = False
    is_brought: bool = False
    #: What the page said when it was answered.
    revision_id: int | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing more is asked for."""
        return self.state in DONE_STATES


@dataclass(frozen=True)
class Progress:
    """An outline with what one person has done."""

    outline: Outline
    states: Mapping[UUID, str]

    def is_done(self, activity: OutlineActivity) -> bool:
        """Done, or skipped by agreement."""
        return self.states.get(activity.key) in DONE_STATES

    @property
    def next_step(self) -> OutlineActivity | None:
        """Where to go on: what was begun and not finished, else the first thing one can do by oneself, in order."""
        open_ones = [
            one for one in self.outline.activities if one.marked_by_oneself and not self.is_done(one)
        ]
        begun = (one for one in open_ones if self.states.get(one.key) == ResponseState.STARTED)
        return next(begun, None) or next(iter(open_ones), None)

    def has_something_to_do(self, asked: Collection[str]) -> bool:
        """Whether anything of what the run asks for, by key, is left that one does by oneself."""
        return any(
            str(one.key) in asked and one.marked_by_oneself and not self.is_done(one)
            for one in self.outline.activities
        )

    def module_of(self, activity: OutlineActivity) -> OutlineModule:
        """The module an activity stands in."""
        return next(module for module in self.outline.modules if module.code == activity.module_code)

    def required_in(self, module: OutlineModule) -> list[OutlineActivity]:
        """What everybody goes through in a module."""
        return [activity for activity in module.activities if activity.required]

    def done_in(self, module: OutlineModule) -> int:
        """How many of those are done."""
        return sum(self.is_done(activity) for activity in self.required_in(module))

    def is_complete(self, module: OutlineModule) -> bool:
        """Whether everything required in a module is done."""
        return self.done_in(module) == len(self.required_in(module))

    def first_open(self, module: OutlineModule) -> OutlineActivity | None:
        """Where the link to a module leads: the first thing not done, else the first thing."""
        not_done = (activity for activity in module.activities if not self.is_done(activity))
        return next(not_done, None) or next(iter(module.activities), None)

    def icon(self, activity: OutlineActivity) -> str:
        """The shape of its state."""
        return "done" if self.is_done(activity) else "later"
