"""A joint run where an association has no representative: said where the secretariat sees its runs, and on the day (R53)."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.kinds import RunState
from courses.models import CourseRun
from tests.courses.leading import gathering_of, joint_run, open_run, secretariat_of, take_part
from tests.courses.working import leader_of, logged_in
from tests.making import make_organisation

pytestmark = pytest.mark.django_db
WORDS = "En forening mangler representant"


def html_of(viewer, where: str) -> str:
    """A page as this person gets it."""
    return logged_in(viewer).get(where).content.decode()


def today(run: CourseRun) -> str:
    """The page of the common gathering, which is today."""
    gathering = gathering_of(run)
    run.gatherings.filter(pk=gathering.pk).update(starts_at=timezone.now())
    return f"/kursleder/{run.pk}/samling/{gathering.pk}/"


@pytest.mark.req(53)
def test_the_list_of_runs_and_the_page_of_the_day_warn_without_naming_the_association() -> None:
    """R53: without a representative the run is not ready. On the day: warn and go on; own time stays open.

    Fails when the look for a representative leaves `access.with_representatives` or `access.gathering_for_recorder`.
    """
    run, _other = joint_run()
    office, leader = secretariat_of(run), leader_of(run)
    assert [WORDS in html for html in (html_of(office, "/sekretariat/"), html_of(leader, today(run)))] == [
        False,
        False,
    ]
    missing = make_organisation(name="Foreningen Kystlag", short_name="Kystlag")
    take_part(run, missing, represented=False)
    on_the_day = html_of(leader, today(run))
    assert [WORDS in html for html in (html_of(office, "/sekretariat/"), on_the_day)] == [True, True]
    assert "Egentiden med den foreningen står åpen" in on_the_day
    assert ("Kystlag" in on_the_day, "Foreningen Kystlag" in on_the_day) == (False, False)


def test_no_warning_on_other_days_on_ones_own_course_and_when_it_is_over() -> None:
    """Nothing to do there: an association's own course has its leaders, and what is over is over."""
    run, _other = joint_run()
    take_part(run, make_organisation(), represented=False)
    where = today(run)
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(days=1))
    assert WORDS not in html_of(leader_of(run), where)
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED)
    assert WORDS not in html_of(secretariat_of(run), "/sekretariat/")
    own = open_run()
    own.run_organisations.update(representative=None)
    assert WORDS not in html_of(leader_of(own), today(own))
    assert WORDS not in html_of(secretariat_of(own), "/sekretariat/")
