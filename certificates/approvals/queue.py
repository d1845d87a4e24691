"""The committee's queue: who is ready for a conversation, and who waits for something. Nobody is ranked or aged."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from certificates.approvals.facts import Facts
from certificates.approvals.models import (
    Case,
    CaseState,
    Conversation,
    Decision,
    HandoverTask,
    Proposal,
    Wish,
)
from certificates.approvals.models.cases import CaseQuerySet
from lms.people.dates import clock_words, date_words, day_words, number_words
from lms.people.judging import Actor
from lms.people.models import User

MOST_CLOSED = 30
_OURS = (Actor.COMMITTEE, Actor.BOARD)


@dataclass(frozen=True)
class QueueRow:
    """One case in the queue. `now` marks what nobody has begun on; `state` is a mark."""

    case_id: int
    name: str
    first_name: str
    sentence: str
    state: str = "you"
    now: bool = False


@dataclass(frozen=True)
class Queue:
    """What the queue page shows."""

    ready: list[QueueRow] = field(default_factory=list)
    waiting: list[QueueRow] = field(default_factory=list)
    practical: list[QueueRow] = field(default_factory=list)
    closed: list[QueueRow] = field(default_factory=list)

    @property
    def lead(self) -> str:
        """How many are ready, and that there is no hurry."""
        count = len(self.ready)
        if not count:
            return gettext("Nobody waits for a conversation just now.")
        words = ngettext(
            "%(count)s is ready for a conversation.", "%(count)s are ready for a conversation.", count
        )
        return capfirst(words % {"count": number_words(count)}) + " " + gettext("There is no hurry.")


def queue_for(person: User) -> Queue:
    """Return the queue of `person`. The number of queries is the same for one case and for thirty."""
    visible = Case.objects.visible_to(person)
    cases = list(visible.open().select_related("candidate", "handler", "policy").order_by("opened_at", "pk"))
    facts = Facts.gather(cases)
    keys = [case.pk for case in cases]
    planned = {
        row.case_id: row
        for row in Conversation.objects.planned().filter(case__in=keys).select_related("member")
    }
    proposals = {
        row.case_id: row
        for row in Proposal.objects.filter(case__in=keys, settled_at=None).select_related("proposed_by")
    }
    queue = Queue(closed=_closed(visible), practical=_practical(visible))
    for case in cases:
        waiting_for = _waiting_for(case, facts)
        if waiting_for:
            queue.waiting.append(_row(case, waiting_for, state="wait"))
        else:
            queue.ready.append(_ready_row(case, person, planned.get(case.pk), proposals.get(case.pk)))
    # What nobody has begun on stands first; otherwise the order in which the cases were opened.
    queue.ready.sort(key=lambda row: not row.now)
    return queue


def _waiting_for(case: Case, facts: Facts) -> str:
    """What the case waits for, when it is not the committee's or the board's turn. Empty when it is. Runs no query."""
    name = {"name": case.candidate.first_name}
    if case.state == CaseState.POSTPONED and case.resumes_on and case.resumes_on > timezone.localdate():
        words = name | {"date": _date(case.resumes_on)}
        return gettext("You agreed to talk again later. The case comes back %(date)s.") % words
    if case.wish == Wish.WAIT:
        return gettext("%(name)s wants to wait. Nobody needs to do anything.") % name
    others = [
        judgement for judgement in facts.judge(case) if judgement.blocks and judgement.actor not in _OURS
    ]
    return others[0].sentence if others else ""


def _ready_row(case: Case, person: User, planned: Conversation | None, proposal: Proposal | None) -> QueueRow:
    if proposal is not None:
        if proposal.proposed_by_id == person.pk:
            return _row(
                case, gettext("You have suggested an outcome. Another member must confirm it."), state="wait"
            )
        words = {"name": proposal.proposed_by.first_name}
        return _row(case, gettext("%(name)s led the course and needs one more to decide.") % words, now=True)
    if planned is not None:
        return _planned_row(case, person, planned)
    if case.handler_id is None:
        sentence = gettext("The course is completed and the pledge signed. Nobody has taken the case yet.")
        return _row(case, sentence, now=True)
    if case.handler_id != person.pk:
        return _row(
            case, gettext("%(name)s has taken the case.") % {"name": case.handler.first_name}, state="wait"
        )
    if case.state == CaseState.HELD:
        return _row(
            case, gettext("You have taken the case, and the conversation is held. The outcome is next.")
        )
    return _row(case, gettext("You have taken the case. The next thing is to agree a time."))


def _planned_row(case: Case, person: User, planned: Conversation) -> QueueRow:
    words = {
        "name": planned.member.first_name,
        "when": f"{day_words(planned.starts_at)}, {clock_words(planned.starts_at)}",
        "place": planned.place,
    }
    if planned.member_id == person.pk:
        return _row(case, gettext("You have agreed a conversation %(when)s, %(place)s.") % words)
    return _row(
        case, gettext("%(name)s has agreed a conversation %(when)s, %(place)s.") % words, state="wait"
    )


def _practical(visible: CaseQuerySet) -> list[QueueRow]:
    """Approved, with practical things left."""
    left = HandoverTask.objects.filter(done_at=None).values("case")
    cases = visible.filter(pk__in=left, state=CaseState.APPROVED).select_related("candidate")
    return [_row(case, gettext("Approved. Something practical is left."), state="miss") for case in cases]


def _closed(visible: CaseQuerySet) -> list[QueueRow]:
    """The latest cases that are closed, newest first."""
    closed = visible.filter(state__in=(CaseState.APPROVED, CaseState.NOT_NOW, CaseState.WITHDRAWN))
    cases = list(closed.select_related("candidate").order_by("-opened_at", "-pk")[:MOST_CLOSED])
    decided = {
        row.case_id: row
        for row in Decision.objects.filter(case__in=[case.pk for case in cases]).order_by("decided_at", "pk")
    }
    return [_row(case, _closed_words(case, decided.get(case.pk)), state="done") for case in cases]


def _closed_words(case: Case, decision: Decision | None) -> str:
    if decision is None:
        return str(case.get_state_display())
    return f"{decision.get_outcome_display()}, {date_words(decision.decided_at, year=True)}"


def _row(case: Case, sentence: str, *, state: str = "you", now: bool = False) -> QueueRow:
    return QueueRow(case.pk, case.candidate.name, case.candidate.first_name, sentence, state, now)


def _date(day: datetime.date) -> str:
    return date_words(day, year=day.year != timezone.localdate().year)
