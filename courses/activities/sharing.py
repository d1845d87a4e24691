"""What the group may read of one another: inside the run, while it is open, and only what each has chosen to share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.workplace import Workplace


@dataclass(frozen=True)
class Shared:
    """A text somebody else shared with the group."""

    first_name: str
    text: str


def from_the_group(work: Workplace) -> list[Shared]:
    """What the others in the same run share with the group here, by first name. None after the run."""
    return [
        Shared(row.enrolment.person.first_name, text)
        for row in work.from_others
        for text in work.kind.shown_to_group(work.page, row)
    ]
