"""What others may read of trainees' work: only what was shared, only now, only in the run."""

from __future__ import annotations

import pytest

from courses import responding
from courses.kinds import EnrolmentState, Sharing
from courses.shown_to_others import shared_with_leader
from tests.courses.working import SECRET, a_place, base_row, page, save
from tests.making import make_enrolment, make_run

pytestmark = pytest.mark.django_db


def test_the_leader_reads_what_is_shared_and_nothing_else():
    place = a_place()
    other = make_enrolment(place.course_run)
    save(place, "1.2", text="Les gjerne dette", sharing=Sharing.LEADER)
    save(other, "1.2", text=SECRET)
    shared = shared_with_leader(place.course_run)
    assert [(one.enrolment_id, one.title, one.text) for one in shared] == [
        (place.pk, "reflection 1.2", "Les gjerne dette")
    ]


def test_taking_it_back_hides_it_at_once():
    place = a_place()
    save(place, "1.2", text="Les gjerne dette", sharing=Sharing.LEADER)
    responding.change_sharing(response=base_row(place, "1.2"), sharing=Sharing.PRIVATE, by=place.person)
    assert shared_with_leader(place.course_run) == []


def test_a_page_locked_later_hides_it_at_once():
    place = a_place()
    save(place, "1.2", text="Les gjerne dette", sharing=Sharing.LEADER)
    activity = page(place, "1.2")
    activity.sharing_ceiling = Sharing.PRIVATE_LOCKED
    activity.save()
    assert shared_with_leader(place.course_run) == []


def test_another_run_and_who_has_withdrawn_show_nothing():
    place = a_place()
    save(place, "1.2", text="Les gjerne dette", sharing=Sharing.LEADER)
    assert shared_with_leader(make_run(place.course_run.course)) == []
    place.state = EnrolmentState.WITHDRAWN
    place.save()
    assert shared_with_leader(place.course_run) == []


def test_two_queries_for_one_and_for_thirty(django_assert_num_queries):
    place = a_place()
    save(place, "1.2", text="En", sharing=Sharing.LEADER)
    with django_assert_num_queries(2):
        assert len(shared_with_leader(place.course_run)) == 1
    for _number in range(29):
        save(make_enrolment(place.course_run), "1.2", text="En", sharing=Sharing.LEADER)
    with django_assert_num_queries(2):
        assert len(shared_with_leader(place.course_run)) == 30
