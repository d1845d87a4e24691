"""The common starting text of the pledge from a course file."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import stream
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind."""
    pledge = activity.part("pledge")
    clauses = stream("clause", pledge.lines("clauses"), place=f"{activity.word('id')} clauses")
    return {"clauses": clauses, "confirmation": pledge.text("confirmation")}
