"""Name, place and days of a run put right afterwards: what stays where somebody was there."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.errors import CourseError
from courses.models import CourseRun
from courses.putting_right import put_right
from tests.courses.leading import attend, gathering_of, open_run, people_in, secretariat_of
from tests.courses.working import leader_of


@pytest.mark.django_db
def test_the_last_day_is_never_before_a_gathering_somebody_was_at() -> None:
    """Names are deleted by the last day. Fails when the days of an open run can be put back past its attendance."""
    run = open_run()
    (place,) = people_in(run, "Kari Lie")
    attend(place)
    held = timezone.localdate(gathering_of(run).starts_at)
    usual = {"title": run.title, "place": run.place, "partner_credit": "", "by": secretariat_of(run)}
    first = held - datetime.timedelta(days=400)
    with pytest.raises(CourseError):
        put_right(course_run=run, starts_on=first, ends_on=held - datetime.timedelta(days=1), **usual)
    with pytest.raises(CourseError):
        put_right(course_run=run, starts_on=held, ends_on=held, **usual | {"by": leader_of(run)})
    assert CourseRun.objects.get().ends_on == run.ends_on
    put_right(course_run=run, starts_on=held, ends_on=held, **usual)
    assert [CourseRun.objects.get().starts_on, CourseRun.objects.get().ends_on] == [held, held]
