"""Calling off a message that waits to be sent when what it tells is true no longer.

A message can wait long where the machine that sends them stood still. What was sent, or is being sent now, is never called
off, nor is what a person tells by hand: their lists leave it out by themselves (`courses.settled_messages`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.utils import timezone

from courses.inviting import KEY as INVITATION
from courses.messages_about import about_run
from courses.models import CourseRun
from courses.moved_gatherings import KEY as MOVED
from courses.moved_gatherings import due_at as moves_due
from courses.nudging import KEY as NUDGE
from courses.nudging import due_at as nudges_due
from courses.reminding import KEY as REMINDER
from courses.reminding import due_at as reminders_due
from lms.people.messaging import not_begun


def call_off_nudges(*, at: datetime.datetime | None = None) -> int:
    """Those to who is quiet no longer: on a pause, gone, completed, back again. Returns how many. Called by `run_due`."""
    return _call_off(NUDGE, nudges_due, at or timezone.now())


def call_off_reminders(*, at: datetime.datetime | None = None) -> int:
    """Those of a gathering that is over, moved or cancelled, and to who does not come to it any more.

    Returns how many. Called by `run_due` before the reminders themselves, so that a gathering moved within its day is told
    of anew; and when gatherings are moved or a run is over, for its people and for guests alike.
    """
    return _call_off(REMINDER, reminders_due, at or timezone.now())


def call_off_moves(*, at: datetime.datetime | None = None) -> int:
    """Those of a gathering that was moved once more or is over, and to who does not come to it any more. Returns how many.

    Called by `run_due`, and when a run is over.
    """
    return _call_off(MOVED, moves_due, at or timezone.now(), word_for_word=False)


def call_off_for_run(course_run: CourseRun, *, at: datetime.datetime | None = None) -> int:
    """Every invitation, reminder, nudge and word of a moved gathering of a run that is closed or cancelled (edge case 12).
    Returns how many.

    One query, and one more where something waits.
    """
    waiting = not_begun(at=at or timezone.now()).filter(key__in=(INVITATION, REMINDER, MOVED, NUDGE))
    found = list(about_run(waiting, course_run.pk).values_list("pk", flat=True))
    return waiting.filter(pk__in=found).delete()[0]


def _call_off(
    key: str,
    due: Callable[[datetime.datetime], dict[str, dict[str, str]]],
    moment: datetime.datetime,
    *,
    word_for_word: bool = True,
) -> int:
    """Delete what waits under `key` and is not due any more; with `word_for_word` also what is due in other words, because
    it is queued anew in those. Two queries, and those of `due`.
    """
    waiting = not_begun(at=moment).filter(key=key)
    found = list(waiting.values_list("pk", "once_key", "context"))
    if not found:
        return 0
    still = due(moment)
    late = [pk for pk, once, words in found if once not in still or (word_for_word and still[once] != words)]
    return waiting.filter(pk__in=late).delete()[0]
