"""Weigh whether an outcome may be decided: who, when, and what must be there first. Writes nothing.

All rules of a decision stand here; `deciding.py` asks them inside its lock, and the page asks them before it reads back.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.access import has_led_the_course, may_decide
from certificates.approvals.errors import ApprovalError
from certificates.approvals.facts import Facts
from certificates.approvals.models import APPROVING_OUTCOMES, Case, ConversationHeld, Outcome
from lms.people.dates import date_words
from lms.people.models import ApprovingBody, User

LONGEST_SENTENCE = 300


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


def weigh(case: Case, wanted: Verdict, *, by: User, at: datetime.datetime) -> Verdict:
    """Return `wanted`, tidied, when `by` could decide so now. Raises `ApprovalError` otherwise. Writes nothing."""
    refuse_second(case, by)
    if not may_decide(by, case):
        raise ApprovalError(who_decides(case))
    verdict = _tidied(case, wanted, at)
    _refuse_while_something_is_missing(case, verdict)
    return verdict


def refuse_second(case: Case, by: User) -> None:
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


def refuse_alone(case: Case, by: User, co_decided_by: User | None) -> None:
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
        raise ApprovalError(who_decides(case))
    if has_led_the_course(co_decided_by, case):
        raise ApprovalError(gettext("You both led the candidate's course. Ask a member who did not."))


def who_decides(case: Case) -> str:
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
        agreement=agreed_sentence(wanted.agreement, needed=wanted.outcome == Outcome.APPROVED_WITH_AGREEMENT),
        postponed_to=wanted.postponed_to if postponed else None,
        board_decision_on=wanted.board_decision_on if by_board else None,
    )


def agreed_sentence(agreement: str, *, needed: bool) -> str:
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
