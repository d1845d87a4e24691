"""What others may read of trainees' work. Everything else is the author's own (docs: who sees what).

Each kind decides what it shows; here it is only gathered, for runs that the caller found through `courses.access`.
Nothing is shown of a place that was withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.utils.translation import get_language
from wagtail.query import PageQuerySet

from courses.activities.base import ActivityPage
from courses.activities.checklist.models import (
    ChecklistPage,
    ChecklistPurpose,
    ChecklistResponse,
)
from courses.activities.contract import SHARED_WITH_LEADER
from courses.activities.kinds import KINDS
from courses.activities.reflection.models import ReflectionPage, ReflectionResponse
from courses.kinds import ON_THE_LIST_STATES
from courses.models import CourseRun, Enrolment

TOLD = (ChecklistPurpose.NEEDS, ChecklistPurpose.QUESTIONS)
PageOfAKind = TypeVar("PageOfAKind", bound=ActivityPage)


@dataclass(frozen=True)
class SharedText:
    """A text that its author shares with the leaders right now."""

    enrolment_id: int
    activity_key: UUID
    title: str
    text: str


@dataclass(frozen=True)
class ToldToLeaders:
    """What participants want those who lead to know, by enrolment id."""

    needs: dict[int, list[str]]
    questions: dict[int, list[str]]


def shared_with_leader(course_run: CourseRun, *, enrolment: Enrolment | None = None) -> list[SharedText]:
    """The reflections whose authors share them with the leaders, oldest first. Two queries."""
    rows = ReflectionResponse.objects.filter(
        enrolment__course_run=course_run,
        enrolment__state__in=ON_THE_LIST_STATES,
        sharing__in=SHARED_WITH_LEADER,
    )
    if enrolment is not None:
        rows = rows.filter(enrolment=enrolment)
    found = list(rows.order_by("changed_at", "pk"))
    pages = _pages(ReflectionPage, {row.activity_key for row in found})
    return [
        SharedText(row.enrolment_id, row.activity_key, pages[row.activity_key].title, text)
        for row in found
        if row.activity_key in pages
        for text in KINDS["reflection"].shown_to_leader(pages[row.activity_key], row)
    ]


def told_to_leaders(course_run: CourseRun) -> ToldToLeaders:
    """What participants tell those who lead and arrange, in the reader's language. Two queries.

    What they need to take part, never a diagnosis: there is no field for one (C.4.8). And the lines they want to ask
    about, never what was understood.
    """
    pages = {key: page for key, page in _checklists(course_run).items() if page.purpose in TOLD}
    rows = ChecklistResponse.objects.filter(
        enrolment__course_run=course_run,
        enrolment__state__in=ON_THE_LIST_STATES,
        activity_key__in=list(pages),
    ).order_by("enrolment_id")
    lines: dict[str, dict[int, list[str]]] = {purpose: {} for purpose in TOLD}
    for row in rows:
        page = pages[row.activity_key]
        if shown := KINDS["checklist"].shown_to_leader(page, row):
            lines[page.purpose].setdefault(row.enrolment_id, []).extend(shown)
    return ToldToLeaders(lines[ChecklistPurpose.NEEDS], lines[ChecklistPurpose.QUESTIONS])


def needs_of(course_run: CourseRun) -> dict[int, list[str]]:
    """What each participant needs to take part, by enrolment id. See `told_to_leaders`."""
    return told_to_leaders(course_run).needs


def questions_of(course_run: CourseRun) -> dict[int, list[str]]:
    """The lines each participant wants to ask about, by enrolment id. See `told_to_leaders`."""
    return told_to_leaders(course_run).questions


def ready_choice(enrolment: Enrolment) -> str:
    """The door chosen at the end of the course, or empty. The only thing of that list the committee gets. One query."""
    chosen = ChecklistResponse.objects.filter(enrolment=enrolment).exclude(choice="")
    return chosen.order_by("-changed_at").values_list("choice", flat=True).first() or ""


def _checklists(course_run: CourseRun) -> dict[UUID, ChecklistPage]:
    keys = ChecklistPage.objects.descendant_of(course_run.course).values("translation_key")
    return _in_reader_language(ChecklistPage.objects.filter(translation_key__in=keys))


def _pages(model: type[PageOfAKind], keys: set[UUID]) -> dict[UUID, PageOfAKind]:
    return _in_reader_language(model.objects.filter(translation_key__in=keys))


def _in_reader_language(pages: PageQuerySet[PageOfAKind]) -> dict[UUID, PageOfAKind]:
    """By key, the page in the reader's language where there is a live one, else any."""
    wanted = get_language()
    in_order = sorted(
        pages.live().select_related("locale"), key=lambda page: page.locale.language_code == wanted
    )
    return {page.translation_key: page for page in in_order}
