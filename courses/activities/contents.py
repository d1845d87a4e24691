"""Stream field content made from a course file, the same ids every time and in all languages; and back again."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from wagtail.blocks import StreamValue

ROOM = uuid.UUID("5b0c1a1e-3f0e-4d5a-9a53-0c2f6d6c7e10")


def stream(kind: str, values: Iterable[Any], *, place: str) -> str:
    """The raw value of a stream of blocks called `kind`. `place` names the field within the course."""
    return json.dumps(
        [{"type": kind, "value": value, "id": block_id(place, number)} for number, value in enumerate(values)]
    )


def items(values: Iterable[Any], *, place: str) -> list[dict[str, Any]]:
    """The raw value of a list block inside a stream."""
    return [
        {"type": "item", "value": value, "id": block_id(place, number)} for number, value in enumerate(values)
    ]


def lines(value: StreamValue) -> list[str]:
    """The words of a stream with one text in each block."""
    return [block.value for block in value]


def block_id(place: str, number: int) -> str:
    """The id of the block with this number."""
    return str(uuid.uuid5(ROOM, f"{place} {number}"))
