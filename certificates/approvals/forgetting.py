"""Delete cases, certificates of approval and pledges when their years are over. Called by `run_due`, in this order.

The years stand in `lms/people/kept_for.py`. They count from the end of the task; while somebody is a peer supporter, or has
an open case, everything stays. Each in a transaction of its own that asks again under a lock: safe to call again, beside
itself, and after a crash. What is left and why: docs/decisions/0026-when-cases-certificates-and-pledges-go.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from certificates.approvals.handover import (
    Pair,
    course_ends,
    forget_pledge,
    let_case_be_forgotten,
    pledged_by,
)
from certificates.approvals.models import Appointment, Case, CaseState, ClosedCase, Conversation
from certificates.approvals.telling import forget_messages
from certificates.emptying import empty_when_over
from certificates.models import Certificate, CertificateKind
from lms.people.kept_for import (
    APPROVAL_CERTIFICATE_MONTHS,
    APPROVED_CASE_MONTHS,
    NOT_APPROVED_CASE_MONTHS,
    PLEDGE_MONTHS,
    latest_start,
    months_later,
)
from lms.people.models import User

#: The last day of somebody's task in an association; None while they have it. Who never had it, is not there.
Tasks = dict[Pair, datetime.date | None]


def tasks_of(people: Collection[int]) -> Tasks:
    """When these people were peer supporters last, by association. One query."""
    found: Tasks = {}
    for appointment in Appointment.objects.filter(person__in=people):
        pair = (appointment.person_id, appointment.organisation_id)
        known = found.get(pair, appointment.ended_on)
        both = known and appointment.ended_on
        found[pair] = max(known, appointment.ended_on) if both else None
    return found


def delete_closed_cases(*, today: datetime.date | None = None) -> int:
    """Delete cases that were approved three years after the task, and others a year after they were closed.

    With all that belongs to them. What stays is that there was one (`ClosedCase`), and from when to when somebody was a
    peer supporter. Returns how many cases.
    """
    today = today or timezone.localdate()
    latest = latest_start(today, min(APPROVED_CASE_MONTHS, NOT_APPROVED_CASE_MONTHS))
    closed = list(Case.objects.closed().filter(opened_at__date__lte=latest))
    tasks = tasks_of({case.candidate_id for case in closed})
    return sum(_case_deleted(case, today) for case in closed if _case_is_over(case, tasks, today))


def _case_is_over(case: Case, tasks: Tasks, today: datetime.date) -> bool:
    if case.state != CaseState.APPROVED:
        moments = (case.opened_at, case.decided_last, case.withdrawn_last)
        closed_on = max(timezone.localdate(moment) for moment in moments if moment)
        return months_later(closed_on, NOT_APPROVED_CASE_MONTHS) <= today
    decided_on = timezone.localdate(case.decided_last or case.opened_at)
    over_on = tasks.get((case.candidate_id, case.organisation_id), decided_on)
    return over_on is not None and months_later(over_on, APPROVED_CASE_MONTHS) <= today


@transaction.atomic
def _case_deleted(case: Case, today: datetime.date) -> bool:
    """One case, unless somebody was faster. Whoever opens a case locks the person too, so that no new one slips in."""
    User.objects.select_for_update().get(pk=case.candidate_id)
    case = Case.objects.closed().filter(pk=case.pk).first()
    if case is None or not _case_is_over(case, tasks_of([case.candidate_id]), today):
        return False
    trace, _is_new = ClosedCase.objects.get_or_create(
        enrolment_id=case.enrolment_id, defaults={"decided": False}
    )
    if case.state != CaseState.WITHDRAWN:
        trace.decided = True
        trace.save(update_fields=["decided"])
    forget_messages(case)
    Appointment.objects.filter(decision__case=case).update(decision=None)
    Conversation.objects.filter(case=case).delete()
    case.decisions.all().delete()
    enrolment_id = case.enrolment_id
    Case.objects.get(pk=case.pk).delete()
    if not Case.objects.filter(enrolment=enrolment_id).exists():
        let_case_be_forgotten(enrolment_id)
    return True


def empty_approval_certificates(*, today: datetime.date | None = None) -> int:
    """Empty certificates of approval three years after the task: number and status stay. Returns how many."""
    today = today or timezone.localdate()
    latest = latest_start(today, APPROVAL_CERTIFICATE_MONTHS)
    legible = Certificate.objects.legible().filter(kind=CertificateKind.APPROVAL, issued_at__date__lte=latest)
    found = list(legible.defer("facts"))
    tasks = tasks_of({certificate.person_id for certificate in found})
    over = [(certificate.pk, _task_over_on(certificate, tasks)) for certificate in found]
    return sum(
        _certificate_emptied(pk, over_on)
        for pk, over_on in over
        if over_on and months_later(over_on, APPROVAL_CERTIFICATE_MONTHS) <= today
    )


def _task_over_on(certificate: Certificate, tasks: Tasks) -> datetime.date | None:
    """The last day of the task a certificate is about; where there is none, when it was issued or withdrawn."""
    moments = (certificate.issued_at, certificate.revoked_at)
    without_task = max(timezone.localdate(moment) for moment in moments if moment)
    return tasks.get((certificate.person_id, certificate.organisation_id), without_task)


@transaction.atomic
def _certificate_emptied(certificate_id: int, over_on: datetime.date) -> bool:
    Appointment.objects.filter(certificate=certificate_id).update(certificate=None)
    return empty_when_over(certificate_id=certificate_id, over_on=over_on)


def delete_pledges(*, today: datetime.date | None = None) -> int:
    """Delete who signed a pledge, ten years after the task or the course, and then from when to when the task was theirs.

    Waits while a place goes on, and while there is a case, open or closed. Returns how many people, once for each association.
    """
    today = today or timezone.localdate()
    pairs = _old_pairs(latest_start(today, PLEDGE_MONTHS))
    over = _pledges_over(pairs, today)
    return sum(_pledge_deleted(pair, today) for pair in sorted(over))


def _old_pairs(latest: datetime.date) -> set[Pair]:
    served = Appointment.objects.filter(ended_on__lte=latest).values_list("person", "organisation")
    return {*pledged_by(latest), *served}


def _pledges_over(pairs: Collection[Pair], today: datetime.date) -> set[Pair]:
    """Those among `pairs` whose ten years are over. A fixed number of queries."""
    if not pairs:
        return set()
    people = {person for person, _organisation in pairs}
    courses, tasks = course_ends(pairs, today=today), tasks_of(people)
    with_case = set(Case.objects.filter(candidate__in=people).values_list("candidate", "organisation"))
    over = set()
    for pair in set(pairs) - with_case:
        days = [known[pair] for known in (courses, tasks) if pair in known]
        if None not in days and months_later(max(days), PLEDGE_MONTHS) <= today:
            over.add(pair)
    return over


@transaction.atomic
def _pledge_deleted(pair: Pair, today: datetime.date) -> bool:
    """One person in one association, unless somebody was faster or has come back in the meantime."""
    person_id, organisation_id = pair
    User.objects.select_for_update().get(pk=person_id)
    if pair not in _pledges_over({pair}, today):
        return False
    served = Appointment.objects.filter(person=person_id, organisation=organisation_id).delete()[0]
    return bool(forget_pledge(person_id=person_id, organisation_id=organisation_id) + served)
