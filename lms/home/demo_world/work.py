"""What the trainees of the demo did by themselves: each kind of activity answered as a person might."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator
from typing import Any

from courses.activities.base import ActivityPage
from courses.activities.checklist.answers import ASK, UNDERSTOOD, YES
from courses.activities.checklist.models import ChecklistPage, ChecklistPurpose, ChecklistStyle, ReadyChoice
from courses.activities.scenario.models import ScenarioPage
from courses.activities.scenario.walking import CHOOSE, follow
from courses.kinds import MARKED_BY_ONESELF
from courses.models import Enrolment
from courses.responding import save_work

THOUGHTS = (
    "Jeg vil gjerne være der for en annen, slik noen var det for meg.",
    "Jeg merker at jeg puster roligere når jeg får tid til å svare.",
    "Det er lett å gi råd. Det er vanskeligere å bare bli sittende.",
    "Jeg øver på å si nei før jeg er helt tom.",
)
USUAL_NEEDS = (("door", "breaks"), ("hearing",), ("space",), ("print", "company"))

Answer = tuple[dict[str, Any], bool]


def work_through(
    place: Enrolment,
    *,
    modules: Collection[str] | None = None,
    until: str = "",
    choice: str = ReadyChoice.NOW,
    at: datetime.datetime,
) -> None:
    """Does every activity of `modules` (all by default) that one does alone, in order, and stops before `until`."""
    for page in pages_of(place, modules):
        if page.code == until:
            return
        for content, finish in ANSWERS[page.kind](page, place, choice):
            save_work(enrolment=place, activity_page=page, content=content, finish=finish, at=at)


def pages_of(place: Enrolment, modules: Collection[str] | None) -> Iterator[ActivityPage]:
    """The activities one finishes alone, in the order of the course, with the kind's own fields."""
    pages = ActivityPage.objects.descendant_of(place.course_run.course).live().order_by("path")
    for page in pages.filter(marked_by__in=MARKED_BY_ONESELF).specific():
        if modules is None or page.code.split(".")[0] in modules:
            yield page


def read(page: ActivityPage, place: Enrolment, choice: str) -> list[Answer]:
    """Read it."""
    return [({}, True)]


def reflect(page: ActivityPage, place: Enrolment, choice: str) -> list[Answer]:
    """Wrote a sentence or two."""
    return [({"text": THOUGHTS[(place.pk + page.pk) % len(THOUGHTS)]}, True)]


def walk(page: ScenarioPage, place: Enrolment, choice: str) -> list[Answer]:
    """Took the last choice of each step, to an ending."""
    moves, path = [], ""
    while not (here := follow(page, path)).ended:
        key = list(here.present["choices"])[-1]["key"]
        moves.append(({"move": CHOOSE, "choice": key}, False))
        path = f"{path} {here.present['name']}/{key}".strip()
    return moves


def tick(page: ChecklistPage, place: Enrolment, choice: str) -> list[Answer]:
    """Ticked, asked or thought first, by the style of the list."""
    keys = [block.value["key"] for block in page.lines]
    if page.style == ChecklistStyle.EXPLAIN:
        return [({"line": key, "answer": YES}, False) for key in keys]
    if page.style == ChecklistStyle.ASK:
        asked = keys[place.pk % len(keys)] if place.pk % 3 == 0 else ""
        return [({"answers": {key: ASK if key == asked else UNDERSTOOD for key in keys}}, True)]
    if page.purpose == ChecklistPurpose.NEEDS:
        needs = USUAL_NEEDS[place.pk % len(USUAL_NEEDS)] if place.pk % 2 else ()
        return [({"ticked": list(needs)}, True)]
    if page.purpose == ChecklistPurpose.READY:
        return [({"ticked": [key for key in keys if not key.startswith("choice_")], "choice": choice}, True)]
    return [({"ticked": keys[:4]}, True)]


ANSWERS: dict[str, Callable[[Any, Enrolment, str], list[Answer]]] = {
    "reading": read,
    "reflection": reflect,
    "scenario": walk,
    "checklist": tick,
}
