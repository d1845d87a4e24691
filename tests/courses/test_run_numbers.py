"""What is counted of runs. How it is told is tried in `test_run_report` and `test_year_report`."""

from __future__ import annotations

import datetime

import pytest

from courses.models import CourseRun
from courses.run_numbers import Day, days_of, shares_of
from tests.courses.leading import attend, open_run, people_in


@pytest.mark.parametrize(("minutes", "is_one"), [(89, False), (90, True), (270, True)])
def test_a_course_day_has_at_least_two_teaching_hours(minutes: int, is_one: bool) -> None:
    """2 × 45 minutes: one minute less is no course day."""
    assert Day(datetime.date(2026, 3, 14), minutes, 7).is_course_day is is_one


@pytest.mark.django_db
def test_each_run_has_its_own_days_and_shares_in_the_same_queries(django_assert_num_queries) -> None:
    """Fails when what one run held is counted for another, or asked run by run."""
    first, second = open_run(), open_run()
    for run, names in ((first, ("Arne Dahl", "Elin Foss")), (second, ("Tor Opdal",))):
        for place in people_in(run, *names):
            attend(place, 90)
    runs = CourseRun.objects.filter(pk__in=[first.pk, second.pk])
    with django_assert_num_queries(3):
        days, shares = days_of(runs), shares_of(runs)
    assert [[day.people for day in days[run.pk]] for run in (first, second)] == [[2], [1]]
    told = [[(share.people, share.minutes) for share in shares[run.pk]] for run in (first, second)]
    assert told == [[(2, 180)], [(1, 90)]]
    first.gatherings.update(minutes=60)
    shorter = shares_of(runs)
    assert [[share.minutes for share in shorter[run.pk]] for run in (first, second)] == [[120], [90]], (
        "nobody counts for longer than it lasted when its length is put right afterwards"
    )
