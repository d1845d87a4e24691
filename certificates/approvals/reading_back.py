"""Decisions as full sentences: read back before they count, and read again by the candidate afterwards."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from certificates.approvals.models import Case, Conversation, Decision, Outcome
from lms.people.dates import date_words
from lms.people.models import ApprovingBody, Organisation
from lms.people.models.organisations import PledgeLabel


@dataclass(frozen=True, kw_only=True)
class ReadBack:
    """What is read through before it counts. `sentence` has its most important words in bold."""

    sentence: SafeString
    details: str
    consequences: tuple[str, ...]
    agreed: str
    confirm: str


def decision_sentence(
    case: Case,
    *,
    outcome: str,
    starts_on: datetime.date,
    postponed_to: datetime.date | None,
    board_decision_on: datetime.date | None = None,
) -> SafeString:
    """Say in one sentence who decides what about whom, and from when."""
    return format_html(
        _words(case, Outcome(outcome)),
        body=_deciding_body(case),
        name=_strong(case.candidate.name),
        title=case.organisation.peer_supporter_title,
        date=_strong(date_words(postponed_to or starts_on, year=True)),
        board_date=date_words(board_decision_on, year=True) if board_decision_on else "",
    )


def sentence_of(decision: Decision) -> SafeString:
    """Say a decision that has been made."""
    return decision_sentence(
        decision.case,
        outcome=decision.outcome,
        starts_on=decision.board_decision_on or decision.decided_at,
        postponed_to=decision.postponed_to,
        board_decision_on=decision.board_decision_on,
    )


def details_of(agreement: str, conversation: Conversation | None) -> str:
    """Say who had the conversation, and what was agreed."""
    parts = [conversation_sentence(conversation)] if conversation else []
    if agreement:
        parts.append(agreement if agreement.endswith((".", "!", "?")) else f"{agreement}.")
    return " ".join(parts)


def conversation_sentence(conversation: Conversation) -> str:
    """«Kari hadde samtalen 14. april.»"""
    words = {"name": conversation.member.first_name, "date": date_words(conversation.held_on)}
    return gettext("%(name)s had the conversation %(date)s.") % words


def consequences_of(case: Case, outcome: str, *, second_person: bool) -> tuple[str, ...]:
    """What happens when this is confirmed."""
    name = {"name": case.candidate.first_name}
    if second_person:
        return (
            gettext("Another member reads the same sentence and confirms it too."),
            gettext("Nothing counts, and %(name)s hears nothing, before that.") % name,
            gettext("It will be noted that you led the course, and who decided with you."),
        )
    if outcome in (Outcome.APPROVED, Outcome.APPROVED_WITH_AGREEMENT):
        return (
            gettext("%(name)s is told, and finds the certificate of approval under My page.") % name,
            gettext("The local chapter learns that %(name)s is approved, and nothing more.") % name,
            gettext("You get a short list of practical things."),
        )
    if outcome == Outcome.POSTPONED:
        return (
            gettext("%(name)s gets a message and can read the date and the sentence you agreed.") % name,
            gettext("The case comes back by itself on that day."),
        )
    return (
        gettext("%(name)s gets a message and can read the sentence, not more.") % name,
        gettext("Nobody else is told. The certificate of completion still holds."),
        gettext("%(name)s can ask the main board to look at it once more.") % name,
    )


def read_back(
    case: Case,
    *,
    outcome: str,
    agreement: str,
    starts_on: datetime.date,
    postponed_to: datetime.date | None,
    board_decision_on: datetime.date | None,
    conversation: Conversation | None,
    second_person: bool,
) -> ReadBack:
    """Put together the page on which a decision is read through before it counts."""
    return ReadBack(
        sentence=decision_sentence(
            case,
            outcome=outcome,
            starts_on=starts_on,
            postponed_to=postponed_to,
            board_decision_on=board_decision_on,
        ),
        details=details_of(agreement, conversation),
        consequences=consequences_of(case, outcome, second_person=second_person),
        agreed=_agreed(case, Outcome(outcome)),
        confirm=_confirm(Outcome(outcome), second_person),
    )


def pledge_words(organisation: Organisation) -> str:
    """Return what the association calls its pledge (R58), as a word in a sentence: «løftet» or «erklæringen»."""
    if organisation.pledge_label == PledgeLabel.DECLARATION:
        return gettext("the declaration")
    return gettext("the promise")


def _words(case: Case, outcome: Outcome) -> str:
    if outcome == Outcome.POSTPONED:
        return pgettext("decision", "{body} postpones the case of {name}. You talk again {date}.")
    if outcome == Outcome.NOT_NOW:
        return pgettext("decision", "{body} answers «not now» in the case of {name}.")
    if case.policy.approving_body == ApprovingBody.BOARD:
        return pgettext("decision", "{body} decided {board_date} that {name} is {title} from {date}.")
    return pgettext("decision", "{body} approves {name} as {title} from {date}.")


def _deciding_body(case: Case) -> str:
    names = {"organisation": case.organisation.name}
    if case.policy.approving_body == ApprovingBody.BOARD:
        return gettext("The board of %(organisation)s") % names
    return gettext("The peer support committee of %(organisation)s") % names


def _agreed(case: Case, outcome: Outcome) -> str:
    name = {"name": case.candidate.first_name}
    if outcome == Outcome.NOT_NOW:
        return gettext("%(name)s has been told the reason in person") % name
    if case.policy.approving_body == ApprovingBody.BOARD and outcome != Outcome.POSTPONED:
        return gettext("This is what the board decided")
    return gettext("%(name)s and I agree on this") % name


def _confirm(outcome: Outcome, second_person: bool) -> str:
    if second_person:
        return gettext("Ask another member to confirm")
    if outcome == Outcome.POSTPONED:
        return gettext("Confirm the postponement")
    if outcome == Outcome.NOT_NOW:
        return gettext("Confirm the answer")
    return gettext("Confirm the approval")


def _strong(words: str) -> SafeString:
    return format_html("<strong>{}</strong>", words)
