"""The approval conversation: agree a time, call it off, and note that it was held (R62, R63)."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.access import (
    has_led_the_course,
    locked_case,
    others_without_ties,
    talking_seats,
)
from certificates.approvals.errors import ApprovalError
from certificates.approvals.handling import record
from certificates.approvals.handover import Milestones, milestones_of
from certificates.approvals.models import DECIDABLE_STATES, Case, CaseState, Conversation, EventKind
from certificates.approvals.telling import tell_of_conversation
from lms.people.dates import date_words
from lms.people.models import User


@transaction.atomic
def book(
    *, case: Case, by: User, starts_at: datetime.datetime, place: str, at: datetime.datetime | None = None
) -> Conversation:
    """Agree a conversation between `by` and the candidate, and tell the candidate when and where.

    A time agreed before is called off; the same agreement noted twice is one. Raises `ApprovalError` before course and pledge are in place (R62), for a time
    that has passed, without a place, and for the course's own leader while another member could do it.
    """
    moment = at or timezone.now()
    locked, _milestones = _ready_case(case, by)
    place = " ".join(place.split())
    if not place:
        raise ApprovalError(gettext("Write where you meet, or «by phone»."), field="place")
    if starts_at <= moment:
        raise ApprovalError(
            gettext("That time has passed. If you have already talked, note that the conversation was held."),
            field="day",
        )
    planned = Conversation.objects.planned().filter(case=locked)
    if same := planned.filter(member=by, starts_at=starts_at, place=place).first():
        return same
    _call_off_planned(locked, moment)
    conversation = Conversation.objects.create(case=locked, member=by, starts_at=starts_at, place=place)
    _move(locked, CaseState.BOOKED, by)
    record(locked, EventKind.BOOKED, by, moment)
    tell_of_conversation(conversation)
    return conversation


@transaction.atomic
def record_held(
    *, case: Case, by: User, held_on: datetime.date, place: str = "", at: datetime.datetime | None = None
) -> Conversation:
    """Note that `by` had the conversation on `held_on`. It need not have been agreed here first (paper, phone).

    Notes who and when, nothing of what was said; one talk noted twice is one. Raises `ApprovalError` for a day to come, or before course and pledge
    were in place (R62).
    """
    moment = at or timezone.now()
    locked, milestones = _ready_case(case, by)
    if held_on > timezone.localdate(moment):
        raise ApprovalError(
            gettext("That day has not come yet. Note the conversation when you have had it."), field="held_on"
        )
    earliest = milestones.earliest_conversation
    if earliest and held_on < earliest:
        raise ApprovalError(
            gettext("The conversation comes after the course and the pledge, so not before %(date)s.")
            % {"date": date_words(earliest, year=True)},
            field="held_on",
        )
    planned = Conversation.objects.planned().filter(case=locked).first()
    if planned and planned.member_id == by.pk:
        planned.held_on = held_on
        planned.save(update_fields=["held_on"])
    elif noted := _noted_already(locked, by, held_on):
        return noted
    else:
        _call_off_planned(locked, moment)
        planned = Conversation.objects.create(
            case=locked, member=by, place=" ".join(place.split()), held_on=held_on
        )
    _move(locked, CaseState.HELD, by)
    record(locked, EventKind.HELD, by, moment)
    return planned


@transaction.atomic
def call_off(*, case: Case, by: User, at: datetime.datetime | None = None) -> Case:
    """Call off the agreed conversation. The candidate is phoned, not written to. Does nothing when none is agreed."""
    moment = at or timezone.now()
    locked = locked_case(case.pk, by)
    if _call_off_planned(locked, moment):
        held = Conversation.objects.filter(
            case=locked, decision=None, held_on__isnull=False, cancelled_at=None
        )
        _move(locked, CaseState.HELD if held.exists() else CaseState.READY, by)
        record(locked, EventKind.UNBOOKED, by, moment)
    return locked


def _ready_case(case: Case, by: User) -> tuple[Case, Milestones]:
    """Return the case, locked, and its two conditions, when `by` may have the conversation now."""
    locked = locked_case(case.pk, by)
    if locked.state not in DECIDABLE_STATES:
        raise ApprovalError(gettext("This case is not open for a conversation now."))
    milestones = milestones_of([locked.enrolment_id])[locked.enrolment_id]
    if not milestones.in_place:
        raise ApprovalError(gettext("The conversation comes after a completed course and a signed pledge."))
    if has_led_the_course(by, locked) and (others := others_without_ties(locked, by, talking_seats(locked))):
        raise ApprovalError(
            gettext("You led the course, so another member has the conversation. You can ask %(name)s.")
            % {"name": others[0].first_name}
        )
    return locked, milestones


def _noted_already(case: Case, member: User, held_on: datetime.date) -> Conversation | None:
    """The conversation this member has noted for that day, when it has not led to a decision yet."""
    return Conversation.objects.filter(
        case=case, member=member, held_on=held_on, decision=None, cancelled_at=None
    ).first()


def _call_off_planned(case: Case, at: datetime.datetime) -> int:
    return Conversation.objects.planned().filter(case=case).update(cancelled_at=at)


def _move(case: Case, state: CaseState, by: User) -> None:
    """Move the case on; whoever agrees a conversation looks after it when nobody did."""
    case.state = state
    if case.handler_id is None:
        case.handler = by
    case.save(update_fields=["state", "handler"])


def planned_by(case: Case, person: User) -> dict[str, object]:
    """Return day and place of the conversation `person` has agreed and whose day has come, to begin the form with."""
    planned = Conversation.objects.planned().filter(case=case, member=person).first()
    if planned is None or planned.starts_at is None or planned.starts_at > timezone.now():
        return {}
    return {"held_on": timezone.localdate(planned.starts_at), "place": planned.place}
