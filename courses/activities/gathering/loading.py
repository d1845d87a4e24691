"""A gathering and its programme from a course file."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import stream
from courses.course_files import Part
from courses.kinds import GatheringKind


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind."""
    gathering = activity.part("gathering")
    programme = [
        {
            "minutes": item.number("minutes"),
            "title": item.word("title"),
            "activity": item.text("activity", ""),
        }
        for item in gathering.parts("programme", name="title")
    ]
    return {
        "gathering_kind": gathering.one_of("kind", GatheringKind.values),
        "programme": stream("item", programme, place=f"{activity.word('id')} programme"),
        "what_to_bring": gathering.text("what_to_bring", ""),
    }
