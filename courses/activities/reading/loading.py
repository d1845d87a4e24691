"""A reading from and to a course file, with links to films and podcasts. Pictures and recordings are put in by an editor."""

from __future__ import annotations

from typing import Any

from courses.activities.contents import stream
from courses.activities.reading.blocks import Medium
from courses.activities.reading.models import ReadingPage
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The links, where the file has any; otherwise what an editor has put there stays."""
    if not activity.has("outside"):
        return {}
    links = [
        {
            "title": link.word("title"),
            "medium": link.one_of("medium", Medium.values),
            "minutes": link.number("minutes"),
            "address": link.word("address"),
            "transcript": link.word("transcript"),
        }
        for link in activity.parts("outside", name="title")
    ]
    return {"media": stream("outside", links, place=f"{activity.word('id')} media")}


def file_fields(page: ReadingPage) -> dict[str, Any]:
    """The links to films and podcasts elsewhere. Pictures and recordings are files, and stay at home."""
    links = [
        {name: block.value[name] for name in ("title", "medium", "minutes", "address", "transcript")}
        for block in page.media
        if block.block_type == "outside"
    ]
    return {"outside": links} if links else {}
