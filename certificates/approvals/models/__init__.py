"""Cases and what becomes of them."""

from certificates.approvals.models.appointments import Appointment, HandoverTask, TaskKind
from certificates.approvals.models.cases import (
    DECIDABLE_STATES,
    OPEN_STATES,
    Case,
    CaseEvent,
    CaseState,
    CertificateCheck,
    CheckedHow,
    ClosedCase,
    ConflictOfInterest,
    EventKind,
    Wish,
)
from certificates.approvals.models.decisions import (
    APPROVING_OUTCOMES,
    Conversation,
    Decision,
    DecisionCorrection,
    Outcome,
    Proposal,
)
from certificates.approvals.models.policies import (
    ApprovalPolicy,
    ApprovalRequirement,
    BoardDecides,
    CertificateVerified,
    ConversationHeld,
    MembershipConfirmed,
    PledgeSigned,
)

__all__ = [
    "APPROVING_OUTCOMES",
    "DECIDABLE_STATES",
    "OPEN_STATES",
    "Appointment",
    "ApprovalPolicy",
    "ApprovalRequirement",
    "BoardDecides",
    "Case",
    "CaseEvent",
    "CaseState",
    "CertificateCheck",
    "CertificateVerified",
    "CheckedHow",
    "ClosedCase",
    "ConflictOfInterest",
    "Conversation",
    "ConversationHeld",
    "Decision",
    "DecisionCorrection",
    "EventKind",
    "HandoverTask",
    "MembershipConfirmed",
    "Outcome",
    "PledgeSigned",
    "Proposal",
    "TaskKind",
    "Wish",
]
