"""How far the people in a run have come: people and activities as done, not done or not yet possible.

Status alone: never what somebody wrote, never when, and nobody is ranked or counted in percent. Only what everybody goes
through is shown; what one may do besides is one's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import pgettext, pgettext_lazy

from courses import run_overview
from courses.kinds import TAKING_PART_STATES, EnrolmentState, ResponseState
from courses.models import Enrolment
from courses.outline import OutlineActivity, OutlineModule
from courses.person_line import PersonLine
from courses.run_overview import PersonRow, RunOverview

BEFORE = "before"
#: The shape of each state.
SHAPES = {
    run_overview.DONE: "done",
    BEFORE: "repl",
    run_overview.MISSING: "miss",
    run_overview.ONGOING: "later",
    run_overview.AHEAD: "dot",
}
WORDS = {
    run_overview.DONE: pgettext_lazy("activity", "done"),
    BEFORE: pgettext_lazy("activity", "done before"),
    run_overview.MISSING: pgettext_lazy("activity", "remains now"),
    run_overview.ONGOING: pgettext_lazy("activity", "not done yet"),
    run_overview.AHEAD: pgettext_lazy("activity", "not yet possible"),
}
DONE_SOMEHOW = (run_overview.DONE, BEFORE)


@dataclass(frozen=True)
class Cell:
    """One activity of one person."""

    activity: OutlineActivity
    state: str

    @property
    def shape(self) -> str:
        """The shape of its state."""
        return SHAPES[self.state]

    @property
    def word(self) -> str:
        """Its state in words."""
        return str(WORDS[self.state])

    @property
    def is_done(self) -> bool:
        """Done here, skipped by agreement, or done in an earlier run."""
        return self.state in DONE_SOMEHOW


@dataclass(frozen=True)
class Column:
    """A module with those of its activities that everybody goes through."""

    module: OutlineModule
    activities: list[OutlineActivity]


@dataclass(frozen=True)
class ProgressRow:
    """One person: a cell for each activity, in the order of the course."""

    line: PersonLine
    cells: list[Cell]
    is_quiet: bool

    @property
    def enrolment(self) -> Enrolment:
        """Their place."""
        return self.line.enrolment

    @property
    def name(self) -> str:
        """Their name."""
        return self.line.name

    def in_module(self, code: str) -> list[Cell]:
        """The cells of one module."""
        return [cell for cell in self.cells if cell.activity.module_code == code]

    @property
    def by_module(self) -> list[list[Cell]]:
        """The cells, module by module."""
        codes = list(dict.fromkeys(cell.activity.module_code for cell in self.cells))
        return [self.in_module(code) for code in codes]


@dataclass(frozen=True)
class ProgressTable:
    """The table of some people. Pure: made from an overview, without a query."""

    overview: RunOverview
    quiet: frozenset[int] = frozenset()
    #: The number of one module, or empty for all.
    module: str = ""

    @cached_property
    def activities(self) -> list[OutlineActivity]:
        """The columns: what everybody in this run goes through, or what one module asks for."""
        return [a for a in self.overview.timeline.asked if self.module in ("", a.module_code)]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns, module by module."""
        found = [
            Column(module, [a for a in self.activities if a.module_code == module.code])
            for module in self.overview.modules
        ]
        return [column for column in found if column.activities]

    @cached_property
    def rows(self) -> list[ProgressRow]:
        """The people, alphabetical."""
        return [self._row(row) for row in self.overview.rows]

    def _row(self, row: PersonRow) -> ProgressRow:
        waits = row.enrolment.state not in TAKING_PART_STATES or row.enrolment.state == EnrolmentState.PAUSED
        cells = [self._cells[one.code, self._state(one, row, waits)] for one in self.activities]
        return ProgressRow(PersonLine(row), cells, row.enrolment.pk in self.quiet)

    @cached_property
    def _cells(self) -> dict[tuple[str, str], Cell]:
        """Every cell there can be, by the activity's number and its state: the same for everybody."""
        return {(one.code, state): Cell(one, state) for one in self.activities for state in SHAPES}

    def _state(self, activity: OutlineActivity, row: PersonRow, waits: bool) -> str:
        """For somebody who `waits`, is not under way, nothing is due; what is done at home is possible at any time."""
        if row.facts.states.get(self.overview.outline.written_keys[activity.code]) == ResponseState.BEFORE:
            return BEFORE
        state = row.states[activity.code]
        at_home = not activity.in_gathering and activity.kind != run_overview.GATHERING
        is_open = (waits and state == run_overview.MISSING) or (at_home and state == run_overview.AHEAD)
        return run_overview.ONGOING if is_open else state


def legend() -> list[tuple[str, str]]:
    """Every shape with its word, in the order they are explained."""
    return [(SHAPES[state], str(WORDS[state])) for state in SHAPES]


def sheet(rows: Iterable[ProgressRow], activities: Iterable[OutlineActivity]) -> list[list[str | int]]:
    """The table as rows of words for a spreadsheet, with its heading."""
    head: list[str | int] = [
        pgettext("column", "Participant"),
        pgettext("column", "State"),
        *(f"{activity.code} {activity.title}" for activity in activities),
    ]
    sheet_rows: list[list[str | int]] = [head]
    words = {state: str(word) for state, word in WORDS.items()}
    for row in rows:
        sheet_rows.append([row.name, _standing(row.enrolment), *(words[cell.state] for cell in row.cells)])
    return sheet_rows


def _standing(enrolment: Enrolment) -> str:
    return str(EnrolmentState(enrolment.state).label)
