"""Decisions: by whom, with what in place, and what is kept of them."""

import datetime

import pytest
from django.core import mail

from certificates.approvals.adopting import adopt_policy
from certificates.approvals.conversing import book, record_held
from certificates.approvals.deciding import confirm_together, correct_sentence, decide, propose, set_aside
from certificates.approvals.errors import ApprovalError
from certificates.approvals.handling import check_in_register, confirm_membership, pass_on, take_up_again
from certificates.approvals.models import Appointment, Case, CaseState, Conversation, Decision, Proposal
from certificates.models import Certificate
from lms.people.models import Role, RoleKind
from tests.approvals.making import NOW, TALK, TODAY, make_case, make_decidable, make_member, make_organisation

pytestmark = pytest.mark.django_db
SEPTEMBER = datetime.date(2026, 9, 1)


def nothing_was_decided(case: Case) -> bool:
    before = case.state
    case.refresh_from_db()
    return (case.state, Decision.objects.count(), Appointment.objects.count()) == (before, 0, 0)


@pytest.mark.req(63)
def test_nobody_is_approved_without_a_conversation_with_one_named_member() -> None:
    """R63 «skal alle … ha en godkjenningssamtale med et medlem». Fails when `ConversationHeld` does not block."""
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari Krogh"), make_member(organisation, "Per Aas")
    case = make_case(organisation=organisation)
    check_in_register(case=case, by=kari)
    confirm_membership(case=case, by=kari)
    for outcome in ("approved", "approved_with_agreement", "not_now"):
        with pytest.raises(ApprovalError):
            decide(case=case, outcome=outcome, by=kari, agreement="Per er fadder.")
    assert nothing_was_decided(case)
    record_held(case=case, by=per, held_on=TALK)
    decision = decide(case=case, outcome="approved", by=kari)
    talk = Conversation.objects.get()
    assert (talk.member, talk.held_on, talk.decision) == (per, TALK, decision)


@pytest.mark.parametrize("left_out", ["certificate", "membership"])
def test_an_approval_waits_for_everything_that_must_be_there(left_out: str) -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    record_held(case=case, by=kari, held_on=TALK)
    if left_out != "certificate":
        check_in_register(case=case, by=kari)
    if left_out != "membership":
        confirm_membership(case=case, by=kari)
    case.refresh_from_db()
    with pytest.raises(ApprovalError):
        decide(case=case, outcome="approved", by=kari)
    assert nothing_was_decided(case)


@pytest.mark.req(59)
def test_only_those_who_decide_here_decide() -> None:
    """R59: former, foreign, candidate, board and secretariat are refused. Fails when nobody asks who decides here: both
    `visible_to`, without which no case is found, and `may_decide` refuse them.
    """
    organisation, other = make_organisation(), make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    Role.objects.create(
        person=case.candidate, organisation=organisation, kind=RoleKind.COMMITTEE_MEMBER, since=TODAY
    )
    refused = [
        make_member(organisation, "Former", until=TODAY - datetime.timedelta(days=1)),
        make_member(other, "Foreign"),
        case.candidate,
        make_member(organisation, "Board", kind=RoleKind.BOARD_MEMBER),
        make_member(organisation, "Office", kind=RoleKind.ADMINISTRATOR),
    ]
    for person in refused:
        with pytest.raises(ApprovalError):
            decide(case=case, outcome="approved", by=person)
    assert nothing_was_decided(case)


def test_who_has_passed_a_case_on_does_not_decide_it() -> None:
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari"), make_member(organisation, "Per")
    case = make_decidable(make_case(organisation=organisation), kari)
    pass_on(case=case, by=per)
    with pytest.raises(ApprovalError):
        decide(case=case, outcome="approved", by=per)
    with pytest.raises(ApprovalError):
        decide(case=case, outcome="approved", by=kari, co_decided_by=per)
    assert nothing_was_decided(case)


def led_case() -> tuple[Case, object, object]:
    """A case whose course Liv led; Liv and Per sit in the committee, and Per had the conversation."""
    organisation = make_organisation()
    per = make_member(organisation, "Per Aas")
    case = make_decidable(make_case(organisation=organisation), per)
    liv = case.enrolment.course_run.leaders.select_related("person").get(person__name="Liv").person
    Role.objects.create(person=liv, organisation=organisation, kind=RoleKind.COMMITTEE_MEMBER, since=TODAY)
    return case, liv, per


