"""The two days of a letter to oneself: when one is reminded, and when it is deleted. Both from the rules that act on them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from courses.activities.reflection.models import ReflectionResponse

if TYPE_CHECKING:
    from courses.workplace import Workplace


@dataclass(frozen=True)
class LetterDays:
    """`reminder` is always before `deletion`, which is None as long as the course goes on."""

    reminder: datetime.date
    deletion: datetime.date | None
    reminded: datetime.date | None


def letter_days(work: Workplace) -> LetterDays | None:
    """The days for the letter on the screen, or for one written today; None where no reminder is offered. No query."""
    from courses.letters import reminder_date
    from courses.retention import deletion_date

    if not work.page.offers_reminder:
        return None
    letter = work.content or ReflectionResponse(enrolment=work.enrolment, changed_at=timezone.now())
    return LetterDays(reminder_date(letter), deletion_date(work.enrolment), letter.reminded_on)
