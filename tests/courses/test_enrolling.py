"""A place in a run: confirmed, on a pause and back, withdrawn, and by whom."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from courses import enrolling, inviting, planning
from courses.errors import CourseError
from courses.kinds import EnrolmentState
from courses.models import Enrolment
from lms.people.models import RoleKind
from tests.courses.leading import finish_all_but, invited, open_run, secretariat_of, state_of
from tests.courses.working import leader_of, representative_of
from tests.making import make_enrolment, make_organisation, make_person, make_role, make_run


@pytest.mark.django_db
def test_a_place_is_confirmed_by_the_person_or_on_paper_by_those_who_lead() -> None:
    """Twice changes nothing, and the record says who did it."""
    run = make_run()
    for number, by in enumerate((None, leader_of(run), secretariat_of(run))):
        place = invited(run)
        enrolling.confirm(enrolment=place, by=by or place.person)
        first = Enrolment.objects.get(pk=place.pk)
        assert (first.state, first.confirmed_by) == (EnrolmentState.CONFIRMED, by or place.person), number
        enrolling.confirm(enrolment=place, by=secretariat_of(run))
        assert Enrolment.objects.get(pk=place.pk).confirmed_at == first.confirmed_at


@pytest.mark.django_db
def test_strangers_invite_confirm_pause_and_withdraw_nobody() -> None:
    """A representative, another association's secretariat, a former leader, another participant."""
    run = make_run()
    place = invited(run)
    under_way = make_enrolment(run)
    former = make_person()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    run.leaders.create(person=former, since=yesterday, until=yesterday)
    elsewhere = make_role(organisation=make_organisation(), kind=RoleKind.ADMINISTRATOR).person
    for stranger in (representative_of(run), elsewhere, former, make_enrolment(run).person):
        for call in (
            lambda by: invited(run, by=by),
            lambda by: inviting.invite_again(enrolment=place, by=by),
            lambda by: inviting.invite_list(
                course_run=run, organisation=run.organiser, text="A; a@b.no", by=by
            ),
            lambda by: enrolling.confirm(enrolment=place, by=by),
            lambda by: enrolling.pause(enrolment=under_way, by=by),
            lambda by: enrolling.withdraw(enrolment=under_way, by=by),
        ):
            with pytest.raises(CourseError):
                call(stranger)
    assert (state_of(place), state_of(under_way)) == (EnrolmentState.INVITED, EnrolmentState.ACTIVE)


@pytest.mark.django_db
def test_a_pause_keeps_the_place_tells_the_person_once_and_ends_when_they_like(
    django_capture_on_commit_callbacks,
) -> None:
    """Edge case 6: no reason, nothing lost."""
    place = make_enrolment()
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            enrolling.pause(enrolment=place, by=place.person)
    assert (place.state, place.may_answer, place.paused_at is not None) == (EnrolmentState.PAUSED, True, True)
    assert [message.subject for message in mail.outbox] == ["Pausen er notert"]
    for _twice in range(2):
        enrolling.resume(enrolment=place, by=place.person)
    assert (place.state, place.paused_at) == (EnrolmentState.ACTIVE, None)
    assert place.resumed_at == Enrolment.objects.get(pk=place.pk).resumed_at is not None


@pytest.mark.django_db
def test_who_withdraws_can_be_invited_anew_and_a_completed_course_stands() -> None:
    """Leaving asks for no reason and deletes nothing that was done."""
    run = open_run()
    place = make_enrolment(run)
    enrolling.withdraw(enrolment=place, by=place.person)
    ended = Enrolment.objects.get(pk=place.pk)
    assert (ended.state, ended.ended_at is not None) == (EnrolmentState.WITHDRAWN, True)
    with pytest.raises(CourseError):
        enrolling.confirm(enrolment=place, by=place.person)
    anew = invited(run, place.person)
    assert (anew.pk, anew.state, anew.ended_at) == (place.pk, EnrolmentState.INVITED, None)
    completed = make_enrolment(run)
    finish_all_but(completed)
    for verb in (enrolling.withdraw, enrolling.pause):
        with pytest.raises(CourseError):
            verb(enrolment=completed, by=completed.person)


@pytest.mark.django_db
def test_what_is_over_stays_as_it_ended() -> None:
    """From a tab that is still open, or on somebody's behalf. Fails when only what is completed is left alone."""
    run = open_run()
    place = make_enrolment(run)
    planning.close_run(course_run=run, by=None, at=timezone.now() - datetime.timedelta(days=60))
    before = Enrolment.objects.values().get(pk=place.pk)
    for by in (place.person, secretariat_of(run)):
        with pytest.raises(CourseError):
            enrolling.withdraw(enrolment=place, by=by)
    assert (Enrolment.objects.values().get(pk=place.pk), before["state"]) == (before, "not_completed")


@pytest.mark.django_db
def test_events_can_be_dated_back_and_the_row_says_when_it_was_recorded() -> None:
    """Every verb takes `at`; `recorded_at` is always the real time."""
    run = make_run()
    before = timezone.now() - datetime.timedelta(days=20)
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        place = invited(run, at=before)
        enrolling.confirm(enrolment=place, by=place.person, at=before)
    place = Enrolment.objects.get(pk=place.pk)
    assert (place.invited_at, place.confirmed_at) == (before, before)
    assert place.recorded_at == datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
