"""Taking back a mark never touches what the participant did alone."""

from __future__ import annotations

import pytest

from courses import responding, taking_back
from courses.errors import CourseError
from courses.kinds import ResponseState
from tests.courses.working import a_place, base_row, leader_of, page, save

pytestmark = pytest.mark.django_db


def test_who_leads_cannot_mark_what_somebody_did_alone_and_then_take_it_back():
    """Fails if `mark_done` puts the leader's name on a row that was done already: then two presses undo it."""
    place = a_place()
    leader = leader_of(place.course_run)
    save(place, "1.2", text="Noe", finish=True)

    responding.mark_done(enrolment=place, activity=page(place, "1.2"), by=leader)
    with pytest.raises(CourseError):
        taking_back.take_back(enrolment=place, activity=page(place, "1.2"), by=leader)

    row = base_row(place, "1.2")
    assert (row.state, row.marked_by) == (ResponseState.DONE, None)


def test_what_somebody_does_after_it_was_marked_is_their_own():
    """Fails if `save_work` leaves the leader's name there: taking the mark back would undo what the person did."""
    place = a_place()
    leader = leader_of(place.course_run)
    responding.mark_done(enrolment=place, activity=page(place, "1.2"), by=leader)
    save(place, "1.2", text="Noe", finish=True)

    with pytest.raises(CourseError):
        taking_back.take_back(enrolment=place, activity=page(place, "1.2"), by=leader)

    assert base_row(place, "1.2").state == ResponseState.DONE


def test_a_draft_leaves_the_mark_of_who_leads():
    """What is only begun is not yet done by the person."""
    place = a_place()
    leader = leader_of(place.course_run)
    responding.mark_done(enrolment=place, activity=page(place, "1.2"), by=leader)
    save(place, "1.2", text="Noe")

    taking_back.take_back(enrolment=place, activity=page(place, "1.2"), by=leader)

    assert base_row(place, "1.2").state == ResponseState.STARTED
