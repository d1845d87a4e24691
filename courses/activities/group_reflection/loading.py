"""A group reflection from and to a course file. Spoken unless the file or the starter facts say otherwise."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import lines, stream
from courses.activities.group_reflection.models import GroupForm, GroupReflectionPage
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind."""
    prompts = stream("prompt", activity.lines("prompts"), place=f"{activity.word('id')} prompts")
    form = activity.one_of("form", GroupForm.values) if activity.has("form") else GroupForm.SPOKEN.value
    return {"prompts": prompts, "form": form, "draws_on": activity.text("draws_on", "")}


def file_fields(page: GroupReflectionPage) -> dict[str, Any]:
    """The same for a course file."""
    return {"prompts": lines(page.prompts), "form": page.form, "draws_on": page.draws_on}
