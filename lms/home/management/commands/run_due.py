"""Do what is due: what a crash left undone, and what waits for a day that has come. Run it every few minutes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates import filing, participation_sheets
from certificates.approvals import forgetting as years
from certificates.approvals import handling, opening
from courses import (
    attendance_years,
    calling_off,
    checking_in,
    closing_shares,
    completion,
    forgetting,
    letters,
    nudging,
    prerequisites,
    reminding,
    waiting,
)
from lms.home import old_messages, wiping
from lms.people import messaging, old_sessions, rate_limit

logger = logging.getLogger(__name__)

# From the bottom up, so that what one room finds is there when the next one looks.
DUE: tuple[tuple[str, Callable[[], int]], ...] = (
    ("messages after a quiet time called off", calling_off.call_off_nudges),
    ("reminders of gatherings called off", calling_off.call_off_reminders),
    ("messages of moved gatherings called off", calling_off.call_off_moves),
    ("messages to send again", messaging.find_what_a_crash_left),
    ("check-ins to follow up", checking_in.find_what_a_crash_left),
    ("courses to complete", completion.find_what_a_crash_left),
    ("reminders of gatherings", reminding.remind_of_gatherings),
    ("messages after a quiet time", nudging.nudge),
    ("certificates to issue or file", filing.find_what_a_crash_left),
    ("confirmations of participation to make", participation_sheets.find_what_a_crash_left),
    ("cases to open or bring up to date", opening.find_what_a_crash_left),
    ("postponed cases that come back", handling.bring_back_postponed),
    ("shares that are no longer allowed", closing_shares.close_shares),
    ("letters called to mind", letters.remind),
    ("notices before words are deleted", forgetting.tell_before_deletion),
    ("places whose words are deleted", forgetting.delete_what_is_due),
    ("needs deleted after the run", forgetting.delete_needs),
    ("agreements deleted after the run", forgetting.delete_group_texts),
    ("people on waiting lists of courses that are over", waiting.end_lines),
    ("confirmations of participation that are a month old", participation_sheets.delete_old),
    ("gatherings whose names become numbers", attendance_years.names_become_numbers),
    ("gatherings whose numbers are deleted", attendance_years.delete_numbers),
    ("places where it is forgotten who was let in", prerequisites.forget_who_was_let_in),
    ("cases whose years are over", years.delete_closed_cases),
    ("certificates of approval whose years are over", years.empty_approval_certificates),
    ("pledges whose years are over", years.delete_pledges),
    ("messages sent a year ago", old_messages.delete_old_messages),
    ("sessions that are over", old_sessions.forget_sessions),
    ("counts of tries that are over", rate_limit.forget_counts),
    ("databases cleared of what was deleted", wiping.wipe),
)


class Command(BaseCommand):
    """`manage.py run_due`. Safe to run at any time, twice, and beside itself."""

    help = "Find what a crash left undone and do what is due today. Prints how many of each kind."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every room in turn; one that fails does not stop the others, and is told at the end by the exit code."""
        failed = []
        for name, find in DUE:
            try:
                self.stdout.write(f"{name}: {find()}")
            except Exception as error:  # noqa: BLE001  whatever went wrong in one room, the others must have their turn
                logger.error("run_due failed at %s: %s", name, type(error).__name__)
                failed.append(name)
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}.")
