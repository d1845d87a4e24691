"""The outline of a course: modules and activities in order, in the language asked for, in one query.

Reads the base rows only, never the content of an activity. Everything that lists a course – the trainee's outline,
the leader's table, completion – joins on `OutlineActivity.key`, which is the same in all languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple
from uuid import UUID

from wagtail.models import Page

from courses.activities.base import ActivityPage
from courses.kinds import MARKED_BY_ONESELF
from courses.models import CoursePage
from courses.outline_rows import Pairs, Row, around, of_course


class OutlineActivity(NamedTuple):
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
    """A whole course, or what lies around one activity in it. Readers share it: it is never changed."""

    modules: list[OutlineModule]
    activities: list[OutlineActivity]

    @classmethod
    def of(cls, course: CoursePage, language: str) -> Outline:
        """The live outline of `course`, each title in `language` where a live translation exists. One query.

        Order, numbers and rules are those of `course` itself; a translation lends its title, goals and page.
        """
        return of_course(course, language, _whole)

    @classmethod
    def around(cls, course: CoursePage, language: str, activity_path: str) -> Outline:
        """The same, of one module alone: that of the activity that stands at `activity_path`; and the activity that
        follows it, also where it begins the next module. One query.
        """
        return around(course, language, activity_path, _with_what_follows)

    @cached_property
    def by_code(self) -> dict[str, OutlineActivity]:
        """The activities by their number."""
        return {activity.code: activity for activity in self.activities}

    @cached_property
    def by_key(self) -> dict[UUID, OutlineActivity]:
        """The activities by what ties work to them."""
        return {activity.key: activity for activity in self.activities}

    @cached_property
    def by_written_key(self) -> dict[str, OutlineActivity]:
        """The same, by the key as it is written in requirements and facts."""
        return {str(activity.key): activity for activity in self.activities}

    @cached_property
    def written_keys(self) -> dict[str, str]:
        """The key of each activity as it is written there, by the activity's number."""
        return {activity.code: key for key, activity in self.by_written_key.items()}

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


def _whole(rows: Pairs) -> Outline:
    modules = _modules(rows)
    return Outline(modules, [activity for module in modules for activity in module.activities])


def _with_what_follows(rows: Pairs) -> Outline:
    outline = _whole(rows)
    own = {activity.key for activity in outline.activities}
    beyond = [_activity(*row, "") for row in rows if row[0].code is not None and row[0].key not in own]
    return Outline(outline.modules, outline.activities + beyond)


def _modules(rows: Pairs) -> list[OutlineModule]:
    """The modules in tree order, each with its activities. What stands in no live module is in no outline."""
    by_path = {own.path: _module(own, shown) for own, shown in rows if own.module_code is not None}
    for own, shown in rows:
        if own.code is not None and (module := by_path.get(own.path[: -Page.steplen])):
            module.activities.append(_activity(own, shown, module.code))
    return list(by_path.values())


def _module(own: Row, shown: Row) -> OutlineModule:
    return OutlineModule(
        key=own.key,
        code=own.module_code or "",
        title=shown.title,
        theme=own.theme or "",
        goals=[line.strip() for line in (shown.goals or "").splitlines() if line.strip()],
        introduction=shown.introduction or "",
        page_id=shown.pk,
    )


def _activity(own: Row, shown: Row, module_code: str) -> OutlineActivity:
    return OutlineActivity(
        own.key,
        own.code or "",
        _kinds()[own.model],
        shown.title,
        own.minutes,
        own.required,
        own.marked_by,
        own.in_gathering,
        own.sharing_ceiling,
        own.may_be_skipped,
        shown.pk,
        module_code,
    )


@cache
def _kinds() -> dict[str, str]:
    """The kind of each page model, by the name of the model."""
    return {str(page._meta.model_name): page.kind for page in ActivityPage.__subclasses__()}
