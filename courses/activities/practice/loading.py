"""A practice in pairs or threes from a course file."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import stream
from courses.activities.practice.models import PracticeRole
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind."""
    practice, place = activity.part("practice"), activity.word("id")
    roles = [
        {
            "key": role.one_of("key", PracticeRole.values),
            "name": role.word("name"),
            "instruction": role.word("instruction"),
        }
        for role in practice.parts("roles", name="key")
    ]
    sizes = ("group_size", "rounds", "minutes_per_round", "feedback_minutes")
    return {
        **{size: practice.number(size) for size in sizes},
        "roles": stream("role", roles, place=f"{place} roles"),
        "observer_sheet": stream("line", practice.lines("observer_sheet"), place=f"{place} observer sheet"),
        "cards": stream("card", practice.lines("cards"), place=f"{place} cards"),
    }
