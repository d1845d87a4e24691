"""Decide a case: by people, once, never alone about somebody one has trained, never about oneself."""

from __future__ import annotations

import datetime
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.access import locked_case, may_decide
from certificates.approvals.appointing import appoint
from certificates.approvals.errors import ApprovalError
from certificates.approvals.handling import record
from certificates.approvals.handover import close_to_case
from certificates.approvals.models import (
    Case,
    CaseState,
    Decision,
    DecisionCorrection,
    EventKind,
    Outcome,
    Proposal,
)
from certificates.approvals.telling import tell_of_decision
from certificates.approvals.weighing import (
    Verdict,
    agreed_sentence,
    refuse_alone,
    refuse_second,
    weigh,
    who_decides,
)
from lms.people.models import User

_STATES = {
    Outcome.APPROVED: CaseState.APPROVED,
    Outcome.APPROVED_WITH_AGREEMENT: CaseState.APPROVED,
    Outcome.POSTPONED: CaseState.POSTPONED,
    Outcome.NOT_NOW: CaseState.NOT_NOW,
}


@transaction.atomic
def decide(
    *,
    case: Case,
    outcome: Outcome | str,
    by: User,
    co_decided_by: User | None = None,
    agreement: str = "",
    postponed_to: datetime.date | None = None,
    board_decision_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Decision:
    """Decide the case, and do what follows from it: the appointment with its certificate, and word to the candidate.

    Refuses with `ApprovalError`, changing nothing: a second decision, one about oneself, by somebody who is not where
    the case is decided or has passed it on, by the course's leader without `co_decided_by`, an approval while something
    that «skal» be there is missing (R62, R63), or an answer of «not now» to somebody nobody has talked with.
    """
    moment = at or timezone.now()
    locked = locked_case(case.pk, by)
    wanted = Verdict(
        outcome=Outcome(outcome),
        agreement=agreement,
        postponed_to=postponed_to,
        board_decision_on=board_decision_on,
    )
    verdict = weigh(locked, wanted, by=by, at=moment)
    refuse_alone(locked, by, co_decided_by)
    decision = Decision.objects.create(
        case=locked, decided_by=by, co_decided_by=co_decided_by, decided_at=moment, **asdict(verdict)
    )
    _close(locked, decision, moment)
    record(locked, EventKind.DECIDED, by, moment)
    if verdict.approves:
        appoint(decision=decision)
    tell_of_decision(decision)
    return decision


@transaction.atomic
def propose(
    *,
    case: Case,
    outcome: Outcome | str,
    by: User,
    agreement: str = "",
    postponed_to: datetime.date | None = None,
    board_decision_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Proposal:
    """Suggest an outcome that a second person has to confirm. For whoever led the candidate's course.

    Raises `ApprovalError` as `decide` does, and when something is suggested already.
    """
    moment = at or timezone.now()
    locked = locked_case(case.pk, by)
    wanted = Verdict(
        outcome=Outcome(outcome),
        agreement=agreement,
        postponed_to=postponed_to,
        board_decision_on=board_decision_on,
    )
    verdict = weigh(locked, wanted, by=by, at=moment)
    if Proposal.objects.filter(case=locked, settled_at=None).exists():
        raise ApprovalError(
            gettext("An outcome is suggested already. Somebody else must confirm it or set it aside.")
        )
    record(locked, EventKind.PROPOSED, by, moment)
    return Proposal.objects.create(case=locked, proposed_by=by, proposed_at=moment, **asdict(verdict))


@transaction.atomic
def confirm_together(*, proposal: Proposal, by: User, at: datetime.datetime | None = None) -> Decision:
    """Confirm, as the second person, what the course's leader suggested. The decision notes both."""
    locked = locked_case(proposal.case_id, by)
    refuse_second(locked, by)
    waiting = _waiting(proposal)
    return decide(
        case=locked,
        outcome=waiting.outcome,
        by=waiting.proposed_by,
        co_decided_by=by,
        agreement=waiting.agreement,
        postponed_to=waiting.postponed_to,
        board_decision_on=waiting.board_decision_on,
        at=at,
    )


@transaction.atomic
def set_aside(*, proposal: Proposal, by: User, at: datetime.datetime | None = None) -> Proposal:
    """Set a suggestion aside, by whoever made it or by somebody who could confirm it. Nothing is decided."""
    locked = locked_case(proposal.case_id, by)
    waiting = _waiting(proposal)
    if not may_decide(by, locked):
        raise ApprovalError(who_decides(locked))
    waiting.settled_at = at or timezone.now()
    waiting.save(update_fields=["settled_at"])
    return waiting


@transaction.atomic
def correct_sentence(
    *, decision: Decision, by: User, agreement: str, at: datetime.datetime | None = None
) -> DecisionCorrection | None:
    """Put the agreed sentence of a decision right; the old one stays in the history. Returns None when it is the same.

    The outcome is never corrected: that would be another decision.
    """
    locked = locked_case(decision.case_id, by)
    if not may_decide(by, locked):
        raise ApprovalError(who_decides(locked))
    current = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    new = agreed_sentence(agreement, needed=current.outcome == Outcome.APPROVED_WITH_AGREEMENT)
    if new == current.agreement:
        return None
    moment = at or timezone.now()
    correction = DecisionCorrection.objects.create(
        decision=current,
        old_agreement=current.agreement,
        new_agreement=new,
        corrected_by=by,
        corrected_at=moment,
    )
    current.agreement = new
    current.save(update_fields=["agreement"])
    record(locked, EventKind.CORRECTED, by, moment)
    return correction


def _close(case: Case, decision: Decision, at: datetime.datetime) -> None:
    """Move the case on, tie the conversations to the decision they led to, and settle what was waiting."""
    case.state = _STATES[Outcome(decision.outcome)]
    case.resumes_on = decision.postponed_to
    case.save(update_fields=["state", "resumes_on"])
    case.conversations.filter(held_on=None, cancelled_at=None).update(cancelled_at=at)
    case.conversations.filter(held_on__isnull=False, decision=None).update(decision=decision)
    Proposal.objects.filter(case=case, settled_at=None).update(settled_at=at)
    if not case.is_open:
        close_to_case(case, decided=True, at=at)


def _waiting(proposal: Proposal) -> Proposal:
    waiting = (
        Proposal.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=proposal.pk)
    )
    if waiting.settled_at is not None:
        raise ApprovalError(gettext("This suggestion is settled already. Nothing was changed."))
    return waiting
