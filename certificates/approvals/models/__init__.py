"""Cases and what becomes of them."""

from certificates.approvals.models.appointments import Appointment, HandoverTask, TaskKind
from certificates.approvals.models.cases import (
    OPEN_STATES,
    Case,
    CaseEvent,
    CaseState,
    CertificateCheck,
    CheckedHow,
    ConflictOfInterest,
)
from certificates.approvals.models.decisions import Conversation, Decision, Outcome
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
    "ConflictOfInterest",
    "Conversation",
    "ConversationHeld",
    "Decision",
    "HandoverTask",
    "MembershipConfirmed",
    "Outcome",
    "PledgeSigned",
    "TaskKind",
]
