"""Choosing one sentence of one's own for the group, copied out of what one has written for oneself.

The copy is a text of its own: nothing is kept about where it came from, and the private text stays as it was. What an
editor has locked to its author is not offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.activities.group_reflection.form import LONGEST
from courses.activities.reflection.models import ReflectionResponse
from courses.kinds import Sharing
from courses.outline import OutlineActivity
from courses.workplace import Workplace

_ENDS = re.compile(r"(?<=[.!?…])\s+|\s*\n+\s*")


@dataclass(frozen=True)
class OwnText:
    """A text of one's own, sentence by sentence."""

    title: str
    sentences: list[str]


def own_texts(work: Workplace) -> list[OwnText]:
    """What the person may choose from for the activity on the screen, in the order of the course. One query."""
    steps = {step.key: step for step in work.outline.activities if _may_be_drawn_on(step, work)}
    rows = ReflectionResponse.objects.filter(enrolment=work.enrolment, activity_key__in=list(steps))
    texts = {row.activity_key: sentences_in(row.text) for row in rows}
    return [OwnText(step.title, texts[key]) for key, step in steps.items() if texts.get(key)]


def sentences_in(text: str) -> list[str]:
    """The sentences of a text, each line a sentence at most; those too long for the group are left out."""
    found = (part.strip() for part in _ENDS.split(text))
    return [sentence for sentence in found if sentence and len(sentence) <= LONGEST]


def _may_be_drawn_on(step: OutlineActivity, work: Workplace) -> bool:
    if step.kind != "reflection" or step.sharing_ceiling == Sharing.PRIVATE_LOCKED:
        return False
    wanted = work.page.draws_on
    return step.code == wanted if wanted else step.module_code == work.step.module_code
