"""Work with a case: take it, pass it on, check the certificate, confirm the membership, take it up again."""

from __future__ import annotations

import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.access import locked_case
from certificates.approvals.errors import ApprovalError
from certificates.approvals.handover import completion_certificate_of
from certificates.approvals.models import (
    Case,
    CaseEvent,
    CaseState,
    CertificateCheck,
    CheckedHow,
    ConflictOfInterest,
    Conversation,
    EventKind,
    Proposal,
)
from certificates.approvals.telling import tell_committee
from certificates.models import Certificate
from certificates.verification import verdict_of, verify_file
from lms.people.access import is_administrator
from lms.people.models import Membership, User
from lms.people.registering import register_membership


def record(case: Case, kind: EventKind, by: User | None, at: datetime.datetime) -> CaseEvent:
    """Add one line to the history of the case. The candidate can read it."""
    return CaseEvent.objects.create(case=case, kind=kind, person=by, happened_at=at)


@transaction.atomic
def take(*, case: Case, by: User, at: datetime.datetime | None = None) -> Case:
    """Note that `by` looks after this case. Taking it twice changes nothing; who comes second is told who was first."""
    locked = _open_case(case.pk, by)
    if locked.handler_id == by.pk:
        return locked
    if locked.handler_id is not None:
        raise ApprovalError(
            gettext("%(name)s has taken this case. Talk together if you would rather do it.")
            % {"name": User.objects.get(pk=locked.handler_id).first_name}
        )
    locked.handler = by
    locked.save(update_fields=["handler"])
    record(locked, EventKind.TAKEN, by, at or timezone.now())
    return locked


@transaction.atomic
def pass_on(*, case: Case, by: User, at: datetime.datetime | None = None) -> ConflictOfInterest:
    """Declare that `by` knows the candidate: somebody else takes the case, and `by` cannot see it any more (C.4.20).

    No reason is asked for, and passing on twice changes nothing. A conversation that `by` had agreed is called off, and what `by` had suggested taken back.
    """
    moment = at or timezone.now()
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if passed_on := ConflictOfInterest.objects.filter(case=case, member=by).first():
        return passed_on
    locked = _open_case(case.pk, by)
    if locked.handler_id == by.pk:
        locked.handler = None
    called_off = Conversation.objects.planned().filter(case=locked, member=by).update(cancelled_at=moment)
    if called_off and locked.state == CaseState.BOOKED:
        locked.state = CaseState.READY
    locked.save(update_fields=["handler", "state"])
    Proposal.objects.filter(case=locked, proposed_by=by, settled_at=None).update(settled_at=moment)
    record(locked, EventKind.PASSED_ON, by, moment)
    return ConflictOfInterest.objects.create(case=locked, member=by, declared_at=moment)


@transaction.atomic
def check_in_register(*, case: Case, by: User, at: datetime.datetime | None = None) -> CertificateCheck:
    """Check the candidate's certificate of completion in our own register. Raises `ApprovalError` unless it holds."""
    locked = _open_case(case.pk, by)
    certificate = completion_certificate_of(locked.enrolment_id)
    if certificate is None:
        raise ApprovalError(gettext("The certificate is not issued yet. Try again in a few minutes."))
    verdict = verdict_of(certificate)
    if not verdict.is_valid:
        raise ApprovalError(f"{verdict.heading}. {verdict.sentence}")
    return _note_check(locked, certificate, CheckedHow.REGISTER, by, at or timezone.now())


@transaction.atomic
def check_by_file(
    *, case: Case, by: User, uploaded: UploadedFile, at: datetime.datetime | None = None
) -> CertificateCheck:
    """Check a file against the fingerprints of the certificates we have made. The file is not kept.

    Raises `ApprovalError` with a plain sentence when it is not a PDF, was altered, belongs to somebody else, is another
    document, or does not hold any more. Then nothing has changed.
    """
    locked = _open_case(case.pk, by)
    verdict = verify_file(uploaded, person=locked.candidate)
    if not verdict.is_valid:
        raise ApprovalError(f"{verdict.heading.removesuffix('.')}. {verdict.sentence}", field="file")
    certificate = Certificate.objects.get(pk=verdict.certificate_id)
    if certificate.enrolment_id != locked.enrolment_id or certificate != completion_certificate_of(
        locked.enrolment_id
    ):
        raise ApprovalError(
            gettext(
                "The file is genuine, but it is not the certificate of completion of this course. Choose that one."
            ),
            field="file",
        )
    return _note_check(locked, certificate, CheckedHow.FILE, by, at or timezone.now())


