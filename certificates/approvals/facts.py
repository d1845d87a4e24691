"""What is known about cases when their requirements are judged. Gathered in a fixed number of queries, then pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone

from certificates.approvals.handover import Milestones, milestones_of
from certificates.approvals.models import ApprovalRequirement, Case, CertificateCheck, Conversation
from certificates.models import CertificateStatus
from lms.people.judging import Judgement
from lms.people.models import Membership


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """One case, as its requirements see it."""

    milestones: Milestones
    certificate_checked_on: datetime.date | None = None
    certificate_was_withdrawn: bool = False
    membership_confirmed_on: datetime.date | None = None
    membership_has_ended: bool = False
    conversation_on: datetime.date | None = None
    conversation_with: str = ""
    conversation_starts_at: datetime.datetime | None = None
    board_decision_on: datetime.date | None = None

    def with_board_decision(self, day: datetime.date | None) -> CaseFacts:
        """The same facts, with the day on which the board decided."""
        return replace(self, board_decision_on=day)


@dataclass(frozen=True)
class Facts:
    """The facts and the requirements of some cases."""

    by_case: dict[int, CaseFacts]
    requirements: dict[int, list[ApprovalRequirement]]

    @classmethod
    def gather(cls, cases: Iterable[Case]) -> Facts:
        """Gather all that is needed to judge `cases`: one query for each kind of fact, however many cases there are."""
        cases = list(cases)
        keys = [case.pk for case in cases]
        milestones = milestones_of([case.enrolment_id for case in cases])
        checks = _checks(keys)
        memberships = _memberships(cases)
        conversations = _conversations(keys)
        by_case = {}
        for case in cases:
            by_case[case.pk] = CaseFacts(
                milestones=milestones[case.enrolment_id],
                **_check_facts(checks.get(case.pk)),
                **_membership_facts(memberships.get((case.candidate_id, case.organisation_id))),
                **_conversation_facts(conversations.get(case.pk, [])),
            )
        return cls(by_case, _requirements(cases))

    def judge(self, case: Case, facts: CaseFacts | None = None) -> list[Judgement]:
        """Judge every requirement of the policy the case began with. Runs no query."""
        known = facts or self.by_case[case.pk]
        return [requirement.judge(known) for requirement in self.requirements[case.policy_id]]


def _requirements(cases: list[Case]) -> dict[int, list[ApprovalRequirement]]:
    found: dict[int, list[ApprovalRequirement]] = {case.policy_id: [] for case in cases}
    for requirement in ApprovalRequirement.objects.filter(policy__in=found).order_by("position", "pk"):
        found[requirement.policy_id].append(requirement)
    return found


def _checks(cases: list[int]) -> dict[int, CertificateCheck]:
    """The newest check of each case."""
    checks = CertificateCheck.objects.filter(case__in=cases).select_related("certificate")
    return {check.case_id: check for check in checks.defer("certificate__facts").order_by("checked_at", "pk")}


def _check_facts(check: CertificateCheck | None) -> dict:
    if check is None:
        return {}
    if check.certificate.status != CertificateStatus.VALID:
        return {"certificate_was_withdrawn": True}
    return {"certificate_checked_on": timezone.localdate(check.checked_at)}


def _memberships(cases: list[Case]) -> dict[tuple[int, int], Membership]:
    memberships = Membership.objects.filter(person__in=[case.candidate_id for case in cases])
    return {(membership.person_id, membership.organisation_id): membership for membership in memberships}


def _membership_facts(membership: Membership | None) -> dict:
    if membership is None:
        return {}
    ended = membership.ended_on is not None and membership.ended_on <= timezone.localdate()
    return {"membership_confirmed_on": membership.confirmed_on, "membership_has_ended": ended}


def _conversations(cases: list[int]) -> dict[int, list[Conversation]]:
    """Conversations that count: not called off, and not already followed by a decision."""
    rows = Conversation.objects.filter(case__in=cases, cancelled_at=None, decision=None).select_related(
        "member"
    )
    found: dict[int, list[Conversation]] = {}
    for conversation in rows.order_by("pk"):
        found.setdefault(conversation.case_id, []).append(conversation)
    return found


def _conversation_facts(conversations: list[Conversation]) -> dict:
    held = next((row for row in reversed(conversations) if row.held_on), None)
    planned = next((row for row in conversations if row.held_on is None), None)
    return {
        "conversation_on": held.held_on if held else None,
        "conversation_with": held.member.first_name if held else "",
        "conversation_starts_at": planned.starts_at if planned else None,
    }
