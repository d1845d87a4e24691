"""How we write days, times, numbers and phone numbers: klarspråk, «lørdag 14. mars», «kl. 14.03», en-dash ranges.

Pure functions in the language that is active. Templates reach them as filters through the tag library `likevel`.
"""

from __future__ import annotations

import datetime
import itertools
from functools import lru_cache
from typing import Any

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext, gettext_noop, pgettext

NO_BREAK = "\u00a0"
EN_DASH = "\u2013"
#: Larger ones stand in digits.
NUMBERS = (
    gettext_noop("zero"),
    gettext_noop("one"),
    gettext_noop("two"),
    gettext_noop("three"),
    gettext_noop("four"),
    gettext_noop("five"),
    gettext_noop("six"),
    gettext_noop("seven"),
    gettext_noop("eight"),
    gettext_noop("nine"),
    gettext_noop("ten"),
)
#: How many times of meetings are remembered as words: everybody in a run reads the same ones.
MEETINGS_REMEMBERED = 1024


def _local(moment: Any) -> Any:
    if isinstance(moment, datetime.datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def _is_english() -> bool:
    return (get_language() or "nb").startswith("en")


def date_words(day: datetime.date, *, weekday: bool = False, year: bool = False) -> str:
    """«14. mars», with the weekday before or the year after it when asked for. Moments count in local time.

    A space that does not break the line keeps the number with its month.
    """
    day = _local(day)
    shape = ("j" if _is_english() else "j.") + NO_BREAK + "F"
    if year:
        shape += " Y"
    if weekday:
        shape = "l " + shape
    return dateformat.format(day, shape)


def day_words(day: datetime.date, *, today: datetime.date | None = None) -> str:
    """«lørdag 14. mars»; the year is said only when it is not the present one."""
    day = _local(day)
    return date_words(day, weekday=True, year=day.year != (today or timezone.localdate()).year)


def clock_words(time: datetime.time | datetime.datetime) -> str:
    """«kl. 14.03» (English: «14:03»), with a space that does not break the line."""
    return _at(_digits(time))


def _at(time: str) -> str:
    return pgettext("time of day", "%(time)s") % {"time": time}


def _digits(time: datetime.time | datetime.datetime) -> str:
    return dateformat.time_format(_local(time), "H:i" if _is_english() else "H.i")


def clock_range_words(
    start: datetime.datetime | datetime.time, end: datetime.datetime | datetime.time
) -> str:
    """«kl. 10.00–15.15»."""
    return _at(_digits(start) + EN_DASH + _digits(end))


def meeting_words(start: datetime.datetime, end: datetime.datetime) -> str:
    """When people meet: «lørdag 14. mars, kl. 10.00–15.15»; over midnight both days are said."""
    return _meeting_words(start, end, get_language(), timezone.localdate())


@lru_cache(MEETINGS_REMEMBERED)
def _meeting_words(
    start: datetime.datetime, end: datetime.datetime, _language: str | None, today: datetime.date
) -> str:
    first, last = (_local(moment).replace(tzinfo=None) for moment in (start, end))
    if first.date() == last.date():
        return f"{day_words(first, today=today)}, {clock_range_words(first, last)}"
    days = (day_words(first, today=today), day_words(last, today=today))
    return f"{days[0]}, {clock_words(first)} {EN_DASH} {days[1]}, {clock_words(last)}"


def day_range_words(first: datetime.date, last: datetime.date) -> str:
    """«14.–28. mars 2026», «28. februar – 2. mars 2026»; one day is written once."""
    first, last = _local(first), _local(last)
    if first == last:
        return date_words(first, year=True)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{'' if _is_english() else '.'}{EN_DASH}{date_words(last, year=True)}"
    return f"{date_words(first, year=first.year != last.year)} {EN_DASH} {date_words(last, year=True)}"


def number_words(number: int) -> str:
    """Whole numbers up to ten in letters, larger ones in digits. «én» before a noun: «én ting»."""
    return gettext(NUMBERS[number]) if 0 <= number < len(NUMBERS) else str(number)


def list_words(names: list[str]) -> str:
    """«Arne, Elin og Tor». An empty list is the empty text."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s and %(last)s") % {
        "first": ", ".join(names[:-1]),
        "last": names[-1],
    }


def phone_words(number: str) -> str:
    """A Norwegian number as it is said, with spaces that do not break: «400 00 001», «22 00 00 00», «116 123»."""
    digits = "".join(character for character in number if character.isdigit())
    if number.strip().startswith("+47") and len(digits) == 10:
        digits = digits[2:]
    elif number.strip().startswith(("+", "00")):
        return number.strip().replace(" ", NO_BREAK)
    cuts: tuple[int, ...]
    if len(digits) == 8:
        cuts = (3, 5) if digits[0] in "4589" else (2, 4, 6)
    elif len(digits) == 6:
        cuts = (3,)
    elif len(digits) == 5:
        cuts = (2,) if not digits.startswith("0") else ()
    else:
        return number.strip().replace(" ", NO_BREAK)
    edges = (0, *cuts, len(digits))
    return NO_BREAK.join(digits[a:b] for a, b in itertools.pairwise(edges))


def phone_link(number: str) -> str:
    """The address behind a phone number: «tel:+4740000001»; short numbers stay short."""
    number = number.strip()
    digits = "".join(character for character in number if character.isdigit())
    if number.startswith("+"):
        return f"tel:+{digits}"
    if number.startswith("00"):
        return f"tel:+{digits[2:]}"
    return f"tel:+47{digits}" if len(digits) == 8 else f"tel:{digits}"
