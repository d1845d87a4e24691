"""The addresses inside one course. What comes after the course's own address is looked up once for all places.

Django's `reverse` walks through the address map each time. The screens of a course have a dozen such links, so they
ask for the address of the course, and put the rest behind it.
"""

from __future__ import annotations

from functools import cache

from django.urls import reverse

#: The names of the addresses under a place and under an activity, in `courses/urls.py`.
UNDER_A_COURSE = ("pause", "resume", "leaving")
UNDER_AN_ACTIVITY = (
    "both_texts",
    "bring",
    "choose_sentence",
    "erase",
    "leave_out",
    "print_sheet",
    "save",
    "unshare",
)
SOME_PLACE = 0
SOME_CODE = "0"
#: A number that stands in no address by itself.
STAND_IN = 900_000_001


def activity_address(course: str, code: str) -> str:
    """Where the activity with this number is, in the course whose address is `course`."""
    return f"{course}{code}/"


def addresses_in_course(course: str) -> dict[str, str]:
    """By name, the addresses under `course`, which is itself the address of somebody's course."""
    return {name: f"{course}{ending}" for name, ending in _endings_in_course()}


def addresses_under(activity: str) -> dict[str, str]:
    """By name, the addresses under `activity`, which is itself the address of an activity."""
    return {name: f"{activity}{ending}" for name, ending in _endings_in_activity()}


def numbered_address(name: str, *numbers: int) -> str:
    """What `reverse(name, args=numbers)` says, for an address of numbers alone that many screens have."""
    return _with_places(name, len(numbers)).format(*numbers)


@cache
def _with_places(name: str, count: int) -> str:
    stand_ins = range(STAND_IN, STAND_IN + count)
    address = reverse(name, args=stand_ins)
    for number in stand_ins:
        address = address.replace(str(number), "{}")
    return address


@cache
def _endings_in_course() -> tuple[tuple[str, str], ...]:
    return _endings("outline", UNDER_A_COURSE, SOME_PLACE)


@cache
def _endings_in_activity() -> tuple[tuple[str, str], ...]:
    return _endings("activity", UNDER_AN_ACTIVITY, SOME_PLACE, SOME_CODE)


def _endings(above: str, names: tuple[str, ...], *place: object) -> tuple[tuple[str, str], ...]:
    start = reverse(f"courses:{above}", args=place)
    return tuple((name, reverse(f"courses:{name}", args=place).removeprefix(start)) for name in names)
