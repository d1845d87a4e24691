"""Which of the seven themes of the training (R44–R50) are gone through, and by what: for a run, and for each person.

A theme is what its modules ask of everybody. Nothing is weighed against anything: a theme is gone through, begun or to come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from courses.activities.base import Response
from courses.kinds import OVER_RUN_STATES, SEED_THEMES, TAKING_PART_STATES, EnrolmentState, RunState, Theme
from courses.models.enrolments import EnrolmentQuerySet
from courses.outline import Outline, OutlineActivity
from courses.progress_table import ProgressRow, ProgressTable
from courses.run_overview import GATHERING
from lms.people.dates import list_words

THROUGH, BEGUN, TO_COME, NOT_HERE = "done", "later", "dot", ""
WORDS = {
    THROUGH: pgettext_lazy("theme", "gone through"),
    BEGUN: pgettext_lazy("theme", "begun"),
    TO_COME: pgettext_lazy("theme", "to come"),
    NOT_HERE: pgettext_lazy("theme", "not part of this course"),
}
#: What was to come when the run ended did not come.
NOT_REACHED = pgettext_lazy("theme", "not gone through")
#: Room for one shape in a picture, and its radius, in the picture's own units.
STEP, RADIUS = 24, 8
COUNTED = (*TAKING_PART_STATES, EnrolmentState.COMPLETED)


def _word(state: str, *, is_over: bool) -> str:
    return str(NOT_REACHED if is_over and state == TO_COME else WORDS[state])


@dataclass(frozen=True)
class Part:
    """One activity of a theme, and how many have done it."""

    activity: OutlineActivity
    done: int
    total: int
    place: int
    gathering: str = ""

    @property
    def state(self) -> str:
        """Done by everybody, by somebody, or by nobody yet."""
        if self.done and self.done >= self.total:
            return THROUGH
        return BEGUN if self.done else TO_COME

    @property
    def how_many(self) -> str:
        """«7 of 12»."""
        return _("%(done)d of %(total)d") % {"done": self.done, "total": self.total}

    @property
    def x(self) -> int:
        """Where the middle of its shape stands in the picture."""
        return self.place * STEP + STEP // 2

    @property
    def half(self) -> str:
        """The outline of the left half of its shape, for what somebody has done and somebody not."""
        middle = STEP // 2
        return f"M{self.x} {middle - RADIUS}a{RADIUS} {RADIUS} 0 0 0 0 {2 * RADIUS}z"


@dataclass(frozen=True)
class ThemeLine:
    """A theme in a run: what it is made of, and how far it has come."""

    title: str
    parts: list[Part]
    is_over: bool = False

    @property
    def state(self) -> str:
        """Gone through when everybody has done all of it."""
        states = {part.state for part in self.parts}
        if not states:
            return NOT_HERE
        if states == {THROUGH}:
            return THROUGH
        return TO_COME if states == {TO_COME} else BEGUN

    @property
    def word(self) -> str:
        """The same in words."""
        return _word(self.state, is_over=self.is_over)

    @property
    def width(self) -> int:
        """The width of its picture."""
        return len(self.parts) * STEP

    @property
    def in_words(self) -> str:
        """What the picture shows, for who does not see it."""
        everybody = sum(part.state == THROUGH for part in self.parts)
        values = {"done": everybody, "total": len(self.parts)}
        return _("Everybody has done %(done)d of the %(total)d parts.") % values


def coverage_of_run(
    outline: Outline,
    needed: Iterable[OutlineActivity],
    people: EnrolmentQuerySet,
    *,
    untold: Collection[str] = (),
    run_state: str = RunState.OPEN,
) -> list[ThemeLine]:
    """The seven themes, with how many of `people` have done each part. Two queries, whatever their number.

    Of the parts in `untold`, by key, it is told of nobody. In a cancelled run nobody could complete: all who were under way
    are counted.
    """
    all_stopped = (EnrolmentState.NOT_COMPLETED,) if run_state == RunState.CANCELLED else ()
    counted = people.order_by().filter(state__in=(*COUNTED, *all_stopped))
    total = counted.count()
    done = {key: number for key, number in _done_by(counted).items() if str(key) not in untold}
    by_theme = activities_by_theme(outline, needed)
    lines = []
    for theme in SEED_THEMES:
        parts = [
            Part(activity, done.get(activity.key, 0), total, place, _gathering_of(activity, outline))
            for place, activity in enumerate(by_theme[theme])
        ]
        lines.append(ThemeLine(str(theme.label), parts, run_state in OVER_RUN_STATES))
    return lines


def _done_by(people: EnrolmentQuerySet) -> Mapping[UUID, int]:
    rows = Response.objects.non_polymorphic().done().filter(enrolment__in=people.values("pk"))
    return dict(rows.order_by().values_list("activity_key").annotate(people=Count("pk")))


def _gathering_of(activity: OutlineActivity, outline: Outline) -> str:
    """The gathering it happens in, or is; empty for what is done at home."""
    if activity.kind == GATHERING:
        return activity.title
    home = outline.by_code.get(activity.in_gathering)
    return home.title if home else ""


def activities_by_theme(
    outline: Outline, needed: Iterable[OutlineActivity]
) -> dict[Theme, list[OutlineActivity]]:
    """What belongs to each of the seven themes, in the order of the course."""
    theme_of = {module.code: module.theme for module in outline.modules}
    found: dict[Theme, list[OutlineActivity]] = {theme: [] for theme in SEED_THEMES}
    for activity in needed:
        if theme_of[activity.module_code] in found:
            found[Theme(theme_of[activity.module_code])].append(activity)
    return found


@dataclass(frozen=True)
class PersonTheme:
    """A theme for one person."""

    title: str
    state: str
    titles: list[str]
    is_over: bool = False

    @property
    def by_what(self) -> str:
        """What of it is done, as a list."""
        return list_words(self.titles)

    @property
    def word(self) -> str:
        """Its state in words."""
        return _word(self.state, is_over=self.is_over)


def coverage_of_people(
    table: ProgressTable, *, run_state: str = RunState.OPEN
) -> list[tuple[ProgressRow, list[PersonTheme]]]:
    """The seven themes of each person in a table: gone through, begun or to come, and by what. No query."""
    by_theme = activities_by_theme(table.overview.outline, table.activities)
    named = [(str(theme.label), activities) for theme, activities in by_theme.items()]
    is_over = run_state in OVER_RUN_STATES
    return [(row, _themes_of(row, named, is_over=is_over)) for row in table.rows]


def _themes_of(
    row: ProgressRow, named: list[tuple[str, list[OutlineActivity]]], *, is_over: bool
) -> list[PersonTheme]:
    done = {cell.activity.code for cell in row.cells if cell.is_done}
    found = []
    for theme, activities in named:
        titles = [activity.title for activity in activities if activity.code in done]
        found.append(PersonTheme(theme, _state(len(titles), len(activities)), titles, is_over))
    return found


def _state(done: int, asked: int) -> str:
    if not asked:
        return NOT_HERE
    if done == asked:
        return THROUGH
    return BEGUN if done else TO_COME


def sheet(rows: Iterable[tuple[ProgressRow, list[PersonTheme]]]) -> list[list[str | int]]:
    """People and themes as rows of words for a spreadsheet, with its heading."""
    head: list[str | int] = [pgettext("column", "Participant"), *(str(theme.label) for theme in SEED_THEMES)]
    sheet_rows: list[list[str | int]] = [head]
    for row, themes in rows:
        sheet_rows.append([row.name, *(theme.word for theme in themes)])
    return sheet_rows