def test_the_leader_of_the_course_does_not_decide_alone() -> None:
    """Edge case 14. Fails without `refuse_alone`."""
    case, liv, per = led_case()
    with pytest.raises(ApprovalError):
        decide(case=case, outcome="approved", by=liv)
    odd = case.enrolment.course_run.leaders.get(person__name="Odd").person
    Role.objects.create(
        person=odd, organisation=case.organisation, kind=RoleKind.COMMITTEE_MEMBER, since=TODAY
    )
    for second in (liv, odd, case.candidate, make_member(make_organisation())):
        with pytest.raises(ApprovalError):
            decide(case=case, outcome="approved", by=liv, co_decided_by=second)
    assert nothing_was_decided(case)
    decision = decide(case=case, outcome="approved", by=liv, co_decided_by=per)
    assert (decision.decided_by, decision.co_decided_by) == (liv, per)


def test_a_second_member_confirms_what_the_leader_suggested() -> None:
    """Fails when a proposal counts by itself, or when its own maker can confirm it."""
    case, liv, per = led_case()
    proposal = propose(case=case, outcome="approved_with_agreement", by=liv, agreement="Per er fadder.")
    assert nothing_was_decided(case)
    with pytest.raises(ApprovalError):
        propose(case=case, outcome="approved", by=liv)
    with pytest.raises(ApprovalError):
        confirm_together(proposal=proposal, by=liv)
    decision = confirm_together(proposal=proposal, by=per)
    proposal.refresh_from_db()
    assert (decision.decided_by, decision.co_decided_by, decision.agreement) == (liv, per, "Per er fadder.")
    assert proposal.settled_at == NOW
    with pytest.raises(ApprovalError):
        confirm_together(proposal=proposal, by=per)
    assert Decision.objects.count() == 1


def test_a_suggestion_can_be_set_aside_and_made_again() -> None:
    case, liv, per = led_case()
    proposal = propose(case=case, outcome="approved", by=liv)
    set_aside(proposal=proposal, by=per)
    with pytest.raises(ApprovalError):
        confirm_together(proposal=proposal, by=per)
    propose(case=case, outcome="postponed", by=liv, postponed_to=SEPTEMBER)
    assert (nothing_was_decided(case), Proposal.objects.filter(settled_at=None).count()) == (True, 1)


def test_the_leader_has_the_conversation_only_when_nobody_else_can() -> None:
    case, liv, per = led_case()
    with pytest.raises(ApprovalError, match="Per"):
        book(case=case, by=liv, starts_at=NOW + datetime.timedelta(days=1), place="på telefon")
    pass_on(case=case, by=per)
    talk = book(case=case, by=liv, starts_at=NOW + datetime.timedelta(days=1), place="på telefon")
    assert talk.member == liv


@pytest.mark.req(67)
@pytest.mark.req(11)
def test_the_board_appoints_and_a_board_member_records_it_with_its_date() -> None:
    """R67, R11 «utpekes av styret». Fails when the committee can decide for the board, or the date is not asked for."""
    organisation = make_organisation(approving_body="board")
    kari = make_member(organisation)
    berit = make_member(organisation, "Berit", kind=RoleKind.BOARD_MEMBER)
    case = make_case(organisation=organisation)
    check_in_register(case=case, by=berit)
    confirm_membership(case=case, by=kari)
    for by, day in ((kari, TALK), (berit, None), (berit, TODAY + datetime.timedelta(days=1))):
        with pytest.raises(ApprovalError):
            decide(case=case, outcome="approved", by=by, board_decision_on=day)
    assert nothing_was_decided(case)
    decision = decide(case=case, outcome="approved", by=berit, board_decision_on=TALK)
    certificate = Certificate.objects.get(kind="approval")
    assert (decision.board_decision_on, decision.appointment.starts_on) == (TALK, TALK)
    assert (
        certificate.facts["basis"] == "etter gjennomført grunnkurs, signert taushetsløfte og vedtak i styret"
    )


def test_a_board_that_asks_for_a_conversation_gets_one() -> None:
    from certificates.approvals.models import BoardDecides, ConversationHeld, PledgeSigned

    organisation = make_organisation()
    adopt_policy(
        organisation=organisation,
        approving_body="board",
        adopted_on=TODAY,
        requirements=[PledgeSigned, ConversationHeld, BoardDecides],
    )
    berit = make_member(organisation, "Berit", kind=RoleKind.BOARD_MEMBER)
    case = make_case(organisation=organisation)
    with pytest.raises(ApprovalError):
        decide(case=case, outcome="approved", by=berit, board_decision_on=TALK)
    record_held(case=case, by=berit, held_on=TALK)
    decide(case=case, outcome="approved", by=berit, board_decision_on=TALK)
    case.refresh_from_db()
    assert case.state == CaseState.APPROVED


