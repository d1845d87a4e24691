"""A checklist from and to a course file. For oneself, unless the file or the starter facts give it another purpose."""

from __future__ import annotations

from typing import Any

from courses.activities.checklist.models import ChecklistPage, ChecklistPurpose, ChecklistStyle
from courses.activities.contents import stream
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The fields of its own kind."""
    style = activity.one_of("checklist_style", ChecklistStyle.values)
    lines = [
        {
            "key": line.word("id"),
            "text": line.word("text"),
            "answer_label": line.text("answer_label", ""),
            "explanation": line.text("explanation", ""),
        }
        for line in activity.parts("statements" if style == ChecklistStyle.EXPLAIN else "options")
    ]
    purpose = ChecklistPurpose.OWN.value
    if activity.has("purpose"):
        purpose = activity.one_of("purpose", ChecklistPurpose.values)
    return {
        "style": style,
        "purpose": purpose,
        "lines": stream("line", lines, place=f"{activity.word('id')} lines"),
    }


def file_fields(page: ChecklistPage) -> dict[str, Any]:
    """The same for a course file."""
    names = ("text", "answer_label", "explanation")
    written = [
        {"id": block.value["key"], **{name: block.value[name] or "" for name in names}}
        for block in page.lines
    ]
    where = "statements" if page.style == ChecklistStyle.EXPLAIN else "options"
    return {"checklist_style": page.style, "purpose": page.purpose, where: written}
