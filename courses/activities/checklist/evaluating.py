"""The anonymous evaluation: handed in without a name, and read together when the course is over (decision 0015).

Numbers that grow while people answer can be subtracted: whoever looks before and after a person has answered knows what
they said. So nothing is shown before the run is closed, nothing is taken in afterwards, and never from fewer than five.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.activities.checklist.models import AnonymousAnswer, ChecklistPage, ChecklistPurpose
from courses.errors import CourseError
from courses.kinds import OVER_RUN_STATES

if TYPE_CHECKING:
    from courses.activities.checklist.models import ChecklistResponse
    from courses.models import CourseRun

FEWEST_ANSWERS = 5


@dataclass(frozen=True)
class Evaluation:
    """What the answers say together: for each line how many ticked it. Fewer than five say nothing: no lines."""

    code: str
    title: str
    answers: int | None
    lines: list[tuple[str, int]]

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        return f"evaluation-{self.code}"


def hand_in(response: ChecklistResponse, page: ChecklistPage, ticked: Iterable[str], *, finish: bool) -> None:
    """One answer without a name, tied to the run. A second one changes nothing, for nobody could find the first.

    Raises CourseError for half an answer, and after the run is over.
    """
    if response.is_done:
        return
    if response.enrolment.course_run.state in OVER_RUN_STATES:
        raise CourseError(
            _(
                "The course is over, and the answers have been put together. Do call if there is something to say."
            )
        )
    if not finish:
        raise CourseError(
            _("These answers have no name on them, so they cannot be kept halfway. Hand them in when ready.")
        )
    AnonymousAnswer.objects.create(
        course_run_id=response.enrolment.course_run_id,
        activity_key=page.translation_key,
        ticked=sorted(ticked),
    )


def evaluations_of(course_run: CourseRun) -> list[Evaluation]:
    """The evaluations of a run that is over, in the reader's language. Empty before that. Two queries."""
    if course_run.state not in OVER_RUN_STATES:
        return []
    pages = _pages(course_run)
    given: dict[UUID, list[list[str]]] = {key: [] for key in pages}
    answers = AnonymousAnswer.objects.filter(course_run=course_run, activity_key__in=list(pages))
    for key, ticked in answers.values_list("activity_key", "ticked"):
        given[key].append(ticked)
    return [_together(page, given[key]) for key, page in pages.items()]


def has_evaluation(course_run: CourseRun) -> bool:
    """Whether the course asks for one at all. One query."""
    pages = ChecklistPage.objects.descendant_of(course_run.course).live()
    return pages.filter(purpose=ChecklistPurpose.EVALUATION).exists()


def _together(page: ChecklistPage, given: list[list[str]]) -> Evaluation:
    if len(given) < FEWEST_ANSWERS:
        return Evaluation(page.code, page.title, None, [])
    ticks = Counter(line for ticked in given for line in ticked)
    lines = [(block.value["text"], ticks[block.value["key"]]) for block in page.lines]
    return Evaluation(page.code, page.title, len(given), lines)


def _pages(course_run: CourseRun) -> dict[UUID, ChecklistPage]:
    """The evaluations of the course by key, in the reader's language where there is a live one. One query."""
    in_course = ChecklistPage.objects.descendant_of(course_run.course).values("translation_key")
    pages = ChecklistPage.objects.filter(
        translation_key__in=in_course, purpose=ChecklistPurpose.EVALUATION
    ).live()
    wanted = get_language()
    in_order = sorted(
        pages.select_related("locale"), key=lambda page: (page.locale.language_code == wanted, page.path)
    )
    return {page.translation_key: page for page in in_order}
