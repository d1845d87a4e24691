"""A reading from and to a course file, with links to films and podcasts, and the pictures that may travel.

Recordings are put in by an editor. Pictures stand before links, whatever the order was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from courses.activities.contents import stream
from courses.activities.reading.blocks import Medium
from courses.activities.reading.models import ReadingPage
from courses.course_files import Part


def page_fields(activity: Part) -> dict[str, Any]:
    """The pictures and links, where the file has any; otherwise what an editor has put there stays.

    A picture is named by its file; `place_pictures` puts the picture itself there once it is made.
    """
    place = f"{activity.word('id')} media"
    blocks = []
    if activity.has("pictures"):
        pictures = [_picture(picture) for picture in activity.parts("pictures", name="file")]
        blocks += json.loads(stream("picture", pictures, place=f"{place} pictures"))
    if activity.has("outside"):
        links = [_link(link) for link in activity.parts("outside", name="title")]
        blocks += json.loads(stream("outside", links, place=place))
    return {"media": json.dumps(blocks)} if blocks else {}


def _picture(picture: Part) -> dict[str, Any]:
    decorative = picture.get("decorative", bool)
    return {
        "image": {
            "image": picture.word("file"),
            "alt_text": "" if decorative else picture.word("alt"),
            "decorative": decorative,
        },
        "caption": picture.text("caption", ""),
        "may_travel": True,
    }


def _link(link: Part) -> dict[str, Any]:
    return {
        "title": link.word("title"),
        "medium": link.one_of("medium", Medium.values),
        "minutes": link.number("minutes"),
        "address": link.word("address"),
        "transcript": link.word("transcript"),
    }


def picture_names(fields: Mapping[str, Any]) -> set[str]:
    """The files of pictures that these fields name."""
    blocks = json.loads(fields.get("media", "[]"))
    return {block["value"]["image"]["image"] for block in blocks if block["type"] == "picture"}


def place_pictures(fields: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
    """The same fields with the pictures themselves where files were named."""
    blocks = json.loads(fields.get("media", "[]"))
    for block in blocks:
        if block["type"] == "picture":
            block["value"]["image"]["image"] = ids[block["value"]["image"]["image"]]
    return {**fields, "media": json.dumps(blocks)} if blocks else dict(fields)


def file_fields(page: ReadingPage) -> dict[str, Any]:
    """The links to films and podcasts elsewhere. Recordings stay at home."""
    links = [
        {name: block.value[name] for name in ("title", "medium", "minutes", "address", "transcript")}
        for block in page.media
        if block.block_type == "outside"
    ]
    return {"outside": links} if links else {}


def travelling(page: ReadingPage, shown: ReadingPage) -> list[tuple[Any, dict[str, Any]]]:
    """The pictures of the course that may travel, each with its words in the language of `shown`.

    The same ones in every language, in the order of `page`; where a translation has no such picture, with the words of `page`.
    """
    there = {block.value["image"].pk: block.value for block in shown.media if _may_travel(block)}
    found = []
    for block in page.media:
        if _may_travel(block):
            image = block.value["image"]
            value = there.get(image.pk, block.value)
            words = {
                "decorative": bool(image.decorative),
                "alt": "" if image.decorative else value["image"].contextual_alt_text or "",
                "caption": value["caption"] or "",
            }
            found.append((image, words))
    return found


def _may_travel(block: Any) -> bool:
    return bool(block.block_type == "picture" and block.value["image"] and block.value.get("may_travel"))
