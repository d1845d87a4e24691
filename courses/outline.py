"""The outline of a course: modules and activities in order, in the language asked for, in one query.

Reads the base rows only, never the content of an activity. Everything that lists a course – the trainee's outline,
the leader's table, completion – joins on `OutlineActivity.key`, which is the same in all languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from wagtail.models import Page

from courses.activities.base import ActivityPage
from courses.kinds import MARKED_BY_ONESELF
from courses.models import CoursePage
from lms.people.prepared import Prepared

PAGE_FIELDS = ("pk", "path", "title", "translation_key", "content_type__model", "locale__language_code")
MODULE_FIELDS = ("modulepage__code", "modulepage__theme", "modulepage__goals", "modulepage__introduction")
ACTIVITY_FIELDS = (
    "activitypage__code",
    "activitypage__minutes",
    "activitypage__required",
    "activitypage__marked_by",
    "activitypage__in_gathering",
    "activitypage__sharing_ceiling",
    "activitypage__may_be_skipped",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class OutlineActivity:
    """One activity as the lists know it. `key` ties work to it; `page_id` is the page in the outline's language."""

    key: UUID
    code: str
    kind: str
    title: str
    minutes: int
    required: bool
    marked_by: str
    in_gathering: str
    sharing_ceiling: str
    may_be_skipped: bool
    page_id: int
    module_code: str = ""

    @property
    def marked_by_oneself(self) -> bool:
        """Whether the trainee finishes it alone."""
        return self.marked_by in MARKED_BY_ONESELF


@dataclass(frozen=True)
class OutlineModule:
    """A module with its activities, in order."""

    key: UUID
    code: str
    title: str
    theme: str
    goals: list[str]
    page_id: int
    introduction: str = ""
    activities: list[OutlineActivity] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Planned minutes of everything in it."""
        return sum(activity.minutes for activity in self.activities)


@dataclass(frozen=True)
class Outline:
    """A whole course."""

    modules: list[OutlineModule]
    activities: list[OutlineActivity]
    by_code: dict[str, OutlineActivity]
    by_key: dict[UUID, OutlineActivity]

    @classmethod
    def of(cls, course: CoursePage, language: str) -> Outline:
        """The live outline of `course`, each title in `language` where a live translation exists. One query.

        Order, numbers and rules are those of `course` itself; a translation lends its title, goals and page.
        """
        rows = _rows(course, language)
        modules = [_module(row) for row in rows if row[0]["modulepage__code"] is not None]
        kinds = {model._meta.model_name: model.kind for model in ActivityPage.__subclasses__()}
        by_path = dict(modules)
        for own, shown in rows:
            parent = by_path.get(own["path"][: -Page.steplen])
            if parent is not None and own["activitypage__code"] is not None:
                parent.activities.append(_activity(own, shown, kinds, parent.code))
        in_order = [module for _path, module in modules]
        activities = [activity for module in in_order for activity in module.activities]
        return cls(
            modules=in_order,
            activities=activities,
            by_code={activity.code: activity for activity in activities},
            by_key={activity.key: activity for activity in activities},
        )

    def required_keys(self) -> list[UUID]:
        """The keys of what everyone goes through, in order."""
        return [activity.key for activity in self.activities if activity.required]

    def in_gathering(self, code: str) -> list[OutlineActivity]:
        """What happens in the gathering with this number, in order."""
        return [activity for activity in self.activities if activity.in_gathering == code]

    def next_after(self, code: str) -> OutlineActivity | None:
        """The activity that follows, or None after the last one."""
        place = [activity.code for activity in self.activities].index(code) + 1
        return self.activities[place] if place < len(self.activities) else None

    def before(self, code: str) -> OutlineActivity | None:
        """The activity that comes before, or None at the first one."""
        place = [activity.code for activity in self.activities].index(code)
        return self.activities[place - 1] if place else None


def _selection(path: str, depth: int, language: str) -> QuerySet:
    """Every live module and activity in the tree, with its page in `language`, in tree order."""
    in_tree = Q(path__startswith=path, depth__gt=depth)
    ours = Q(modulepage__isnull=False) | Q(activitypage__isnull=False)
    keys = Page.objects.live().filter(in_tree).values("translation_key")
    return (
        Page.objects.live()
        .filter(ours, in_tree | Q(locale__language_code=language, translation_key__in=keys))
        .order_by("path")
        .values_list(*PAGE_FIELDS, *MODULE_FIELDS, *ACTIVITY_FIELDS)
    )


SELECTION = Prepared(_selection, path=str, depth=int, language=str)


def _rows(course: CoursePage, language: str) -> list[tuple[Row, Row]]:
    """One query: every live module and activity of the course, paired with the page to show, in tree order."""
    names = (*PAGE_FIELDS, *MODULE_FIELDS, *ACTIVITY_FIELDS)
    found = SELECTION.found(path=course.path, depth=course.depth, language=language)
    rows = [dict(zip(names, row, strict=True)) for row in found]
    shown = {row["translation_key"]: row for row in rows if row["locale__language_code"] == language}
    own = (row for row in rows if row["path"].startswith(course.path))
    return [(row, shown.get(row["translation_key"], row)) for row in own]


def _module(row: tuple[Row, Row]) -> tuple[str, OutlineModule]:
    own, shown = row
    goals = [line.strip() for line in (shown["modulepage__goals"] or "").splitlines() if line.strip()]
    return own["path"], OutlineModule(
        key=own["translation_key"],
        code=own["modulepage__code"],
        title=shown["title"],
        theme=own["modulepage__theme"],
        goals=goals,
        introduction=shown["modulepage__introduction"] or "",
        page_id=shown["pk"],
    )


def _activity(own: Row, shown: Row, kinds: dict[str, str], module_code: str) -> OutlineActivity:
    return OutlineActivity(
        key=own["translation_key"],
        kind=kinds[own["content_type__model"]],
        title=shown["title"],
        page_id=shown["pk"],
        module_code=module_code,
        **{name.removeprefix("activitypage__"): own[name] for name in ACTIVITY_FIELDS},
    )
