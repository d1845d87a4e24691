"""The code on the leader's screen: made from the check-in and the minute, so that it changes by itself and is kept nowhere."""

from __future__ import annotations

import datetime
import re

from django.utils.crypto import constant_time_compare, salted_hmac

from courses.models import CheckIn
from lms.people.models.users import HANDLE_ALPHABET

LENGTH = 6
STANDS_FOR = datetime.timedelta(seconds=60)
#: A code that has just been changed still works, so that nobody is beaten by the clock while typing.
STEPS_THAT_WORK = 2
#: How far from the day of the gathering a code is looked for at all.
NEAR = datetime.timedelta(days=1)


def code_of(check_in: CheckIn, at: datetime.datetime, *, back: int = 0) -> str:
    """The code at this moment, or `back` changes earlier. Opened anew, other codes follow."""
    seed = f"{check_in.pk}:{check_in.opened_at.timestamp()}:{_step(at) - back}"
    number = int.from_bytes(salted_hmac("likevel.check-in", seed, algorithm="sha256").digest())
    letters = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(HANDLE_ALPHABET))
        letters.append(HANDLE_ALPHABET[rest])
    return "".join(letters).upper()


def seconds_left(at: datetime.datetime) -> int:
    """How long the present code stands."""
    length = int(STANDS_FOR.total_seconds())
    return length - int(at.timestamp()) % length


def shown(code: str) -> str:
    """The code as it stands on the screen: «K7M 3QP»."""
    return f"{code[:3]} {code[3:]}"


def plain(typed: str) -> str:
    """What was typed, without spaces and dashes, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())


def find(typed: str, at: datetime.datetime) -> CheckIn | None:
    """The open check-in whose code this is now, or was a moment ago. One query."""
    code, found = plain(typed), None
    near = (at - NEAR, at + NEAR)
    candidates = CheckIn.objects.filter(closed_at=None, gathering__starts_at__range=near)
    for check_in in candidates.select_related("gathering__course_run"):
        for back in range(STEPS_THAT_WORK):
            if constant_time_compare(code_of(check_in, at, back=back), code):
                found = check_in
    return found


def _step(at: datetime.datetime) -> int:
    return int(at.timestamp()) // int(STANDS_FOR.total_seconds())
