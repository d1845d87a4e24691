"""Own time for an association that is added to a run which is planned already."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import planning, scheduling
from courses.models import CourseRun, GatheringPage
from tests.courses.leading import COMMON, OWN_TIME, gathering_of, open_run
from tests.making import make_organisation

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=7)


def run_with_own_time_within() -> CourseRun:
    """A run in a week, of a course that has own time in the programme of the common gathering, and none of it planned."""
    run = open_run(starts_on=timezone.localdate() + WEEK)
    gathering_of(run, OWN_TIME).delete()
    GatheringPage.objects.filter(code=OWN_TIME).update(in_gathering=COMMON)
    return run


@pytest.mark.req(51)
def test_who_is_added_gets_own_time_with_the_others_once() -> None:
    """Within the common gathering, in the course's own place. Fails when own time is planned only as the run is set up."""
    run = run_with_own_time_within()
    others = [run.organiser, make_organisation()]
    planning.add_organisation(course_run=run, organisation=others[1])
    for _twice in range(2):
        scheduling.plan_usual_own_time(course_run=run)
    around = gathering_of(run, COMMON)
    found = list(run.gatherings.filter(code=OWN_TIME).order_by("pk"))
    assert sorted(one.organisation_id for one in found) == sorted(other.pk for other in others)
    assert {around.starts_at <= one.starts_at < around.ends_at for one in found} == {True}


@pytest.mark.parametrize("days", [-1, None])
def test_where_the_gathering_around_it_has_begun_or_no_time_nothing_is_planned(days) -> None:
    """Own time in the past would be missed by everybody. The run's page says that it lacks."""
    run = run_with_own_time_within()
    if days is None:
        gathering_of(run, COMMON).delete()
    else:
        run.gatherings.update(starts_at=timezone.now() + datetime.timedelta(days=days))
    planning.add_organisation(course_run=run, organisation=make_organisation())
    scheduling.plan_usual_own_time(course_run=run)
    assert run.gatherings.filter(code=OWN_TIME).exists() is False
