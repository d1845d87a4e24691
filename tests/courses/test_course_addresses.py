"""The addresses inside a course are those of the address map, however they are put together."""

from __future__ import annotations

import pytest
from django.urls import reverse

from courses import course_addresses


@pytest.mark.parametrize("name", course_addresses.UNDER_AN_ACTIVITY)
def test_what_lies_under_an_activity_is_where_the_address_map_says(name: str) -> None:
    course = reverse("courses:outline", args=[1203])
    activity = course_addresses.activity_address(course, "6.r2")
    assert activity == reverse("courses:activity", args=[1203, "6.r2"])
    assert course_addresses.addresses_under(activity)[name] == reverse(f"courses:{name}", args=[1203, "6.r2"])


@pytest.mark.parametrize("name", course_addresses.UNDER_A_COURSE)
def test_what_lies_under_a_place_is_where_the_address_map_says(name: str) -> None:
    course = reverse("courses:outline", args=[1203])
    assert course_addresses.addresses_in_course(course)[name] == reverse(f"courses:{name}", args=[1203])


def test_an_address_of_numbers_is_what_django_says() -> None:
    """Fails if two numbers changed places, or one of them were part of another."""
    for name, numbers in (("home:calendar", (7,)), ("home:gathering_calendar", (900_000_002, 1))):
        assert course_addresses.numbered_address(name, *numbers) == reverse(name, args=numbers)
