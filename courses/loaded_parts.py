"""Tells what a file wrote from what an editor wrote: each loaded row has the fingerprint of its words.

Used by `courses.loading` alone. Decides; never writes content.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from django.db import models
from wagtail.blocks import StreamValue
from wagtail.models import Page

from courses.models import CoursePage, LoadedPart


class Next(Enum):
    """What to do with one part of the file."""

    MAKE = auto()
    CHANGE = auto()
    KEEP = auto()
    LEAVE = auto()


@dataclass
class LoadedParts:
    """What earlier loads wrote, and what this one does about each part."""

    overwrite: bool = False
    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    marks: dict[str, LoadedPart] = field(default_factory=dict)

    @classmethod
    def read(cls, *, overwrite: bool) -> LoadedParts:
        """All marks, in one query."""
        return cls(overwrite=overwrite, marks={mark.name: mark for mark in LoadedPart.objects.all()})

    def row_of(self, name: str) -> int | None:
        """The primary key of the row that this part became, or None when it was never loaded."""
        return self.marks[name].row if name in self.marks else None

    def decide(
        self, name: str, existing: models.Model | None, wanted: models.Model, fields: list[str]
    ) -> Next:
        """What to do: an editor's change, or removal, is kept unless overwriting."""
        mark = self.marks.get(name)
        if existing is None:
            return self._keep(name) if mark and not self.overwrite else Next.MAKE
        now = fingerprint(existing, fields)
        waiting = isinstance(existing, Page) and (existing.has_unpublished_changes or not existing.live)
        if now == fingerprint(wanted, fields) and not waiting:
            return Next.LEAVE
        if (waiting or mark is None or mark.fingerprint != now) and not self.overwrite:
            return self._keep(name)
        return Next.CHANGE

    def remember(self, name: str, row: models.Model, fields: list[str], done: Next) -> None:
        """Notes what was written to `row` just now."""
        (self.made if done is Next.MAKE else self.changed).append(name)
        mark = self.marks.get(name) or LoadedPart(name=name)
        mark.row, mark.fingerprint = row.pk, fingerprint(row, fields)
        self.marks[name] = mark
        mark.save()

    def _keep(self, name: str) -> Next:
        self.kept.append(name)
        return Next.KEEP


def fingerprint(row: models.Model, fields: list[str]) -> str:
    """SHA-256 of the words in these fields. Ids of blocks and marks of the text editor do not count."""
    values = {name: _plain(getattr(row, name)) for name in fields}
    if isinstance(row, CoursePage):
        texts = ("key", "title", "body", "lines", "closing")
        values["document_texts"] = [
            [getattr(text, name) for name in texts] for text in row.document_texts.all()
        ]
        if asked := [one.asked_course_id for one in row.prerequisites.all()]:
            values["prerequisites"] = asked
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, StreamValue):
        return _without_ids(value.get_prep_value())
    if isinstance(value, str):
        return re.sub(r' data-block-key="[^"]*"', "", value).replace("\r\n", "\n").strip()
    if isinstance(value, bool):
        return value
    return float(value) if hasattr(value, "as_integer_ratio") else value


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(part) for key, part in value.items() if key != "id"}
    if isinstance(value, list):
        return [_without_ids(part) for part in value]
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
