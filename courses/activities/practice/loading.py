"""A practice in pairs or threes from and to a course file."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import lines, stream
from courses.activities.practice.models import PracticePage, PracticeRole
from courses.course_files import Part

SIZES = ("group_size", "rounds", "minutes_per_round", "feedback_minutes")


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
    return {
        **{size: practice.number(size) for size in SIZES},
        "roles": stream("role", roles, place=f"{place} roles"),
        "observer_sheet": stream("line", practice.lines("observer_sheet"), place=f"{place} observer sheet"),
        "cards": stream("card", practice.lines("cards"), place=f"{place} cards"),
    }


def file_fields(page: PracticePage) -> dict[str, Any]:
    """The same for a course file."""
    named = ("key", "name", "instruction")
    return {
        "practice": {
            **{size: getattr(page, size) for size in SIZES},
            "roles": [{name: block.value[name] for name in named} for block in page.roles],
            "observer_sheet": lines(page.observer_sheet),
            "cards": lines(page.cards),
        }
    }
