"""Decide a case: by people, once, never alone about somebody one has trained, never about oneself (DESIGN §5.3)."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.access import has_led_the_course, locked_case, may_decide
from certificates.approvals.appointing import appoint
from certificates.approvals.errors import ApprovalError
from certificates.approvals.facts import Facts
from certificates.approvals.handling import record
from certificates.approvals.models import (
    APPROVING_OUTCOMES,
    Case,
    CaseState,
    ConversationHeld,
    Decision,
    DecisionCorrection,
    EventKind,
    Outcome,
    Proposal,
)
from certificates.approvals.telling import tell_of_decision
from lms.people.dates import date_words
from lms.people.models import ApprovingBody, User

LONGEST_SENTENCE = 300
_STATES = {
    Outcome.APPROVED: CaseState.APPROVED,
    Outcome.APPROVED_WITH_AGREEMENT: CaseState.APPROVED,
    Outcome.POSTPONED: CaseState.POSTPONED,
    Outcome.NOT_NOW: CaseState.NOT_NOW,
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What somebody wants to decide: the outcome, one agreed sentence, and the dates that belong to it."""

    outcome: Outcome
    agreement: str = ""
    postponed_to: datetime.date | None = None
    board_decision_on: datetime.date | None = None

    @property
    def approves(self) -> bool:
        """Whether the person becomes a peer supporter by this."""
        return self.outcome in APPROVING_OUTCOMES


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
    _refuse_alone(locked, by, co_decided_by)
    decision = Decision.objects.create(
        case=locked, decided_by=by, co_decided_by=co_decided_by, decided_at=moment, **asdict(verdict)
    )
    _close(locked, decision, moment)
    record(locked, EventKind.DECIDED, by, moment)
    if verdict.approves:
        appoint(decision=decision)
    tell_of_decision(decision)
    return decision


def weigh(case: Case, wanted: Verdict, *, by: User, at: datetime.datetime) -> Verdict:
    """Return `wanted`, tidied, when `by` could decide so now. Raises `ApprovalError` otherwise. Writes nothing."""
    _refuse_second(case, by)
    if not may_decide(by, case):
        raise ApprovalError(_who_decides(case))
    verdict = _tidied(case, wanted, at)
    _refuse_while_something_is_missing(case, verdict)
    return verdict


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
    _refuse_second(locked, by)
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
        raise ApprovalError(_who_decides(locked))
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
        raise ApprovalError(_who_decides(locked))
    current = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    new = _sentence(agreement, needed=current.outcome == Outcome.APPROVED_WITH_AGREEMENT)
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


def _refuse_second(case: Case, by: User) -> None:
    """Tell kindly that somebody was faster."""
    if case.may_be_decided:
        return
    last = case.decisions.select_related("decided_by").last()
    if last is None:
        raise ApprovalError(
            gettext("The candidate has withdrawn. There is nothing to decide, and nothing was saved.")
        )
    if last.decided_by_id == by.pk:
        raise ApprovalError(gettext("You have decided this case already. It was recorded once."))
    raise ApprovalError(
        gettext("%(name)s was a little faster and decided this case %(date)s. What you wrote is not saved.")
        % {"name": last.decided_by.first_name, "date": date_words(last.decided_at, year=True)}
    )


def _refuse_alone(case: Case, by: User, co_decided_by: User | None) -> None:
    """Ask for a second person where the first one led the course; the second must have no tie of that kind."""
    if co_decided_by is None:
        if has_led_the_course(by, case):
            raise ApprovalError(
                gettext(
                    "You led the candidate's course, so you cannot decide alone. Ask another member to confirm it."
                )
            )
        return
    if co_decided_by.pk == by.pk:
        raise ApprovalError(gettext("The second person must be somebody else than the first."))
    may_see = Case.objects.visible_to(co_decided_by).filter(pk=case.pk).exists()
    if not may_see or not may_decide(co_decided_by, case):
        raise ApprovalError(_who_decides(case))
    if has_led_the_course(co_decided_by, case):
        raise ApprovalError(gettext("You both led the candidate's course. Ask a member who did not."))


def _who_decides(case: Case) -> str:
    if case.policy.approving_body == ApprovingBody.BOARD:
        return gettext("The board decides here. A member of the board records what it decided.")
    return gettext("The committee decides here, and only its members can record it.")


def _tidied(case: Case, wanted: Verdict, at: datetime.datetime) -> Verdict:
    """Return the values that belong to the outcome, and only those."""
    today = timezone.localdate(at)
    postponed = wanted.outcome == Outcome.POSTPONED
    if postponed and (wanted.postponed_to is None or wanted.postponed_to <= today):
        raise ApprovalError(gettext("Choose a day to come on which you talk again."), field="postponed_to")
    by_board = case.policy.approving_body == ApprovingBody.BOARD
    if by_board and wanted.approves and wanted.board_decision_on is None:
        raise ApprovalError(gettext("Write the day on which the board decided."), field="board_decision_on")
    if by_board and wanted.board_decision_on and wanted.board_decision_on > today:
        raise ApprovalError(
            gettext("The board's decision cannot lie in the future."), field="board_decision_on"
        )
    return replace(
        wanted,
        agreement=_sentence(wanted.agreement, needed=wanted.outcome == Outcome.APPROVED_WITH_AGREEMENT),
        postponed_to=wanted.postponed_to if postponed else None,
        board_decision_on=wanted.board_decision_on if by_board else None,
    )


def _sentence(agreement: str, *, needed: bool) -> str:
    sentence = " ".join(agreement.split())
    if needed and not sentence:
        raise ApprovalError(gettext("Write in one sentence what you agreed."), field="agreement")
    if len(sentence) > LONGEST_SENTENCE:
        raise ApprovalError(
            gettext("Use one short sentence, at most %(count)s characters.") % {"count": LONGEST_SENTENCE},
            field="agreement",
        )
    return sentence


def _refuse_while_something_is_missing(case: Case, verdict: Verdict) -> None:
    """An approval needs everything that «skal» be there; «not now» needs at least the conversation, if one is asked for."""
    facts = Facts.gather([case])
    known = facts.by_case[case.pk].with_board_decision(verdict.board_decision_on)
    if verdict.approves and not known.milestones.in_place:
        missing = [gettext("The course must be completed and the pledge signed first.")]
    elif verdict.approves:
        missing = [judgement.sentence for judgement in facts.judge(case, known) if judgement.blocks]
    elif verdict.outcome == Outcome.NOT_NOW:
        talks = [rule for rule in facts.requirements[case.policy_id] if isinstance(rule, ConversationHeld)]
        missing = [
            judgement.sentence for judgement in (rule.judge(known) for rule in talks) if judgement.blocks
        ]
    else:
        missing = []
    if missing:
        raise ApprovalError(" ".join([gettext("Something is missing before this can be decided."), *missing]))


def _close(case: Case, decision: Decision, at: datetime.datetime) -> None:
    """Move the case on, tie the conversations to the decision they led to, and settle what was waiting."""
    case.state = _STATES[Outcome(decision.outcome)]
    case.resumes_on = decision.postponed_to
    case.save(update_fields=["state", "resumes_on"])
    case.conversations.filter(held_on=None, cancelled_at=None).update(cancelled_at=at)
    case.conversations.filter(held_on__isnull=False, decision=None).update(decision=decision)
    Proposal.objects.filter(case=case, settled_at=None).update(settled_at=at)


def _waiting(proposal: Proposal) -> Proposal:
    waiting = (
        Proposal.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=proposal.pk)
    )
    if waiting.settled_at is not None:
        raise ApprovalError(gettext("This suggestion is settled already. Nothing was changed."))
    return waiting
