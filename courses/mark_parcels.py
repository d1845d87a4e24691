"""What the attendance page sends by itself: marks as JSON, looked through before anything is believed."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courses.phone_marks import SentMark, SentTogether

MOST_AT_ONCE = 2000
#: Our page keeps one mark for each row; each more of a row is written by itself, while the gathering is locked.
MOST_OF_ONE = 20
MOST_TOGETHER = 50
LONGEST_AGE = datetime.timedelta(days=3650)
HIGHEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Parcel:
    """The marks of one sending, whether the list was finished with it, and whether the list is on the screen and tells the answer."""

    marks: list[SentMark]
    together: list[SentTogether]
    finished: bool
    shown: bool


def unpack(body: bytes) -> Parcel:
    """Read a parcel. Raises ValueError for anything that our own page would not send."""
    try:
        sent = json.loads(body)
        marks, together = list(sent["marks"]), list(sent["together"])
        if len(marks) > MOST_AT_ONCE or len(together) > MOST_TOGETHER:
            raise ValueError("too much at once")
        read = [_mark(item) for item in marks]
        if max(Counter(mark.place for mark in read).values(), default=0) > MOST_OF_ONE:
            raise ValueError("too many marks of one person")
        done_together = [_together(item) for item in together]
        return Parcel(read, done_together, sent["finished"] is True, sent.get("shown") is True)
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("not a parcel") from error


def _mark(item: dict[str, Any]) -> SentMark:
    return SentMark(
        mark_id=UUID(item["id"]),
        place=_number(item["place"]),
        minutes=_number(item["minutes"]),
        age=_age(item["age"]),
        untouched=item["untouched"] is True,
    )


def _together(item: dict[str, Any]) -> SentTogether:
    return SentTogether(
        mark_id=UUID(item["id"]),
        activity_key=UUID(item["activity"]),
        age=_age(item["age"]),
        without=_places(item["without"]),
        pair=_places(item["pair"]),
        among=_places(item["among"]) if "among" in item else None,
    )


def _places(listed: Any) -> frozenset[int]:
    """No more than a gathering could hold: a query takes only so many numbers."""
    if len(listed) > MOST_AT_ONCE:
        raise ValueError("too many places")
    return frozenset(_number(place) for place in listed)


def _number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= HIGHEST_NUMBER:
        raise ValueError("not a number")
    return value


def _age(milliseconds: Any) -> datetime.timedelta:
    """How long ago by the phone's own clock. A clock that was set back meanwhile makes it «now»."""
    if not isinstance(milliseconds, int):
        raise ValueError("not an age")
    highest = int(LONGEST_AGE.total_seconds() * 1000)
    return datetime.timedelta(milliseconds=min(max(milliseconds, 0), highest))
