"""What a course file asks for: the pages of one language, with every field filled in. Touches no database.

Everything that can be wrong in a file is found here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from courses.activities.base import ActivityPage
from courses.course_files import CourseFiles, Part
from courses.kinds import CourseKind, MarkedBy, Sharing, Theme
from courses.models import CoursePage, DocumentKey, DocumentText, ModulePage, Prerequisite
from courses.plain_text import rich_text
from courses.starter_facts import facts_about

PAGE_MODELS: dict[str, type[ActivityPage]] = {model.kind: model for model in ActivityPage.__subclasses__()}


@dataclass
class PlannedPage:
    """A page to be: `name` is its number in the course, the same in all languages."""

    name: str
    model: type
    fields: dict[str, Any]
    children: list[PlannedPage] = field(default_factory=list)
    documents: list[DocumentText] = field(default_factory=list)
    #: The addresses of the courses that are to be completed first.
    after: list[str] = field(default_factory=list)
    prerequisites: list[Prerequisite] = field(default_factory=list)

    def with_all_below(self) -> Iterator[PlannedPage]:
        """Itself and every page under it, from top to bottom."""
        yield self
        for child in self.children:
            yield from child.with_all_below()


def plan_course(files: CourseFiles, language: str) -> PlannedPage:
    """The course page of one language and all below it. Raises CourseFileError, naming file and place."""
    whole = files.by_language[language]
    course = whole.part("course")
    modules = list(whole.parts("modules"))
    _check_numbers(whole, modules)
    return PlannedPage(
        name="course",
        model=CoursePage,
        fields={
            "title": course.word("title"),
            "slug": course.word("slug"),
            "subtitle": course.text("subtitle"),
            "introduction": rich_text(course.text("introduction")),
            "audience": course.text("audience"),
            "developed_with": course.text("developed_with", ""),
            "hours_online": course.hours("hours_online"),
            "hours_gatherings": course.hours("hours_gatherings"),
            "completion_text": rich_text(course.text("completion_text")),
            **_sort(course),
        },
        after=course.lines("after"),
        children=[_module(module, course.word("slug")) for module in modules],
        documents=[
            _document(whole.part("documents"), key)
            for key in DocumentKey.values
            if whole.part("documents").has(key)
        ],
    )


def _sort(course: Part) -> dict[str, Any]:
    """What sort of course it is, where the file says so; a basic course need not."""
    said: dict[str, Any] = {}
    if course.has("kind"):
        said["kind"] = course.one_of("kind", CourseKind.values)
    if course.has("for_peer_supporters"):
        said["for_peer_supporters"] = course.get("for_peer_supporters", bool)
    return said


def _module(module: Part, course_slug: str) -> PlannedPage:
    return PlannedPage(
        name=f"module {module.word('id')}",
        model=ModulePage,
        fields={
            "title": module.word("title"),
            "slug": module.word("slug"),
            "code": module.word("id"),
            "theme": module.one_of("theme", Theme.values),
            "goals": "\n".join(module.lines("goals")),
            "introduction": rich_text(module.text("introduction")),
        },
        children=[_activity(activity, course_slug) for activity in module.parts("activities")],
    )


def _activity(activity: Part, course_slug: str) -> PlannedPage:
    kind, code = activity.one_of("kind", PAGE_MODELS), activity.word("id")
    facts = facts_about(course_slug, code)
    own = import_module(f"courses.activities.{kind}.loading").page_fields(
        Part(activity.file, activity.place, {**facts, **activity.content})
    )
    common = {
        "title": activity.word("title"),
        "slug": activity.word("slug"),
        "code": code,
        "body": rich_text(activity.text("text")),
        "content_notice": activity.text("content_notice", ""),
        "required": activity.get("required", bool),
        "minutes": activity.number("minutes"),
        "sharing_ceiling": activity.one_of("sharing", Sharing.values),
        "marked_by": activity.one_of("marked_by", MarkedBy.values),
        "in_gathering": activity.text("in_gathering", ""),
        "may_be_skipped": bool({**facts, **activity.content}.get("may_be_skipped")),
        "show_help_numbers": bool({**facts, **activity.content}.get("show_help_numbers")),
    }
    return PlannedPage(name=code, model=PAGE_MODELS[kind], fields={**common, **own})


def _document(documents: Part, key: str) -> DocumentText:
    """The words of one document. The guide to the conversation has questions and outcomes instead of a body."""
    part = documents.part(key)
    if key == DocumentKey.CONVERSATION_GUIDE:
        return DocumentText(
            key=key,
            body=part.text("introduction"),
            lines="\n".join(part.lines("questions")),
            closing=part.text("what_is_noted"),
            labels={"outcomes": part.lines("outcomes")},
        )
    return DocumentText(
        key=key,
        title=part.text("title"),
        body=part.text("body"),
        closing=part.text("disclaimer"),
        labels=part.get("labels", dict),
    )


def _check_numbers(whole: Part, modules: list[Part]) -> None:
    """Every number and address is used once, and every gathering that is named is there."""
    activities = [activity for module in modules for activity in module.parts("activities")]
    for parts, key in ((modules, "id"), (modules, "slug"), (activities, "id")):
        _check_once(parts, key)
    for module in modules:
        _check_once(list(module.parts("activities")), "slug")
    codes = {activity.word("id") for activity in activities}
    gatherings = {part.word("id") for part in activities if part.content.get("kind") == "gathering"}
    for activity in activities:
        named = activity.text("in_gathering", "")
        if named and named not in gatherings:
            raise activity.refuse(
                _("it happens in gathering «%(code)s», but there is none.") % {"code": named}
            )
        if activity.content.get("kind") == "gathering":
            _check_programme(activity, codes)


def _check_programme(gathering: Part, codes: set[str]) -> None:
    for item in gathering.part("gathering").parts("programme", name="title"):
        named = item.text("activity", "")
        if named and named not in codes:
            raise item.refuse(_("it names activity «%(code)s», but there is none.") % {"code": named})


def _check_once(parts: list[Part], key: str) -> None:
    seen: set[str] = set()
    for part in parts:
        value = part.word(key)
        if value in seen:
            raise part.refuse(_("«%(value)s» is used twice as «%(key)s».") % {"value": value, "key": key})
        seen.add(value)
