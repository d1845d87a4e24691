"""Replace a certificate, or withdraw it. Nothing is ever edited or deleted."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.errors import CertificateError
from certificates.issuing import write_again
from certificates.models import Certificate, CertificateStatus, RevocationReason
from lms.people.models import User
from lms.people.registering import correct_name


def supersede(
    *, certificate_id: int, by: User, name: str = "", at: datetime.datetime | None = None
) -> Certificate:
    """Replace a certificate by one with the person's present name (edge case 4). Returns the new one.

    With `name`, the person's name is put right first; only the secretariat can (raises `PeopleError`). All other words stay
    as they were frozen. The old code answers «replaced» from now on, without the former name. Raises `CertificateError`
    when `by` may not, or when the certificate is not valid any more.
    """
    with transaction.atomic():
        old = _locked_for(certificate_id, by)
        if name:
            correct_name(person=old.person, name=name, by=by)
        # The old one gives way first: the database allows one valid certificate at a time.
        old.status = CertificateStatus.SUPERSEDED
        old.save(update_fields=["status"])
        new = write_again(old, by=by, at=at or timezone.now())
        old.superseded_by = new
        old.save(update_fields=["superseded_by"])
    return new


def revoke(
    *, certificate_id: int, reason: RevocationReason | str, by: User, at: datetime.datetime | None = None
) -> Certificate:
    """Withdraw a certificate for a `reason` that is a category, never free text (edge case 27). Returns it.

    Withdrawing twice changes nothing. Raises `CertificateError` when `by` may not, or when it was replaced.
    """
    reason = RevocationReason(reason)
    with transaction.atomic():
        certificate = _locked_for(certificate_id, by, or_revoked=True)
        if certificate.status != CertificateStatus.REVOKED:
            certificate.status = CertificateStatus.REVOKED
            certificate.revoked_at = at or timezone.now()
            certificate.revoked_by = by
            certificate.revoked_reason = reason
            certificate.save(update_fields=["status", "revoked_at", "revoked_by", "revoked_reason"])
    return certificate


def _locked_for(certificate_id: int, by: User, *, or_revoked: bool = False) -> Certificate:
    """Return the certificate, locked, when `by` may change it and it can be changed."""
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=certificate_id)
    )
    if not Certificate.objects.kept_by(by).filter(pk=certificate_id).exists():
        raise CertificateError(
            gettext(
                "Only the secretariat or the committee of the association can do this, and never for themselves."
            )
        )
    if certificate.is_valid or (or_revoked and certificate.status == CertificateStatus.REVOKED):
        return certificate
    raise CertificateError(gettext("This certificate has already been replaced or withdrawn."))
