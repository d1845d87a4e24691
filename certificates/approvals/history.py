"""What has happened in a case, newest first, in words. The candidate can read the same list."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.handover import HandoverPackage
from certificates.approvals.models import Case, CaseEvent, Conversation, Decision, EventKind
from certificates.approvals.reading_back import pledge_words
from lms.people.dates import list_words

# Said by the rows of conversations and decisions themselves, with the right day.
_SAID_ELSEWHERE = {EventKind.HELD, EventKind.DECIDED, EventKind.CORRECTED}
# On one and the same day, things are told in this order.
_MILESTONE, _EVENT, _TALK, _DECISION, _CORRECTION, _AFTERWARDS = range(6)
_AFTER_A_DECISION = {EventKind.TASK_DONE, EventKind.TASK_REOPENED}


@dataclass(frozen=True, order=True)
class HistoryLine:
    """One thing that happened: the day, what, and perhaps what was written."""

    day: datetime.date
    order: tuple[int, int]
    sentence: str
    written: str = ""


def history_of(case: Case, package: HandoverPackage) -> list[HistoryLine]:
    """Return everything that happened, newest first. A fixed number of queries."""
    lines = [*_milestones(case, package), *_events(case), *_conversations(case), *_decisions(case)]
    return sorted(lines, key=lambda line: (line.day, line.order), reverse=True)


def _milestones(case: Case, package: HandoverPackage) -> list[HistoryLine]:
    name = {"name": case.candidate.first_name, "pledge": pledge_words(case.organisation)}
    completed, signed = _day(package.completed_at), _day(package.pledge_signed_at)
    if completed and completed == signed:
        return [
            HistoryLine(
                completed,
                (_MILESTONE, 1),
                gettext("%(name)s signed %(pledge)s and completed the course") % name,
            )
        ]
    lines = []
    if completed:
        lines.append(HistoryLine(completed, (_MILESTONE, 1), gettext("%(name)s completed the course") % name))
    if signed:
        lines.append(HistoryLine(signed, (_MILESTONE, 2), gettext("%(name)s signed %(pledge)s") % name))
    return lines


def _events(case: Case) -> list[HistoryLine]:
    events = case.events.exclude(kind__in=_SAID_ELSEWHERE).select_related("person")
    return [
        HistoryLine(
            timezone.localdate(event.happened_at),
            (_AFTERWARDS if event.kind in _AFTER_A_DECISION else _EVENT, event.pk),
            _event_words(event),
        )
        for event in events
    ]


def _event_words(event: CaseEvent) -> str:
    name = {"name": event.person.first_name if event.person else gettext("Somebody")}
    kind = EventKind(event.kind)
    if kind == EventKind.REOPENED and event.person is None:
        return gettext("The case came back")
    sentences = {
        EventKind.OPENED: gettext("The case was opened"),
        EventKind.TAKEN: gettext("%(name)s took the case"),
        EventKind.PASSED_ON: gettext("%(name)s passed the case on"),
        EventKind.CERTIFICATE_CHECKED: gettext("%(name)s checked the certificate"),
        EventKind.MEMBERSHIP_CONFIRMED: gettext("%(name)s confirmed the membership"),
        EventKind.BOOKED: gettext("%(name)s agreed a time for the conversation"),
        EventKind.UNBOOKED: gettext("%(name)s called the conversation off"),
        EventKind.PROPOSED: gettext("%(name)s asked another member to decide together"),
        EventKind.REOPENED: gettext("%(name)s took the case up again"),
        EventKind.TASK_DONE: gettext("%(name)s ticked a practical task"),
        EventKind.TASK_REOPENED: gettext("%(name)s opened a practical task again"),
        EventKind.WITHDRAWN: gettext("%(name)s said that this is not for now"),
    }
    sentence = sentences.get(kind, str(kind.label))
    return sentence % name if "%(name)s" in sentence else sentence


def _conversations(case: Case) -> list[HistoryLine]:
    held = Conversation.objects.filter(case=case, held_on__isnull=False).select_related("member")
    return [
        HistoryLine(
            row.held_on,
            (_TALK, row.pk),
            gettext("%(name)s had the conversation") % {"name": row.member.first_name},
        )
        for row in held
    ]


def _decisions(case: Case) -> list[HistoryLine]:
    lines = []
    decisions = case.decisions.select_related("decided_by", "co_decided_by").prefetch_related(
        "corrections__corrected_by"
    )
    for decision in decisions:
        lines.append(_decision_line(decision))
        lines += [
            HistoryLine(
                timezone.localdate(correction.corrected_at),
                (_CORRECTION, correction.pk),
                gettext("%(name)s put the sentence right. It used to be:")
                % {"name": correction.corrected_by.first_name},
                correction.old_agreement or "–",
            )
            for correction in decision.corrections.all()
        ]
    return lines


def _decision_line(decision: Decision) -> HistoryLine:
    names = [person.first_name for person in (decision.decided_by, decision.co_decided_by) if person]
    words = {"name": list_words(names), "outcome": decision.get_outcome_display()}
    sentence = gettext("%(name)s recorded the outcome: %(outcome)s") % words
    return HistoryLine(
        timezone.localdate(decision.decided_at), (_DECISION, decision.pk), sentence, decision.agreement
    )


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None
