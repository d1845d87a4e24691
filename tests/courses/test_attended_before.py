"""Attendance at the same gathering in an earlier run: counted once, never beyond the plan, and nobody else's."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from certificates.composing import period
from certificates.issuing import issue_completion
from courses import completion
from courses.kinds import EnrolmentState
from courses.models import Enrolment
from tests.courses.before import attend, facts, later, worked
from tests.courses.working import a_place
from tests.making import make_enrolment

pytestmark = pytest.mark.django_db


def without_spaces(words: str) -> str:
    """Lines are broken for the paper, and some spaces hold words together."""
    return "".join(words.replace("\\n", "").split())


def test_edge_case_1_the_same_gathering_in_another_run_counts_and_never_twice():
    first = worked()
    second = later(first)
    assert (facts(second).attended_minutes, completion.hours_attended(second)) == (100, Decimal("1.67"))
    attend(second, "1.8", 60)
    assert facts(second).attended_minutes == 100
    attend(second, "1.8", 135)
    assert facts(second).attended_minutes == 135


def test_what_somebody_else_attended_then_is_nobodys_but_theirs():
    """Fails if `fact_rows` or `completion._attended_before` asked for the gathering alone, and not for whose it was."""
    first = a_place()
    others = [make_enrolment(first.course_run) for _two in range(2)]
    for place, minutes in ((others[0], 135), (first, 100), (others[1], 135)):
        attend(place, "1.8", minutes)
    second = later(first)
    assert (facts(second).attended_minutes, completion.minutes_attended(second)) == (100, 100)


def test_the_certificate_tells_the_days_and_hours_that_count():
    first = worked()
    second = later(first, starts_on=timezone.localdate() - datetime.timedelta(days=2))
    attend(second, "1.8", 135)
    attend(second, "1.9", 45)
    days = [timezone.localdate() - datetime.timedelta(days=ago) for ago in (7, 2, 1)]
    assert completion.days_attended(second) == days
    Enrolment.objects.filter(pk=second.pk).update(state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    on_paper = json.dumps(issue_completion(enrolment_id=second.pk).facts, ensure_ascii=False)
    assert without_spaces(period(tuple(days))) in without_spaces(on_paper)


def test_minutes_before_never_exceed_the_plan_and_leave_the_rest_open():
    second = later(worked())
    second.course_run.gatherings.filter(code="1.8").update(minutes=120)
    assert (facts(second).attended_minutes, facts(second).open_minutes) == (100, 20)
    second.course_run.gatherings.filter(code="1.8").update(minutes=90)
    assert (facts(second).attended_minutes, facts(second).open_minutes) == (90, 0)


def test_a_correction_of_the_earlier_attendance_is_followed():
    first = worked()
    second = later(first)
    attend(first, "1.8", 135)
    assert facts(second).attended_minutes == 135


@pytest.mark.parametrize("before", [None, 0, 60, 135])
@pytest.mark.parametrize("here", [None, 0, 60, 135])
def test_the_screen_and_the_paper_count_the_same(before, here):
    """One rule in two places, because a committee's page may read attendance alone: `PersonFacts.attended_minutes` and
    `completion.minutes_attended`. The plan is shortened afterwards, so that a long stay is cut, here or then."""
    first = a_place()
    if before is not None:
        attend(first, "1.8", before)
    second = later(first)
    if here is not None:
        attend(second, "1.8", here)
    second.course_run.gatherings.filter(code="1.8").update(minutes=120)
    counted = min(max(here or 0, before or 0), 120)
    assert (facts(second).attended_minutes, completion.minutes_attended(second)) == (counted, counted)


def test_nobody_was_longer_at_an_earlier_gathering_than_it_lasted():
    """Its length was put right after attendance was recorded. Fails where only the new gathering sets the limit."""
    first = a_place()
    attend(first, "1.8", 135)
    first.course_run.gatherings.filter(code="1.8").update(minutes=90)
    second = later(first)
    assert (facts(second).attended_minutes, completion.minutes_attended(second)) == (90, 90)
