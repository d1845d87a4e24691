"""What follows an approval: the appointment, its certificate, word to the local chapter, and the practical tasks."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.approvals.access import tasks_for_secretariat
from certificates.approvals.errors import ApprovalError
from certificates.approvals.handling import record
from certificates.approvals.models import Appointment, Case, Decision, EventKind, HandoverTask, TaskKind
from certificates.approvals.telling import tell_chapter
from certificates.freezing import ApprovalStep
from certificates.issuing import issue_approval
from lms.people.models import ApprovingBody, User


def appoint(*, decision: Decision) -> Appointment:
    """Make the candidate a peer supporter, issue the certificate (R64), tell the chapter (R66), list the tasks (R65).

    Called by `decide` alone, inside its transaction; the file of the certificate is made by a task after commit.
    The password of the other system is ordered there and never kept here.
    """
    case = decision.case
    starts_on = decision.board_decision_on or timezone.localdate(decision.decided_at)
    if Appointment.objects.filter(
        person=case.candidate_id, organisation=case.organisation_id, ended_on=None
    ).exists():
        raise ApprovalError(gettext("This person is approved already. Nothing was changed."))
    appointment = Appointment.objects.create(
        person=case.candidate, organisation=case.organisation, decision=decision, starts_on=starts_on
    )
    signers = [person.name for person in (decision.decided_by, decision.co_decided_by) if person]
    appointment.certificate = issue_approval(
        person_id=case.candidate_id,
        organisation_id=case.organisation_id,
        approved_from=starts_on,
        enrolment_id=case.enrolment_id,
        steps=steps_of(decision),
        signed_by=signers,
        issued_by=decision.decided_by,
        at=decision.decided_at,
    )
    appointment.save(update_fields=["certificate"])
    _list_tasks(appointment, decision)
    return appointment


def steps_of(decision: Decision) -> list[ApprovalStep]:
    """Return what came before this approval, so that the paper claims no conversation that was not held."""
    steps = [ApprovalStep.COURSE, ApprovalStep.PLEDGE]
    if decision.conversations.exists():
        steps.append(ApprovalStep.CONVERSATION)
    if decision.case.policy.approving_body == ApprovingBody.BOARD:
        steps.append(ApprovalStep.BOARD)
    return steps


def _list_tasks(appointment: Appointment, decision: Decision) -> None:
    """Make the list of practical tasks; the chapter's is ticked at once when its contact could be written to."""
    case = decision.case
    for kind in TaskKind:
        HandoverTask.objects.create(case=case, kind=kind)
    if tell_chapter(appointment):
        told = HandoverTask.objects.get(case=case, kind=TaskKind.CHAPTER_INFORMED)
        told.done_at, told.done_by = decision.decided_at, decision.decided_by
        told.save(update_fields=["done_at", "done_by"])


@transaction.atomic
def tick_task(
    *, task: HandoverTask, by: User, done: bool = True, at: datetime.datetime | None = None
) -> HandoverTask:
    """Note that a practical task is done, or with `done=False` that it is not after all. Twice changes nothing.

    By the committee or the secretariat of the association, never by the person it is about.
    """
    locked = HandoverTask.objects.select_for_update(of=("self",)).select_related("case").get(pk=task.pk)
    may = (
        Case.objects.visible_to(by).filter(pk=locked.case_id).exists()
        or tasks_for_secretariat(by).filter(pk=locked.pk).exists()
    )
    if not may:
        raise ApprovalError(gettext("This case is for somebody else to work with."))
    if (locked.done_at is not None) == done:
        return locked
    moment = at or timezone.now()
    locked.done_at, locked.done_by = (moment, by) if done else (None, None)
    locked.save(update_fields=["done_at", "done_by"])
    record(locked.case, EventKind.TASK_DONE if done else EventKind.TASK_REOPENED, by, moment)
    return locked
