"""The common starting text of the pledge from and to a course file."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import lines, stream
from courses.activities.pledge.models import PledgePage
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind."""
    pledge = activity.part("pledge")
    clauses = stream("clause", pledge.lines("clauses"), place=f"{activity.word('id')} clauses")
    return {"clauses": clauses, "confirmation": pledge.text("confirmation")}


def file_fields(page: PledgePage) -> dict[str, Any]:
    """The same for a course file."""
    return {"pledge": {"clauses": lines(page.clauses), "confirmation": page.confirmation}}
