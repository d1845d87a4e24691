"""Tell people that something waits for them. No message says what it is: they log in and read it."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from certificates.approvals.access import chapter_contacts, members_to_tell
from certificates.approvals.models import Appointment, Case, Conversation, Decision, Outcome
from lms.people.dates import clock_words, day_words
from lms.people.messaging import forget_occasions, send
from lms.people.models import Membership, User

#: How the names of the occasions begin of which this module tells. They are forgotten with the case.
OCCASIONS = ("case_ready", "conversation_booked", "decision", "chapter_informed")
_KEYS = {
    Outcome.APPROVED: "decision_approved",
    Outcome.APPROVED_WITH_AGREEMENT: "decision_approved",
    Outcome.POSTPONED: "decision_postponed",
    Outcome.NOT_NOW: "decision_not_now",
}


def tell_committee(case: Case, *, occasion: datetime.date | None = None) -> None:
    """Tell every member of the committee that a case is ready, once for each occasion (opened, or come back)."""
    for member in members_to_tell(case):
        send(
            member,
            "case_ready",
            once=f"case_ready:{case.pk}:{occasion or 'opened'}:{member.pk}",
            context={"link": _address("approvals:case", case.pk)},
            organisation=case.organisation,
        )


def tell_of_conversation(conversation: Conversation) -> None:
    """Tell the candidate when and where they meet. The questions stand where the link leads."""
    case, candidate = conversation.case, conversation.case.candidate
    with translation.override(candidate.language):
        context = {
            "date": day_words(conversation.starts_at),
            "time": clock_words(conversation.starts_at).removeprefix("kl.").strip(),
            "place": conversation.place,
            "link": _address("approvals:my_case", case.pk),
        }
    once = f"conversation_booked:{conversation.pk}"
    send(candidate, "conversation_booked", once=once, context=context, organisation=case.organisation)


def tell_of_decision(decision: Decision) -> None:
    """Tell the candidate that there is an answer, never what it is."""
    case = decision.case
    send(
        case.candidate,
        _KEYS[Outcome(decision.outcome)],
        once=f"decision:{decision.pk}",
        context={"link": _address("approvals:my_case", case.pk)},
        organisation=case.organisation,
    )


def tell_chapter(appointment: Appointment) -> list[User]:
    """Tell the contacts of the local chapter that there is news (R66). Returns those who can be reached that way."""
    membership = Membership.objects.filter(
        person=appointment.person_id, organisation=appointment.organisation_id
    ).first()
    reached = [contact for contact in chapter_contacts(membership) if contact.email or contact.phone]
    for contact in reached:
        send(
            contact,
            "chapter_informed",
            once=f"chapter_informed:{appointment.pk}:{contact.pk}",
            context={"link": _address("approvals:chapter_notice", appointment.pk)},
            organisation=appointment.organisation,
        )
    return reached


def forget_messages(case: Case) -> int:
    """Delete that messages about this case were sent, since their keys tell the outcome. Returns how many."""
    return forget_occasions(
        [
            f"case_ready:{case.pk}",
            *(f"conversation_booked:{row.pk}" for row in case.conversations.all()),
            *(f"decision:{row.pk}" for row in case.decisions.all()),
            *(f"chapter_informed:{row.pk}" for row in Appointment.objects.filter(decision__case=case)),
        ]
    )


def _address(name: str, key: int) -> str:
    return settings.SITE_ADDRESS + reverse(name, args=[key])
