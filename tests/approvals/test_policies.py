"""What an association asks for: versions, usual requirements, and judging without a query."""

import datetime

import pytest

from certificates.approvals.adopting import adopt_policy, policy_of
from certificates.approvals.errors import ApprovalError
from certificates.approvals.facts import CaseFacts, Facts
from certificates.approvals.handover import Milestones
from certificates.approvals.models import (
    ApprovalRequirement,
    BoardDecides,
    CertificateVerified,
    ConversationHeld,
    MembershipConfirmed,
    PledgeSigned,
)
from lms.people.judging import Actor, Strength
from lms.people.models import ApprovingBody
from tests.approvals.making import TALK, make_case, make_course, make_organisation

NOON = datetime.datetime(2026, 3, 28, 11, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 4, 1)
MILESTONES = {"enrolment_id": 1, "person_id": 1, "organisation_id": 1, "completed_at": NOON}
SIGNED = Milestones(**MILESTONES, signature_id=1, signed_at=NOON, pledge_version=3)
UNSIGNED = Milestones(**MILESTONES, signature_id=None, signed_at=None, pledge_version=None)


def judged(requirement: type[ApprovalRequirement], **facts) -> tuple[bool, str]:
    judgement = requirement().judge(CaseFacts(**({"milestones": SIGNED} | facts)))
    return judgement.met, judgement.actor


@pytest.mark.parametrize(
    ("requirement", "facts", "expected"),
    [
        (CertificateVerified, {"certificate_checked_on": DAY}, (True, Actor.NOBODY)),
        (CertificateVerified, {}, (False, Actor.COMMITTEE)),
        (CertificateVerified, {"certificate_was_withdrawn": True}, (False, Actor.COMMITTEE)),
        (PledgeSigned, {}, (True, Actor.NOBODY)),
        (PledgeSigned, {"milestones": UNSIGNED}, (False, Actor.TRAINEE)),
        (MembershipConfirmed, {"membership_confirmed_on": DAY}, (True, Actor.NOBODY)),
        (MembershipConfirmed, {}, (False, Actor.SECRETARIAT)),
        (
            MembershipConfirmed,
            {"membership_confirmed_on": DAY, "membership_has_ended": True},
            (False, Actor.SECRETARIAT),
        ),
        (ConversationHeld, {"conversation_on": TALK, "conversation_with": "Kari"}, (True, Actor.NOBODY)),
        (ConversationHeld, {"conversation_starts_at": NOON}, (False, Actor.COMMITTEE)),
        (ConversationHeld, {}, (False, Actor.COMMITTEE)),
        (BoardDecides, {"board_decision_on": DAY}, (True, Actor.NOBODY)),
        (BoardDecides, {}, (False, Actor.BOARD)),
    ],
)
def test_each_requirement_is_judged_from_facts_alone(requirement, facts, expected) -> None:
    """Runs without a database: judging is pure. Fails when a judgement asks for anything."""
    assert judged(requirement, **facts) == expected


def test_every_kind_of_requirement_says_how_it_is_judged() -> None:
    kinds = ApprovalRequirement.__subclasses__()
    assert [kind for kind in kinds if kind.judge is ApprovalRequirement.judge] == []
    with pytest.raises(TypeError):
        ApprovalRequirement().judge(CaseFacts(milestones=SIGNED))


def test_should_reminds_and_must_blocks() -> None:
    facts = CaseFacts(milestones=SIGNED)
    blocks = [
        MembershipConfirmed(strength=strength).judge(facts).blocks
        for strength in (Strength.MUST, Strength.SHOULD)
    ]
    assert blocks == [True, False]


@pytest.mark.django_db
@pytest.mark.req(63)
@pytest.mark.req(59)
def test_a_committee_asks_for_a_conversation_by_itself() -> None:
    """R59 «delegert til Likepersonsutvalget», R63 «skal alle … godkjenningssamtale». Fails with another usual policy."""
    policy = policy_of(make_organisation())
    kinds = [type(requirement) for requirement in policy.requirements.all()]
    assert (policy.approving_body, kinds) == (
        ApprovingBody.COMMITTEE,
        [CertificateVerified, PledgeSigned, MembershipConfirmed, ConversationHeld],
    )


@pytest.mark.django_db
@pytest.mark.req(67)
@pytest.mark.req(11)
def test_a_board_appoints_without_a_conversation_unless_it_asks_for_one() -> None:
    """R67 and R11 «utpekes av styret». Fails with another usual policy, or when a conversation cannot be added."""
    organisation = make_organisation(approving_body=ApprovingBody.BOARD)
    usual = [type(requirement) for requirement in policy_of(organisation).requirements.all()]
    assert usual == [CertificateVerified, PledgeSigned, MembershipConfirmed, BoardDecides]
    asked = adopt_policy(
        organisation=organisation,
        approving_body=ApprovingBody.BOARD,
        adopted_on=DAY,
        requirements=[PledgeSigned, ConversationHeld, (CertificateVerified, Strength.SHOULD), BoardDecides],
    )
    kinds = [(type(requirement), requirement.strength) for requirement in asked.requirements.all()]
    assert kinds == [
        (PledgeSigned, Strength.MUST),
        (ConversationHeld, Strength.MUST),
        (CertificateVerified, Strength.SHOULD),
        (BoardDecides, Strength.MUST),
    ]


@pytest.mark.django_db
@pytest.mark.req(54)
def test_a_new_version_does_not_touch_a_case_under_way() -> None:
    """R54 «Revidert … Vedtatt»: versions are dated, and a case keeps its own. Fails when cases follow the newest."""
    organisation = make_organisation()
    case = make_case(organisation=organisation)
    newer = adopt_policy(organisation=organisation, approving_body="board", adopted_on=DAY)
    case.refresh_from_db()
    organisation.refresh_from_db()
    assert (case.policy.number, newer.number, organisation.approving_body) == (1, 2, ApprovingBody.BOARD)
    later = make_case("Siri Moe", organisation=organisation)
    assert later.policy == newer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "requirements"),
    [
        ("committee", [CertificateVerified, ConversationHeld]),
        ("committee", [PledgeSigned]),
        ("committee", [(PledgeSigned, Strength.SHOULD), ConversationHeld]),
        ("board", [PledgeSigned, ConversationHeld]),
    ],
)
def test_what_must_be_there_cannot_be_left_out(body, requirements) -> None:
    organisation = make_organisation()
    with pytest.raises(ApprovalError):
        adopt_policy(
            organisation=organisation, approving_body=body, adopted_on=DAY, requirements=requirements
        )
    assert organisation.approval_policies.count() == 0


@pytest.mark.django_db
def test_facts_cost_the_same_for_one_case_and_for_thirty(django_assert_num_queries) -> None:
    """Fails when any fact is asked for case by case. Ten: one for each kind of fact and of requirement."""
    organisation, course = make_organisation(), make_course()
    cases = [make_case("Arne 0", organisation=organisation, course=course)]
    with django_assert_num_queries(10):
        Facts.gather(cases)
    cases += [
        make_case(f"Arne {number}", organisation=organisation, course=course) for number in range(1, 30)
    ]
    with django_assert_num_queries(10):
        facts = Facts.gather(cases)
    with django_assert_num_queries(0):
        assert [len(facts.judge(case)) for case in cases] == [4] * 30
