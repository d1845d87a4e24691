"""What the other tests are made of holds together."""

from __future__ import annotations

import pytest

from courses.course_plan import PAGE_MODELS
from courses.outline import Outline
from tests.making import make_course, make_enrolment

pytestmark = pytest.mark.django_db


def test_the_small_course_has_every_kind_and_its_translation_the_same_keys():
    course = make_course()
    translated = make_course("nn", like=course)
    outline, other = Outline.of(course, "nn"), Outline.of(translated, "nn")
    assert {activity.kind for activity in outline.activities} == set(PAGE_MODELS)
    assert [activity.page_id for activity in outline.activities] == [
        activity.page_id for activity in other.activities
    ]
    assert outline.modules[0].title == "Modul (nn)"


def test_a_place_comes_with_a_run_that_has_gatherings_a_leader_and_a_representative():
    run = make_enrolment().course_run
    kinds = [(gathering.code, gathering.organisation) for gathering in run.gatherings.all()]
    assert kinds == [("1.8", None), ("1.9", run.organiser)]
    assert run.leaders.count() == 1
    assert run.run_organisations.get().representative is not None
