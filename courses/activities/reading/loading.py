"""A reading from a course file: nothing beyond what every activity has."""

from __future__ import annotations

from typing import Any

from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind."""
    return {}
