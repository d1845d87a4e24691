"""Pairs and threes: everybody in one, nobody alone, the same until somebody asks for others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import grouping
from courses.errors import CourseError
from courses.grouping import groups_of, shuffled
from courses.models import Gathering
from tests.courses.leading import gathering_of, open_run
from tests.courses.working import leader_of, representative_of


def sizes(count: int, size: int, *, has_pair_variant: bool = False) -> list[int]:
    """How large the groups are."""
    people = [str(number) for number in range(count)]
    return [len(group) for group in groups_of(people, size, has_pair_variant=has_pair_variant)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, []), (1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (7, [3, 2, 2]), (11, [3, 3, 3, 2]), (12, [3] * 4)],
)
def test_a_three_that_lacks_one_practises_as_a_pair(count: int, expected: list[int]) -> None:
    """Edge case 41."""
    assert sizes(count, 3, has_pair_variant=True) == expected


@pytest.mark.parametrize(
    ("count", "size", "expected"), [(4, 3, [4]), (8, 3, [4, 4]), (5, 2, [2, 3]), (9, 4, [4, 5])]
)
def test_without_a_card_for_two_groups_are_larger(count: int, size: int, expected: list[int]) -> None:
    """Nobody is left over."""
    assert sizes(count, size) == expected


@settings(deadline=None, max_examples=50)
@given(count=st.integers(0, 40), size=st.integers(1, 5), pair=st.booleans(), seed=st.text(max_size=5))
def test_everybody_is_in_exactly_one_group_and_nobody_alone(count, size, pair, seed) -> None:
    """Whoever comes, whatever the card."""
    people = [f"Person {number}" for number in range(count)]
    groups = groups_of(shuffled(people, seed), size, has_pair_variant=pair)
    assert sorted(name for group in groups for name in group) == sorted(people)
    assert count < 2 or all(len(group) > 1 for group in groups)


@pytest.mark.django_db
def test_groups_are_stable_until_somebody_who_leads_asks_for_others() -> None:
    """No reason is asked for (edge case 42). Fails if a stranger could, or if the page itself shuffled."""
    run = open_run()
    gathering = gathering_of(run)
    people = [str(number) for number in range(9)]
    assert shuffled(people, "a:0") == shuffled(people[::-1], "a:0")
    assert shuffled(people, "a:0") != shuffled(people, "a:1")
    with pytest.raises(CourseError):
        grouping.shuffle(gathering=gathering, by=representative_of(run))
    assert grouping.shuffle(gathering=gathering, by=leader_of(run)).times_shuffled == 1
    assert Gathering.objects.get(pk=gathering.pk).times_shuffled == 1
