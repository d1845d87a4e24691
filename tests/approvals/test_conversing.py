"""Conversations: when they may be, how they are agreed and called off."""

import datetime

import pytest

from certificates.approvals.conversing import book, call_off, record_held
from certificates.approvals.errors import ApprovalError
from certificates.approvals.models import CaseState, Conversation, EventKind
from courses.kinds import EnrolmentState
from tests.approvals.making import NOW, TALK, make_case, make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.mark.req(62)
def test_a_conversation_comes_after_course_and_pledge() -> None:
    """R62. Fails without the look at the milestones in `conversing._ready_case` or the earliest day in `record_held`."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    with pytest.raises(ApprovalError):
        record_held(case=case, by=kari, held_on=datetime.date(2026, 3, 27))
    case.enrolment.state = EnrolmentState.NOT_COMPLETED
    case.enrolment.save()
    for verb, given in (
        (book, {"starts_at": NOW + datetime.timedelta(days=1), "place": "på telefon"}),
        (record_held, {"held_on": TALK}),
    ):
        with pytest.raises(ApprovalError):
            verb(case=case, by=kari, **given)
    assert Conversation.objects.count() == 0


def test_calling_off_brings_the_case_back_and_booking_again_replaces() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    soon = NOW + datetime.timedelta(days=2)
    first = book(case=case, by=kari, starts_at=soon, place="på telefon")
    second = book(case=case, by=kari, starts_at=soon + datetime.timedelta(days=1), place="på telefon")
    first.refresh_from_db()
    assert (first.cancelled_at, second.cancelled_at) == (NOW, None)
    call_off(case=case, by=kari)
    call_off(case=case, by=kari)
    case.refresh_from_db()
    assert (case.state, case.events.filter(kind=EventKind.UNBOOKED).count()) == (CaseState.READY, 1)


@pytest.mark.parametrize(("days", "place"), [(-1, "på telefon"), (1, "   ")])
def test_a_time_that_has_passed_or_no_place_is_refused(days: int, place: str) -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    with pytest.raises(ApprovalError):
        book(case=case, by=kari, starts_at=NOW + datetime.timedelta(days=days), place=place)
    assert Conversation.objects.count() == 0
