"""What the candidate sees of the own case: where it is, in plain sentences. Everything that is written may be read."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.models import (
    APPROVING_OUTCOMES,
    Case,
    CaseState,
    Conversation,
    Decision,
    Outcome,
    Wish,
)
from lms.people.dates import clock_words, date_words, day_words
from lms.people.models import ApprovingBody, User


@dataclass(frozen=True, kw_only=True)
class CandidateStatus:
    """One case of the person, as «my page» lists it. `state` is a mark: wait, you never, done (approved) or pause."""

    case_id: int
    organisation: str
    organisation_id: int
    state: str
    title: str
    sentence: str
    address: str


def status_of(person: User) -> list[CandidateStatus]:
    """Return the person's own cases, newest first. Three queries."""
    cases = list(
        Case.objects.filter(candidate=person)
        .select_related("organisation", "policy")
        .order_by("-opened_at", "-pk")
    )
    keys = [case.pk for case in cases]
    planned = {
        row.case_id: row
        for row in Conversation.objects.planned().filter(case__in=keys).select_related("member")
    }
    decided = {
        row.case_id: row
        for row in Decision.objects.filter(case__in=keys)
        .select_related("appointment")
        .order_by("decided_at", "pk")
    }
    return [_status(case, planned.get(case.pk), decided.get(case.pk)) for case in cases]


def _status(case: Case, planned: Conversation | None, decision: Decision | None) -> CandidateStatus:
    state, title, sentence = _words(case, planned, decision)
    return CandidateStatus(
        case_id=case.pk,
        organisation=case.organisation.name,
        organisation_id=case.organisation_id,
        state=state,
        title=title,
        sentence=sentence,
        address=reverse("approvals:my_case", args=[case.pk]),
    )


def _words(case: Case, planned: Conversation | None, decision: Decision | None) -> tuple[str, str, str]:
    """The mark, the title and the sentence of one case."""
    if case.state == CaseState.WITHDRAWN:
        sentence = gettext(
            "You have said that this is not for you now. You can change that at the end of the course."
        )
        return "pause", gettext("Not now"), sentence
    if not case.is_open and decision is not None:
        return _closed_words(decision)
    if case.state == CaseState.POSTPONED and decision is not None and decision.postponed_to:
        words = {"date": date_words(decision.postponed_to, year=True)}
        sentence = gettext("You have agreed to talk again. The case comes back by itself %(date)s.") % words
        return "wait", gettext("Postponed"), sentence
    if case.wish == Wish.WAIT:
        sentence = gettext(
            "You have said that you want to wait. You can change that at the end of the course."
        )
        return "pause", gettext("You want to wait"), sentence
    if planned is not None and planned.starts_at is not None:
        words = {
            "name": planned.member.first_name,
            "when": f"{day_words(planned.starts_at)}, {clock_words(planned.starts_at)}",
            "place": planned.place,
        }
        sentence = gettext("You talk with %(name)s %(when)s, %(place)s.") % words
        return "wait", gettext("The conversation is agreed"), sentence
    return _waiting_words(case)


def _waiting_words(case: Case) -> tuple[str, str, str]:
    if case.policy.approving_body == ApprovingBody.BOARD:
        sentence = gettext("Now the case waits for the board. You need not do anything.")
    elif case.state == CaseState.HELD:
        sentence = gettext(
            "The conversation is held. Now the case waits for the committee. You need not do anything."
        )
    else:
        sentence = gettext("Now the case waits for the committee. You need not do anything.")
    return "wait", gettext("Not approved yet"), sentence


def _closed_words(decision: Decision) -> tuple[str, str, str]:
    if Outcome(decision.outcome) in APPROVING_OUTCOMES:
        starts_on = (
            decision.appointment.starts_on if hasattr(decision, "appointment") else decision.decided_at
        )
        words = {"date": date_words(starts_on, year=True)}
        return "done", gettext("Approved"), gettext("You are approved from %(date)s.") % words
    day = {"date": date_words(timezone.localdate(decision.decided_at), year=True)}
    sentence = gettext("The answer was given %(date)s. The door is not closed.") % day
    return "pause", gettext("Not now"), sentence
