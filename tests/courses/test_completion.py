"""Completion: recorded once, when everything is in place, for those who take part."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import completion, events
from courses.kinds import EnrolmentState
from courses.models import ActivityPage, Enrolment, PledgeSignature
from tests.courses.leading import (
    COMMON,
    HOME,
    OWN_TIME,
    PLEDGE,
    TOGETHER,
    TRIO,
    attend,
    finish_all_but,
    mark,
    open_run,
    state_of,
)
from tests.making import make_enrolment
from tests.other_processes import told_by_another


@pytest.fixture
def news() -> list[int]:
    """The enrolments the rooms above were told about."""
    told: list[int] = []

    def listen(enrolment_id: int, **_rest: object) -> None:
        told.append(enrolment_id)

    events.enrolment_completed.connect(listen)
    yield told
    events.enrolment_completed.disconnect(listen)


@pytest.mark.req(37, 40, 41, 42)
@pytest.mark.django_db
def test_a_course_is_completed_when_everything_is_in_place_and_told_once(
    news: list[int], django_capture_on_commit_callbacks
) -> None:
    """R37 «skal gjennomgå vår opplæring»; R40–R42 own activity, reflection alone and with others, practice.

    Would fail without `look_again` after each change, without the event, or if any score were asked for.
    """
    place = make_enrolment(open_run())
    with django_capture_on_commit_callbacks(execute=True):
        finish_all_but(place)
    place.refresh_from_db()
    assert (place.state, news) == (EnrolmentState.COMPLETED, [place.pk])
    assert place.completed_at is not None


@pytest.mark.req(37, 42, 51)
@pytest.mark.parametrize("missing", [HOME, TOGETHER, TRIO, PLEDGE, COMMON, OWN_TIME])
@pytest.mark.django_db
def test_each_thing_that_is_asked_for_holds_completion_until_it_is_done(
    missing: str, news: list[int]
) -> None:
    """R37 the whole training; R42 «Utprøving og øving»; R51 own time. Fails for the part whose requirement is not frozen
    in `completion_plan.freeze`.
    """
    place = make_enrolment(open_run())
    finish_all_but(place, missing)
    assert (state_of(place), news) == (EnrolmentState.ACTIVE, [])
    if missing in (COMMON, OWN_TIME):
        attend(place, 135 if missing == COMMON else 45, code=missing)
    else:
        mark(place, missing)
    assert state_of(place) == EnrolmentState.COMPLETED


@pytest.mark.django_db
def test_the_signature_is_not_part_of_completion() -> None:
    """Edge case 20: whoever refuses to sign may complete the course. Fails if a signature were asked for."""
    place = make_enrolment(open_run())
    finish_all_but(place)
    assert PledgeSignature.objects.count() == 0
    assert state_of(place) == EnrolmentState.COMPLETED


@pytest.mark.django_db
def test_it_is_recorded_once_and_stays_when_attendance_is_corrected_afterwards(news: list[int]) -> None:
    """A correction after the certificate silently revokes nothing (edge case 3)."""
    place = make_enrolment(open_run())
    finish_all_but(place)
    first = Enrolment.objects.get(pk=place.pk).completed_at
    attend(place, 10)
    assert completion.complete_when_ready(enrolment=place) is False
    again = Enrolment.objects.get(pk=place.pk)
    assert (again.state, again.completed_at) == (EnrolmentState.COMPLETED, first)


@pytest.mark.parametrize(
    "state",
    [
        EnrolmentState.INVITED,
        EnrolmentState.WITHDRAWN,
        EnrolmentState.NOT_COMPLETED,
        EnrolmentState.COMPLETED,
    ],
)
@pytest.mark.django_db
def test_only_who_takes_part_completes(state: EnrolmentState) -> None:
    """Withdrawn, invited and ended places never complete, whatever is recorded."""
    place = make_enrolment(open_run())
    finish_all_but(place)
    Enrolment.objects.filter(pk=place.pk).update(state=state, completed_at=None)
    assert completion.look_again(place.pk) is False
    assert state_of(place) == state


@pytest.mark.django_db
def test_a_run_that_was_never_opened_completes_nobody() -> None:
    """Without a frozen plan there is nothing to have completed."""
    run = open_run()
    run.requirements.all().delete()
    place = make_enrolment(run)
    finish_all_but(place)
    assert state_of(place) == EnrolmentState.ACTIVE


@pytest.mark.django_db
def test_what_becomes_required_later_never_binds_a_run_that_is_open() -> None:
    """A newly required activity never binds a run already started."""
    run = open_run()
    reading = ActivityPage.objects.descendant_of(run.course).get(code="1.1")
    reading.required = True
    reading.save()
    place = make_enrolment(run)
    finish_all_but(place)
    assert state_of(place) == EnrolmentState.COMPLETED


@pytest.mark.django_db
def test_what_a_crash_left_is_found() -> None:
    """A process that died between the last mark and the look at completion costs nobody their certificate."""
    place = make_enrolment(open_run())
    finish_all_but(place)
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.ACTIVE, completed_at=None)
    assert completion.find_what_a_crash_left() == 1
    assert state_of(place) == EnrolmentState.COMPLETED


RACER = """
from tests.racing import at_once, given, tell
from courses import completion, events
from courses.models import Enrolment

place, threads = given
told = []
def listen(enrolment_id, **rest): told.append(enrolment_id)
events.enrolment_completed.receivers = []
events.enrolment_completed.connect(listen)

def race(_number):
    return completion.complete_when_ready(enrolment=Enrolment.objects.get(pk=place))

answers, failed = at_once(race, range(threads))
tell({"answers": sorted(map(str, answers)) + failed, "told": told})
"""


@pytest.mark.django_db(transaction=True)
def test_threads_that_complete_at_the_same_moment_record_it_once(tmp_path: Path) -> None:
    """One truth, one event. Fails without the lock, or with the look at the state before it."""
    place = make_enrolment(open_run())
    finish_all_but(place)
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.ACTIVE, completed_at=None)
    told = told_by_another(RACER, [place.pk, 6], tmp_path)
    assert told == {"answers": ["False"] * 5 + ["True"], "told": [place.pk]}
