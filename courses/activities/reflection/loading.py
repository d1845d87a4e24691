"""A reflection from and to a course file."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import lines, stream
from courses.activities.reflection.models import ReflectionPage
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind."""
    prompts = stream("prompt", activity.lines("prompts"), place=f"{activity.word('id')} prompts")
    return {"prompts": prompts, "offers_reminder": bool(activity.content.get("offers_reminder", False))}


def file_fields(page: ReflectionPage) -> dict[str, Any]:
    """The same for a course file."""
    return {"prompts": lines(page.prompts), "offers_reminder": page.offers_reminder}
