"""Walking a scenario: where the steps taken so far lead. Pure, no queries.

The way is kept as «step/choice» names with spaces between. When an editor has changed the steps since, the way is
followed as far as it still goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from courses.errors import CourseError

if TYPE_CHECKING:
    from courses.activities.scenario.models import ScenarioPage

CHOOSE, BACK, AGAIN = "choose", "back", "again"


@dataclass(frozen=True)
class Taken:
    """A step that was taken: the step's name, and the choice with its words and its reply."""

    step: str
    choice: dict[str, Any]


@dataclass(frozen=True)
class Walk:
    """Where one stands: the present step, and the steps taken to get there."""

    present: dict[str, Any] | None
    taken: list[Taken] = field(default_factory=list)

    @property
    def last(self) -> Taken | None:
        """The choice that led here."""
        return self.taken[-1] if self.taken else None

    @property
    def ended(self) -> bool:
        """Whether this is an ending."""
        return self.present is not None and not list(self.present["choices"])

    @property
    def path(self) -> str:
        """The way in words, for keeping."""
        return " ".join(
            f"{quote(step.step, safe='')}/{quote(step.choice['key'], safe='')}" for step in self.taken
        )


def follow(page: ScenarioPage, path: str) -> Walk:
    """Where `path` leads on this page, as far as it still goes."""
    steps = _steps(page)
    present, taken = steps.get(page.start), []
    for part in path.split():
        step, _slash, choice = part.partition("/")
        found = _choice(present, unquote(choice)) if present and present["name"] == unquote(step) else None
        if found is None or found["next"] not in steps:
            break
        taken.append(Taken(present["name"], found))
        present = steps[found["next"]]
    return Walk(present, taken)


def move(page: ScenarioPage, path: str, how: str, choice: str) -> Walk:
    """The walk after a step forward, a step back or a new start. Raises CourseError for a choice that is not there."""
    if how == AGAIN:
        return follow(page, "")
    return step_back(page, path) if how == BACK else choose(page, path, choice)


def choose(page: ScenarioPage, path: str, key: str) -> Walk:
    """One step further. Raises CourseError when the present step has no such choice."""
    walk = follow(page, path)
    chosen = _choice(walk.present, key)
    if chosen is None or walk.present is None:
        raise CourseError(_("Choose one of the answers, and press the button again."))
    return follow(page, Walk(None, [*walk.taken, Taken(walk.present["name"], chosen)]).path)


def step_back(page: ScenarioPage, path: str) -> Walk:
    """One step back; from the first step nothing happens."""
    return follow(page, Walk(None, follow(page, path).taken[:-1]).path)


def _steps(page: ScenarioPage) -> dict[str, Any]:
    return {block.value["name"]: block.value for block in page.steps}


def _choice(step: dict[str, Any] | None, key: str) -> dict[str, Any] | None:
    return next((choice for choice in step["choices"] if choice["key"] == key), None) if step else None
