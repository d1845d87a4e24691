"""Empty a document: delete what it says, whose it is and its file. Number, code, kind, issuer and status stay.

So that who checks the code of an old paper is told what became of it, and nothing about anybody. Until when each kind is
kept, and why a certificate of completion keeps its place in the course:
docs/decisions/0026-when-cases-certificates-and-pledges-go.md.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.errors import CertificateError
from certificates.models import (
    Certificate,
    CertificateFile,
    CertificateKind,
    CertificateStatus,
    RevocationReason,
)
from lms.people.models import User


@transaction.atomic
def empty_on_request(*, certificate_id: int, by: User, at: datetime.datetime | None = None) -> Certificate:
    """Empty a document that is replaced or withdrawn, because its person asks. Twice changes nothing. Returns it.

    By whoever keeps it, never for themselves. One that holds is withdrawn first: a paper nobody can answer for must not be
    called valid. Raises `CertificateError`.
    """
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.is_emptied:
        return certificate
    if not Certificate.objects.kept_by(by).filter(pk=certificate_id).exists():
        raise CertificateError(
            gettext(
                "Only the secretariat or the committee of the association can do this, and never for themselves."
            )
        )
    if certificate.is_valid:
        raise CertificateError(gettext("This certificate is valid. Withdraw it first."))
    return _emptied(certificate, at or timezone.now())


@transaction.atomic
def empty_when_over(
    *, certificate_id: int, over_on: datetime.date, at: datetime.datetime | None = None
) -> bool:
    """Empty a certificate of approval whose years are over; the task it is about ended on `over_on`. Whether it did now.

    Whether the years are over is for the approvals to know. One that nobody has withdrawn is withdrawn: the task has ended.
    """
    certificate = Certificate.objects.select_for_update().get(pk=certificate_id)
    if certificate.is_emptied or certificate.kind != CertificateKind.APPROVAL:
        return False
    if certificate.is_valid:
        certificate.status = CertificateStatus.REVOKED
        certificate.revoked_at = timezone.make_aware(datetime.datetime.combine(over_on, datetime.time(12)))
        certificate.revoked_reason = RevocationReason.APPROVAL_ENDED
    _emptied(certificate, at or timezone.now())
    return True


def _emptied(certificate: Certificate, at: datetime.datetime) -> Certificate:
    """A certificate of completion keeps its place: without it, the course would be given a new one by itself."""
    CertificateFile.objects.filter(certificate=certificate).delete()
    certificate.facts = {}
    certificate.person = certificate.issued_by = certificate.revoked_by = None
    certificate.revoked_reason = ""
    certificate.emptied_at = at
    if certificate.kind == CertificateKind.APPROVAL:
        certificate.enrolment = None
    certificate.save()
    return certificate
