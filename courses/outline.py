"""The outline of a course: modules and activities in order, in the language asked for, in two queries.

Reads the base rows only, never the content of an activity. Everything that lists a course – the trainee's outline,
the leader's table, completion – joins on `OutlineActivity.key`, which is the same in all languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from wagtail.models import Page

from courses.activities.base import ActivityPage
from courses.kinds import MARKED_BY_ONESELF
from courses.models import CoursePage, ModulePage

ACTIVITY_FIELDS = (
    "pk",
    "path",
    "title",
    "translation_key",
    "content_type__model",
    "locale__language_code",
    "code",
    "minutes",
    "required",
    "marked_by",
    "in_gathering",
    "sharing_ceiling",
    "may_be_skipped",
)
MODULE_FIELDS = (
    "pk",
    "path",
    "title",
    "translation_key",
    "locale__language_code",
    "code",
    "theme",
    "goals",
)


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
        """The live outline of `course`, each title in `language` where a live translation exists. Two queries.

        Order, numbers and rules are those of `course` itself; a translation lends its title, goals and page.
        """
        modules = [_module(row) for row in _rows(ModulePage, MODULE_FIELDS, course, language)]
        kinds = {model._meta.model_name: model.kind for model in ActivityPage.__subclasses__()}
        rows = _rows(ActivityPage, ACTIVITY_FIELDS, course, language)
        for own, shown in rows:
            parent = next((found for path, found in modules if own["path"].startswith(path)), None)
            if parent is not None:
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


def _rows(
    model: type[Page], fields: Iterable[str], course: CoursePage, language: str
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """One query: every live page of `model` in the course, paired with the one to show, in tree order."""
    in_tree = Q(path__startswith=course.path, depth__gt=course.depth)
    keys = model.objects.live().filter(in_tree).values("translation_key")
    rows = list(
        model.objects.live()
        .filter(in_tree | Q(locale__language_code=language, translation_key__in=keys))
        .order_by("path")
        .values(*fields)
    )
    shown = {row["translation_key"]: row for row in rows if row["locale__language_code"] == language}
    own = (row for row in rows if row["path"].startswith(course.path))
    return [(row, shown.get(row["translation_key"], row)) for row in own]


def _module(row: tuple[dict[str, Any], dict[str, Any]]) -> tuple[str, OutlineModule]:
    own, shown = row
    goals = [line.strip() for line in shown["goals"].splitlines() if line.strip()]
    return own["path"], OutlineModule(
        key=own["translation_key"],
        code=own["code"],
        title=shown["title"],
        theme=own["theme"],
        goals=goals,
        page_id=shown["pk"],
    )


def _activity(
    own: dict[str, Any], shown: dict[str, Any], kinds: dict[str, str], module_code: str
) -> OutlineActivity:
    return OutlineActivity(
        key=own["translation_key"],
        code=own["code"],
        kind=kinds[own["content_type__model"]],
        title=shown["title"],
        minutes=own["minutes"],
        required=own["required"],
        marked_by=own["marked_by"],
        in_gathering=own["in_gathering"],
        sharing_ceiling=own["sharing_ceiling"],
        may_be_skipped=own["may_be_skipped"],
        page_id=shown["pk"],
        module_code=module_code,
    )
