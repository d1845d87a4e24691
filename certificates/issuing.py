"""Issue documents, once. The only writer of certificates; `withdrawing.py` replaces and withdraws them.

Two clicks, two processes or two tasks give one certificate: the database allows no more, and who comes second gets the
first one's. The file is made by a task after commit.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates import codes
from certificates.composing import reissued
from certificates.documents import DocumentFacts, from_json
from certificates.errors import CertificateError
from certificates.freezing import USUAL_STEPS, ApprovalStep, freeze_approval, freeze_completion, issue_of
from certificates.models import Certificate, CertificateKind
from certificates.numbering import take_number
from courses.kinds import EnrolmentState
from courses.models import Enrolment
from lms.people.models import Organisation, User

_TRIES = 3
_WITH = ("person", "organisation", "course_run__course__locale", "course_run__organiser")


def issue_completion(*, enrolment_id: int, at: datetime.datetime | None = None) -> Certificate:
    """Issue the certificate of completion, or return the valid one there is (one per completion).

    `at` is when it is issued (default now). Enqueues the making of the file on commit. Raises `CertificateError` when
    the course is not completed, or when the certificate was withdrawn: then a person has to decide.
    """

    def issue() -> Certificate:
        enrolment = _locked(enrolment_id)
        earlier = Certificate.objects.filter(enrolment=enrolment, kind=CertificateKind.COMPLETION)
        if valid := earlier.valid().first():
            return valid
        if enrolment.state != EnrolmentState.COMPLETED:
            raise CertificateError(gettext("The course is not completed yet, so there is no certificate."))
        if earlier.exists():
            raise CertificateError(gettext("The certificate was withdrawn. The secretariat can help you."))
        return _write(
            partial(freeze_completion, enrolment),
            at,
            person=enrolment.person,
            organisation=enrolment.organisation,
            enrolment=enrolment,
            kind=CertificateKind.COMPLETION,
        )

    return _once(issue)


def issue_approval(
    *,
    person_id: int,
    organisation_id: int,
    approved_from: datetime.date,
    enrolment_id: int | None = None,
    steps: Iterable[ApprovalStep | str] = USUAL_STEPS,
    signed_by: Iterable[str] = (),
    issued_by: User | None = None,
    at: datetime.datetime | None = None,
) -> Certificate:
    """Issue the certificate of approval (R64), or return the valid one this person has from this association.

    Whether the person *is* approved is the committee's business and not checked here. `enrolment_id` is the course
    whose wording is used; `steps` what came before, so that the paper never claims a conversation that was not held;
    `signed_by` the names of those who decided. Enqueues the making of the file on commit.
    """
    words: dict[str, Any] = {
        "approved_from": approved_from,
        "steps": tuple(ApprovalStep(step) for step in steps),
        "signed_by": tuple(signed_by),
    }

    def issue() -> Certificate:
        # The person's row is the lock: two decisions cannot both find that there is no certificate.
        person = User.objects.select_for_update().get(pk=person_id)
        organisation = Organisation.objects.get(pk=organisation_id)
        mine = Certificate.objects.valid().filter(person=person, organisation=organisation)
        if valid := mine.filter(kind=CertificateKind.APPROVAL).first():
            return valid
        enrolment = Enrolment.objects.select_related(*_WITH).get(pk=enrolment_id) if enrolment_id else None
        return _write(
            partial(freeze_approval, person, organisation, enrolment=enrolment, **words),
            at,
            person=person,
            organisation=organisation,
            enrolment=enrolment,
            kind=CertificateKind.APPROVAL,
            issued_by=issued_by,
        )

    return _once(issue)


def write_certificate(facts: DocumentFacts, *, issued_at: datetime.datetime, **fields: Any) -> Certificate:
    """Store a certificate with its frozen `facts`, and enqueue the making of its file on commit."""
    from certificates.tasks import make_file

    certificate = Certificate.objects.create(
        number=facts.number,
        code=facts.code,
        language=facts.language,
        facts=facts.to_json(),
        issued_at=issued_at,
        **fields,
    )
    transaction.on_commit(lambda: make_file.enqueue(certificate.pk))
    return certificate


def write_again(old: Certificate, *, by: User, at: datetime.datetime) -> Certificate:
    """Store what `old` says, word for word, with a new number and code and the person's present name. Changes nothing of `old`."""
    issue = issue_of(
        old.person,
        old.organisation,
        language=old.language,
        number=take_number(old.kind, timezone.localtime(at).year),
        code=codes.new_code(),
        at=at,
    )
    return write_certificate(
        reissued(from_json(old.facts), issue),
        issued_at=at,
        issued_by=by,
        kind=old.kind,
        person=old.person,
        organisation=old.organisation,
        enrolment=old.enrolment,
    )


def _write(freeze: Callable[..., DocumentFacts], at: datetime.datetime | None, **fields: Any) -> Certificate:
    """Take a number and a code, freeze the facts, and store them."""
    moment = at or timezone.now()
    number = take_number(fields["kind"], timezone.localtime(moment).year)
    facts = freeze(number=number, code=codes.new_code(), at=moment)
    return write_certificate(facts, issued_at=moment, **fields)


def _locked(enrolment_id: int) -> Enrolment:
    """Return the enrolment with all that the paper needs, locked."""
    return Enrolment.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=enrolment_id)


def _once(issue: Callable[[], Certificate]) -> Certificate:
    """Run `issue` in a transaction; when somebody else was faster, run it again and let it find theirs."""
    for _ in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return issue()
        except IntegrityError:
            continue
    with transaction.atomic():
        return issue()