def _note_check(
    case: Case, certificate: Certificate, how: CheckedHow, by: User, at: datetime.datetime
) -> CertificateCheck:
    """Note the check. The same one by the same member on the same day is one."""
    earlier = case.certificate_checks.filter(certificate=certificate, how=how, checked_by=by)
    for check in earlier:
        if timezone.localdate(check.checked_at) == timezone.localdate(at):
            return check
    case.certificate = certificate
    case.save(update_fields=["certificate"])
    record(case, EventKind.CERTIFICATE_CHECKED, by, at)
    return CertificateCheck.objects.create(
        case=case, certificate=certificate, how=how, checked_by=by, checked_at=at
    )


@transaction.atomic
def confirm_membership(*, case: Case, by: User, at: datetime.datetime | None = None) -> Membership:
    """Note that the register of members was looked up, and the candidate is in it (R7).

    By a member of the committee, or by the secretariat of the association; never about oneself. Twice on one day is once.
    """
    moment = at or timezone.now()
    locked = (
        Case.objects.select_for_update(of=("self",))
        .select_related("organisation", "candidate")
        .get(pk=case.pk)
    )
    allowed = (
        locked.candidate_id != by.pk and is_administrator(by, locked.organisation)
    ) or Case.objects.visible_to(by).filter(pk=locked.pk).exists()
    if not allowed:
        raise ApprovalError(gettext("This case is for somebody else to work with."))
    _refuse_unless_open(locked)
    known = Membership.objects.filter(person=locked.candidate, organisation=locked.organisation).first()
    if known and known.ended_on and known.ended_on <= timezone.localdate(moment):
        raise ApprovalError(
            gettext(
                "The membership has ended in our register. The secretariat must put the date right first."
            )
        )
    if known and known.confirmed_on == timezone.localdate(moment):
        return known
    membership = register_membership(
        person=locked.candidate, organisation=locked.organisation, confirmed_on=timezone.localdate(moment)
    )
    record(locked, EventKind.MEMBERSHIP_CONFIRMED, by, moment)
    return membership


@transaction.atomic
def take_up_again(*, case: Case, by: User, at: datetime.datetime | None = None) -> Case:
    """Take a postponed case up before its day, because candidate and committee agree. Does nothing when it is up."""
    locked = _open_case(case.pk, by)
    if locked.state == CaseState.POSTPONED:
        _bring_back(locked, by, at or timezone.now())
    return locked


def bring_back_postponed(*, today: datetime.date | None = None, at: datetime.datetime | None = None) -> int:
    """Bring back the postponed cases whose day has come, and tell the committee. Returns how many. For `run_due`."""
    day = today or timezone.localdate()
    due = list(Case.objects.due_back(day).values_list("pk", flat=True))
    for pk in due:
        with transaction.atomic():
            case = Case.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk)
            if case.state == CaseState.POSTPONED:
                occasion = case.resumes_on
                _bring_back(case, None, at or timezone.now())
                tell_committee(case, occasion=occasion)
    return len(due)


def _bring_back(case: Case, by: User | None, at: datetime.datetime) -> None:
    case.state, case.resumes_on = CaseState.READY, None
    case.save(update_fields=["state", "resumes_on"])
    record(case, EventKind.REOPENED, by, at)


def _open_case(case_id: int, by: User) -> Case:
    locked = locked_case(case_id, by)
    _refuse_unless_open(locked)
    return locked


def _refuse_unless_open(case: Case) -> None:
    if not case.is_open:
        raise ApprovalError(gettext("This case is closed. What is written in it stays as it is."))
