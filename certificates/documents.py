"""What a document says, frozen: every word on the paper, in the order of the paper.

Facts are finished text in one language. They are stored with the certificate, so a document can be made again years
later and be the same to the byte, whatever has happened to the course, the association's name or our wording.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any, ClassVar

DEFAULT_COLOUR = "#353b6e"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SCHEMA = 1


@dataclasses.dataclass(frozen=True, kw_only=True)
class Logo:
    """An association's picture as it was on the day of issue. `content` is base64."""

    content_type: str
    content: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class DocumentFacts:
    """What both documents carry.

    `number_line` and `check_line` stand in the foot, the second before the code in bold. `check_url` is what the QR
    code holds. `issued_on` and `created_at` are ISO dates; `created_at` becomes the date inside the PDF file.
    """

    kind: ClassVar[str]
    template: ClassVar[str]

    language: str
    title: str
    name: str
    organisation: str
    statement: tuple[str, ...]
    signers: tuple[str, ...]
    number: str
    number_line: str
    code: str
    check_url: str
    check_line: str
    qr_label: str
    issued_on: str
    created_at: str
    colour: str = DEFAULT_COLOUR
    logo: Logo | None = None

    def __post_init__(self) -> None:
        """Keep anything but a plain colour out of the style sheet."""
        if not _COLOUR.fullmatch(self.colour):
            object.__setattr__(self, "colour", DEFAULT_COLOUR)

    def to_json(self) -> dict[str, Any]:
        """Return plain values that survive a JSON column."""
        plain = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in dataclasses.asdict(self).items()
        }
        return {"schema": _SCHEMA, "kind": self.kind, **plain}


@dataclasses.dataclass(frozen=True, kw_only=True)
class CompletionFacts(DocumentFacts):
    """Kursbevis: the course is completed. `disclaimer` says in bold that it is not an approval."""

    kind: ClassVar[str] = "completion"
    template: ClassVar[str] = "certificates/pdf/completion.html"

    partners_line: str
    course_title: str
    period: str
    place: str
    hours: str
    topics_label: str
    topics: tuple[str, ...]
    closing: tuple[str, ...]
    disclaimer: tuple[str, ...]

    @property
    def statement_parts(self) -> list[tuple[str, str, str]]:
        """Each line of the statement as the words before, in and after the course title, which is set in italics."""
        return [
            line.partition(self.course_title) if self.course_title else (line, "", "")
            for line in self.statement
        ]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ApprovalFacts(DocumentFacts):
    """Likepersonsertifikat: the association has approved this person as a peer supporter."""

    kind: ClassVar[str] = "approval"
    template: ClassVar[str] = "certificates/pdf/approval.html"

    basis: str
    disclaimer: str
    approved_from: str


_KINDS: dict[str, type[DocumentFacts]] = {kind.kind: kind for kind in (CompletionFacts, ApprovalFacts)}


def from_json(stored: dict[str, Any]) -> DocumentFacts:
    """Return the facts that `to_json` wrote down."""
    values = {key: value for key, value in stored.items() if key not in ("schema", "kind")}
    for key, value in values.items():
        if isinstance(value, list):
            values[key] = tuple(value)
    if values.get("logo"):
        values["logo"] = Logo(**values["logo"])
    return _KINDS[stored["kind"]](**values)
