"""A gathering and its programme from and to a course file."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import stream
from courses.activities.gathering.models import GatheringPage
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


def file_fields(page: GatheringPage) -> dict[str, Any]:
    """The same for a course file."""
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
