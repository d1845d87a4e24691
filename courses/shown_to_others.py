"""What others may read of trainees' work. Everything else is the author's own (docs: who sees what).

Each kind decides what it shows; here it is only gathered, for runs that the caller found through `courses.access`.
Nothing is shown of a place that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.utils.translation import get_language
from wagtail.query import PageQuerySet

from courses.activities.base import ActivityPage, Response
from courses.activities.checklist.models import (
    ChecklistPage,
    ChecklistPurpose,
    ChecklistResponse,
)
from courses.activities.contract import SHARED_WITH_LEADER
from courses.activities.kinds import KINDS
from courses.kinds import ON_THE_LIST_STATES, Sharing
from courses.models import CoursePage, CourseRun

TOLD = (ChecklistPurpose.NEEDS, ChecklistPurpose.QUESTIONS)
PageOfAKind = TypeVar("PageOfAKind", bound=ActivityPage)


@dataclass(frozen=True)
class SharedText:
    """A text that its author shares right now. `with_group` says whether the others on the course may read it too."""

    enrolment_id: int
    activity_key: UUID
    title: str
    text: str
    response_id: int = 0
    with_group: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class ToldToLeaders:
    """What participants want those who lead to know, by enrolment id."""

    needs: dict[int, list[str]]
    questions: dict[int, list[str]]


def shared_with_leader(course_run: CourseRun) -> list[SharedText]:
    """The reflections whose authors share them with the leaders, also those shared with the group while the run is
    open. Oldest first. Two queries, and one for the course where it is not at hand."""
    return _shared(course_run, "reflection", SHARED_WITH_LEADER)


def sentences_for_group(course_run: CourseRun) -> list[SharedText]:
    """The sentences written for the group, for its leaders, while the run is open. Oldest first. Two queries."""
    return _shared(course_run, "group_reflection", (Sharing.GROUP,))


def _shared(course_run: CourseRun, name: str, sharing: tuple[str, ...]) -> list[SharedText]:
    kind = KINDS[name]
    rows = kind.response_model.objects.filter(
        enrolment__course_run=course_run,
        enrolment__state__in=ON_THE_LIST_STATES,
        sharing__in=sharing,
    )
    found = list(rows.select_related("enrolment").order_by("changed_at", "pk"))
    pages = pages_in(course_run.course, kind.page_model, {row.activity_key for row in found})
    return [
        SharedText(
            row.enrolment_id,
            row.activity_key,
            pages[row.activity_key].title,
            text,
            response_id=row.pk,
            with_group=row.sharing == Sharing.GROUP,
            is_hidden=row.hidden_at is not None,
        )
        for row in _with_run(found, course_run)
        if row.activity_key in pages
        for text in kind.shown_to_leader(pages[row.activity_key], row)
    ]


def _with_run(rows: list[Response], course_run: CourseRun) -> list[Response]:
    """The same rows, each knowing its run, so that no rule has to ask for it."""
    for row in rows:
        row.enrolment.course_run = course_run
    return rows


def told_to_leaders(course_run: CourseRun, *, only: Collection[int] | None = None) -> ToldToLeaders:
    """What participants tell those who lead and arrange, in the reader's language. Two queries.

    What they need to take part, never a diagnosis: there is no field for one (C.4.8). And the lines they want to ask
    about, never what was understood. `only` are the places asked about, where that is not everybody.
    """
    pages = {key: page for key, page in _checklists(course_run).items() if page.purpose in TOLD}
    rows = ChecklistResponse.objects.filter(
        enrolment__course_run=course_run,
        enrolment__state__in=ON_THE_LIST_STATES,
        activity_key__in=list(pages),
    ).order_by("enrolment_id")
    if only is not None:
        rows = rows.filter(enrolment__in=only)
    lines: dict[str, dict[int, list[str]]] = {purpose: {} for purpose in TOLD}
    for row in rows:
        page = pages[row.activity_key]
        if shown := KINDS["checklist"].shown_to_leader(page, row):
            lines[page.purpose].setdefault(row.enrolment_id, []).extend(shown)
    return ToldToLeaders(lines[ChecklistPurpose.NEEDS], lines[ChecklistPurpose.QUESTIONS])


def _checklists(course_run: CourseRun) -> dict[UUID, ChecklistPage]:
    keys = ChecklistPage.objects.descendant_of(course_run.course).values("translation_key")
    return _in_reader_language(ChecklistPage.objects.filter(translation_key__in=keys))


def pages_in(course: CoursePage, model: type[PageOfAKind], keys: set[UUID]) -> dict[UUID, PageOfAKind]:
    """By key, the live pages of this course with the words of the reader's language, where there is one. One query.

    How far each may be shared is said by the course itself, whatever a translation says: one rule for author and reader.
    """
    found = list(model.objects.filter(translation_key__in=keys).live().select_related("locale"))
    own = {page.translation_key: page for page in found if page.path.startswith(course.path)}
    wanted = get_language()
    shown = {page.translation_key: page for page in found if page.locale.language_code == wanted}
    pages = {key: shown.get(key, page) for key, page in own.items()}
    for key, page in pages.items():
        page.sharing_ceiling = own[key].sharing_ceiling
    return pages


def _in_reader_language(pages: PageQuerySet[PageOfAKind]) -> dict[UUID, PageOfAKind]:
    """By key, the page in the reader's language where there is a live one, else any."""
    wanted = get_language()
    in_order = sorted(
        pages.live().select_related("locale"), key=lambda page: page.locale.language_code == wanted
    )
    return {page.translation_key: page for page in in_order}
