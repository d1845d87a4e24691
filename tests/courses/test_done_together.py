"""What was done together at a gathering: for those who were there, and gone again for who was not."""

from __future__ import annotations

import pytest

from courses import attending
from courses.errors import CourseError
from courses.kinds import EnrolmentState
from courses.models import LeaderConfirms, PracticeResponse
from tests.courses.leading import (
    COMMON,
    HOME,
    PLEDGE,
    TOGETHER,
    TRIO,
    attend,
    finish_all_but,
    gathering_of,
    mark,
    open_run,
    people_in,
    secretariat_of,
    state_of,
)
from tests.courses.working import base_row, leader_of, page, representative_of, save
from tests.making import make_enrolment, make_person


def keys_of(place, *codes: str) -> list:
    """The keys of activities."""
    return [page(place, code).translation_key for code in codes]


@pytest.mark.req(40, 42)
@pytest.mark.django_db
def test_what_was_done_together_counts_for_those_who_were_there_with_all_roles_of_the_practice() -> None:
    """R40 much own activity, R42 practice. Three rounds rotate, so all roles are tried. Fails if absent people got the mark."""
    run = open_run()
    arne, elin, tor = people_in(run, "Arne Dahl", "Elin Foss", "Tor Opdal")
    for place, minutes in ((arne, 135), (elin, 20), (tor, 0)):
        attend(place, minutes)
    everybody = [arne.pk, elin.pk, tor.pk]
    given_once = {
        "gathering": gathering_of(run),
        "activity_keys": keys_of(arne, TOGETHER, TRIO),
        "enrolment_ids": everybody,
        "by": leader_of(run),
        "roles_by_enrolment": {elin.pk: ["talker"]},
    }
    assert [attending.mark_done_together(**given_once) for _again in range(2)] == [4, 0]
    tried = dict(PracticeResponse.objects.values_list("enrolment__person__name", "roles_tried"))
    assert tried == {"Arne Dahl": ["talker", "listener", "observer"], "Elin Foss": ["talker"]}
    assert not tor.responses.exists()


@pytest.mark.django_db
def test_only_what_belongs_in_the_gathering_is_done_together() -> None:
    """Home work and other gatherings are not ticked off in passing; an activity of another course does not exist."""
    run = open_run()
    place = make_enrolment(run)
    attend(place)
    elsewhere = make_enrolment(open_run())
    for key in (*keys_of(place, HOME, PLEDGE, COMMON), *keys_of(elsewhere, TOGETHER)):
        with pytest.raises(CourseError):
            attending.mark_done_together(
                gathering=gathering_of(run), activity_keys=[key], enrolment_ids=[place.pk], by=leader_of(run)
            )
    assert [row.activity_key for row in place.responses.non_polymorphic()] == keys_of(place, COMMON)


@pytest.mark.django_db
def test_who_was_not_there_after_all_loses_the_marks_of_that_gathering_and_nothing_else() -> None:
    """A wrong tick may not complete a course. What the person wrote or did at home is untouched."""
    run = open_run()
    place = make_enrolment(run)
    save(place, HOME, text="Mitt", finish=True)
    attend(place)
    mark(place, TOGETHER, TRIO)
    attend(place, 0)
    states = {code: base_row(place, code).state for code in (HOME, TOGETHER, TRIO, COMMON)}
    assert states == {HOME: "done", TOGETHER: "started", TRIO: "started", COMMON: "started"}
    attend(place, 135)
    mark(place, TRIO)
    assert base_row(place, TRIO).state == "done"


@pytest.mark.django_db
def test_a_leader_confirms_participation_where_a_course_asks_for_it() -> None:
    """Never for oneself, never by a stranger; once."""
    run = open_run()
    LeaderConfirms.objects.create(course_run=run, position=9)
    place = make_enrolment(run)
    finish_all_but(place)
    assert state_of(place) == EnrolmentState.ACTIVE
    for stranger in (make_person(), place.person, representative_of(run)):
        with pytest.raises(CourseError):
            attending.confirm_participation(enrolment=place, by=stranger)
    attending.confirm_participation(enrolment=place, by=secretariat_of(run))
    assert state_of(place) == EnrolmentState.COMPLETED
