"""What each kind of activity writes into a course file: the other way of its `loading.page_fields`.

Pictures and recordings are files and stay at home; everything that is words, numbers or rules comes along.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.blocks import StreamValue

from courses.activities.base import ActivityPage
from courses.activities.checklist.models import ChecklistPage, ChecklistStyle
from courses.activities.gathering.models import GatheringPage
from courses.activities.group_reflection.models import GroupReflectionPage
from courses.activities.pledge.models import PledgePage
from courses.activities.practice.models import PracticePage
from courses.activities.reading.models import ReadingPage
from courses.activities.reflection.models import ReflectionPage
from courses.activities.scenario.models import ScenarioPage

Fields = dict[str, Any]


def own_fields(page: ActivityPage) -> Fields:
    """The part of a course file that only this kind has."""
    return WRITERS[page.kind](page)


def _reading(page: ReadingPage) -> Fields:
    """Links to films and podcasts elsewhere."""
    links = [
        {name: block.value[name] for name in ("title", "medium", "minutes", "address", "transcript")}
        for block in page.media
        if block.block_type == "outside"
    ]
    return {"outside": links} if links else {}


def _reflection(page: ReflectionPage) -> Fields:
    return {"prompts": _lines(page.prompts), "offers_reminder": page.offers_reminder}


def _group_reflection(page: GroupReflectionPage) -> Fields:
    return {"prompts": _lines(page.prompts), "form": page.form, "draws_on": page.draws_on}


def _practice(page: PracticePage) -> Fields:
    sizes = ("group_size", "rounds", "minutes_per_round", "feedback_minutes")
    return {
        "practice": {
            **{size: getattr(page, size) for size in sizes},
            "roles": [
                {name: block.value[name] for name in ("key", "name", "instruction")} for block in page.roles
            ],
            "observer_sheet": _lines(page.observer_sheet),
            "cards": _lines(page.cards),
        }
    }


def _scenario(page: ScenarioPage) -> Fields:
    nodes = {
        block.value["name"]: {
            "text": block.value["text"],
            "choices": [
                {"id": choice["key"], **{name: choice[name] for name in ("text", "response", "next")}}
                for choice in block.value["choices"]
            ],
            "ending": block.value["ending"],
        }
        for block in page.steps
    }
    return {"scenario": {"start": page.start, "nodes": nodes}}


def _checklist(page: ChecklistPage) -> Fields:
    explains = page.style == ChecklistStyle.EXPLAIN
    names = ("text", "answer_label", "explanation")
    lines = [
        {"id": block.value["key"], **{name: block.value[name] or "" for name in names}}
        for block in page.lines
    ]
    where = "statements" if explains else "options"
    return {"checklist_style": page.style, "purpose": page.purpose, where: lines}


def _pledge(page: PledgePage) -> Fields:
    return {"pledge": {"clauses": _lines(page.clauses), "confirmation": page.confirmation}}


def _gathering(page: GatheringPage) -> Fields:
    programme = [
        {name: block.value[name] or "" for name in ("minutes", "title", "activity")}
        for block in page.programme
    ]
    return {
        "gathering": {
            "kind": page.gathering_kind,
            "programme": programme,
            "what_to_bring": page.what_to_bring,
        }
    }


def _lines(stream: StreamValue) -> list[str]:
    return [block.value for block in stream]


WRITERS: dict[str, Callable[[Any], Fields]] = {
    "reading": _reading,
    "reflection": _reflection,
    "group_reflection": _group_reflection,
    "practice": _practice,
    "scenario": _scenario,
    "checklist": _checklist,
    "pledge": _pledge,
    "gathering": _gathering,
}
