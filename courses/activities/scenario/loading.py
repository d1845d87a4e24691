"""A scenario from and to a course file. One that cannot be walked to an end is refused."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import items, stream
from courses.activities.scenario.graph import Step, problems_of
from courses.activities.scenario.models import ScenarioPage
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind. Raises CourseFileError for a dead end and its like."""
    scenario, place = activity.part("scenario"), activity.word("id")
    nodes = scenario.part("nodes")
    steps = [_step(nodes.part(name), name, place) for name in nodes.content]
    found = problems_of(scenario.word("start"), [_as_graph(step) for step in steps])
    if found:
        raise activity.refuse(found[0])
    return {"start": scenario.word("start"), "steps": stream("step", steps, place=f"{place} steps")}


def file_fields(page: ScenarioPage) -> dict[str, Any]:
    """The same for a course file."""
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


def _step(node: Part, name: str, place: str) -> dict[str, Any]:
    choices = [
        {
            "key": choice.word("id"),
            "text": choice.word("text"),
            "response": choice.word("response"),
            "next": choice.word("next"),
        }
        for choice in node.parts("choices")
    ]
    return {
        "name": name,
        "text": node.word("text"),
        "choices": items(choices, place=f"{place} {name} choices"),
        "ending": node.text("ending", ""),
    }


def _as_graph(step: dict[str, Any]) -> Step:
    choices = tuple((choice["value"]["key"], choice["value"]["next"]) for choice in step["choices"])
    return Step(step["name"], choices, bool(step["ending"]))
