"""Open a case by itself when course and pledge are in place (R62), and follow what the candidate wishes.

Two conditions open a case: the basic course, never one that follows it, and the pledge. What the person chose at the end
of the course can only hold it back: who wants to wait, or says that this is not for them now, is left in peace until they
choose otherwise. Who said nothing (a paper course, an untouched screen) is not forgotten: the case opens and says so.
docs/decisions/0009-when-a-case-opens.md.
"""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.approvals.adopting import policy_of
from certificates.approvals.handover import (
    Milestones,
    close_to_case,
    let_case_read,
    milestones_of,
    waiting_candidates,
    wish_of,
    wishes_of,
)
from certificates.approvals.models import (
    OPEN_STATES,
    Appointment,
    Case,
    CaseEvent,
    CaseState,
    ClosedCase,
    EventKind,
    Proposal,
    Wish,
)
from certificates.approvals.telling import tell_committee
from lms.people.models import Organisation, User

HOLDING_BACK = (Wish.WAIT, Wish.NOT_NOW)


def open_case_when_ready(*, enrolment_id: int, at: datetime.datetime | None = None) -> Case | None:
    """Open the case of this enrolment when the time has come, or follow a changed wish in the one that is open.

    Returns the open case, or None when there is none. `at` is when it opens; by default the moment when both course
    and pledge were in place. Tells the committee. Safe to call any number of times and from two processes at once.
    """
    try:
        with transaction.atomic():
            return _look(enrolment_id, at)
    except IntegrityError:
        # Another process opened it in the same moment; the database allows one.
        with transaction.atomic():
            return _look(enrolment_id, at)


def _look(enrolment_id: int, at: datetime.datetime | None) -> Case | None:
    milestones = milestones_of([enrolment_id]).get(enrolment_id)
    if milestones is None or not milestones.in_place or not milestones.leads_to_approval:
        return None
    candidate = User.objects.select_for_update().get(pk=milestones.person_id)
    wish = wish_of(enrolment_id)
    mine = Case.objects.filter(candidate=candidate, organisation=milestones.organisation_id)
    if case := mine.open().select_for_update().first():
        return follow_wish(case, wish, at=at) if case.enrolment_id == enrolment_id else case
    if not _may_open(milestones, wish):
        return None
    deleted = ClosedCase.objects.filter(enrolment=enrolment_id)
    again = mine.filter(enrolment=enrolment_id).exists() or deleted.exists()
    return _open(milestones, wish, again=again, at=at)


def _may_open(milestones: Milestones, wish: Wish) -> bool:
    """Whether nothing speaks against a new case: no approval already, no answer to this course, no wish to wait."""
    person, organisation = milestones.person_id, milestones.organisation_id
    if Appointment.objects.filter(person=person, organisation=organisation, ended_on=None).exists():
        return False
    earlier = set(Case.objects.filter(enrolment=milestones.enrolment_id).values_list("state", flat=True))
    deleted = ClosedCase.objects.filter(enrolment=milestones.enrolment_id).first()
    if earlier - {CaseState.WITHDRAWN} or (deleted and deleted.decided):
        return False
    return wish == Wish.NOW if earlier or deleted else wish not in HOLDING_BACK


def _open(milestones: Milestones, wish: Wish, *, again: bool, at: datetime.datetime | None) -> Case:
    in_place = max(moment for moment in (milestones.completed_at, milestones.signed_at) if moment)
    opened_at = at or (timezone.now() if again else in_place)
    organisation = Organisation.objects.get(pk=milestones.organisation_id)
    case = Case.objects.create(
        candidate_id=milestones.person_id,
        organisation=organisation,
        policy=policy_of(organisation),
        enrolment_id=milestones.enrolment_id,
        signature_id=milestones.signature_id,
        wish=wish,
        opened_at=opened_at,
    )
    CaseEvent.objects.create(case=case, kind=EventKind.OPENED, happened_at=opened_at)
    let_case_read(case, at=opened_at)
    tell_committee(case)
    return case


def follow_wish(case: Case, wish: Wish, *, at: datetime.datetime | None = None) -> Case:
    """Keep the case's copy of the wish up to date; «not for me now» withdraws the case (edge case 31). Returns it."""
    if case.wish == wish:
        return case
    moment = at or timezone.now()
    case.wish = wish
    if wish == Wish.NOT_NOW:
        case.state = CaseState.WITHDRAWN
        case.resumes_on = None
        case.conversations.filter(held_on=None, cancelled_at=None).update(cancelled_at=moment)
        Proposal.objects.filter(case=case, settled_at=None).update(settled_at=moment)
        CaseEvent.objects.create(
            case=case, kind=EventKind.WITHDRAWN, person_id=case.candidate_id, happened_at=moment
        )
        close_to_case(case, decided=False, at=moment)
    case.save(update_fields=["wish", "state", "resumes_on"])
    return case


def find_what_a_crash_left() -> int:
    """Enqueue a look at every course whose case should be open, or whose wish has changed. Returns how many.

    People who want to wait are left alone. A fixed number of queries.
    """
    from certificates.approvals.tasks import look_at_enrolment

    without_case = waiting_candidates()
    withdrawn = {
        *Case.objects.filter(state=CaseState.WITHDRAWN).values_list("enrolment_id", flat=True),
        *ClosedCase.objects.filter(decided=False).values_list("enrolment_id", flat=True),
    }
    open_now = dict(Case.objects.filter(state__in=OPEN_STATES).values_list("enrolment_id", "wish"))
    wishes = wishes_of({*without_case, *withdrawn, *open_now})
    due = [
        *(pk for pk in without_case if wishes.get(pk) not in HOLDING_BACK),
        *(pk for pk in withdrawn if wishes.get(pk) == Wish.NOW and pk not in open_now),
        *(pk for pk, known in open_now.items() if wishes.get(pk, Wish.UNSAID) != known),
    ]
    for enrolment_id in due:
        look_at_enrolment.enqueue(enrolment_id)
    return len(due)