@pytest.mark.parametrize(
    ("outcome", "given", "field"),
    [
        ("postponed", {}, "postponed_to"),
        ("postponed", {"postponed_to": TODAY}, "postponed_to"),
        ("approved_with_agreement", {"agreement": "  "}, "agreement"),
        ("approved", {"agreement": "x" * 301}, "agreement"),
    ],
)
def test_values_that_do_not_belong_are_refused_beside_their_field(outcome, given, field) -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    with pytest.raises(ApprovalError) as refusal:
        decide(case=case, outcome=outcome, by=kari, **given)
    assert (refusal.value.field, nothing_was_decided(case)) == (field, True)


def test_what_does_not_belong_to_the_outcome_is_not_kept() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    decision = decide(case=case, outcome="not_now", by=kari, postponed_to=SEPTEMBER, board_decision_on=TALK)
    case.refresh_from_db()
    assert (decision.postponed_to, decision.board_decision_on, case.resumes_on) == (None, None, None)
    assert (case.state, Appointment.objects.count(), case.handover_tasks.count()) == (CaseState.NOT_NOW, 0, 0)


def test_a_second_decision_is_refused_kindly() -> None:
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari Krogh"), make_member(organisation, "Per Aas")
    case = make_decidable(make_case(organisation=organisation), kari)
    decide(case=case, outcome="postponed", by=kari, postponed_to=SEPTEMBER)
    with pytest.raises(ApprovalError, match="Kari"):
        decide(case=case, outcome="approved", by=per)
    with pytest.raises(ApprovalError):
        decide(case=case, outcome="approved", by=kari)
    assert (Decision.objects.count(), Appointment.objects.count()) == (1, 0)


def test_the_sentence_can_be_put_right_and_the_old_one_stays() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    decision = decide(case=case, outcome="approved_with_agreement", by=kari, agreement="Arne tar telfonvakt.")
    assert correct_sentence(decision=decision, by=kari, agreement="Arne tar telfonvakt.") is None
    for by, sentence in ((kari, ""), (case.candidate, "Noe annet.")):
        with pytest.raises(ApprovalError):
            correct_sentence(decision=decision, by=by, agreement=sentence)
    correct_sentence(decision=decision, by=kari, agreement="Arne tar telefonvakt.")
    decision.refresh_from_db()
    kept = list(decision.corrections.values_list("old_agreement", "new_agreement"))
    assert (decision.agreement, kept) == (
        "Arne tar telefonvakt.",
        [("Arne tar telfonvakt.", "Arne tar telefonvakt.")],
    )


def test_messages_to_the_candidate_never_say_what_was_decided(django_capture_on_commit_callbacks) -> None:
    """Privacy rule 6. The three letters differ only in tone; fails when outcome or sentence gets into one."""
    organisation = make_organisation("Foreningen for leversykdom", sender_name="Kurskontoret")
    kari = make_member(organisation, "Kari Krogh")
    case = make_decidable(
        make_case("Arne Vik", organisation=organisation, email="arne@likevel.example"), kari
    )
    letters = []
    for outcome, given in (
        ("postponed", {"postponed_to": SEPTEMBER}),
        ("not_now", {}),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            decide(case=case, outcome=outcome, by=kari, agreement="Vi snakker om savnet etter Anna.", **given)
        letters.append(mail.outbox[-1])
        if outcome == "postponed":
            take_up_again(case=case, by=kari)
            record_held(case=case, by=kari, held_on=TODAY)
    said = " ".join(f"{letter.subject} {letter.body} {letter.alternatives}" for letter in letters)
    assert [letter.to for letter in letters] == [["arne@likevel.example"]] * 2
    wrong = ("savnet", "Anna", "Utsatt", "utsatt", "Ikke nå", "ikke nå", "1. september", "lever", "Vik")
    assert [word for word in wrong if word in said] == []


def test_a_backdated_decision_says_so_and_is_recorded_now() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    earlier = NOW - datetime.timedelta(hours=20)
    decision = decide(case=case, outcome="approved", by=kari, at=earlier)
    assert (decision.decided_at, decision.recorded_at, decision.appointment.starts_on) == (earlier, NOW, TALK)
