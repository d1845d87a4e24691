"""Issue a certificate of completion anew after one was withdrawn by mistake. The old one stays withdrawn."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from certificates.errors import CertificateError
from certificates.issuing import write_again
from certificates.models import Certificate, CertificateKind, CertificateStatus
from courses.kinds import EnrolmentState
from courses.models import Enrolment
from lms.people.models import User


def can_be_issued_anew(certificate: Certificate) -> bool:
    """Whether this is a certificate of completion that was withdrawn and still says what it said."""
    return (
        certificate.kind == CertificateKind.COMPLETION
        and certificate.status == CertificateStatus.REVOKED
        and not certificate.is_emptied
    )


@transaction.atomic
def issue_anew(*, certificate_id: int, by: User, at: datetime.datetime | None = None) -> Certificate:
    """Issue the course's certificate again, word for word, with a new number and code and the person's present name.

    Returns the new one; the one that holds, when there is one already. By whoever keeps the withdrawn one, never for
    themselves. Raises `CertificateError`. The place is the lock: two clicks and two processes issue one.
    """
    moment = at or timezone.now()
    place_id = Certificate.objects.values_list("enrolment", flat=True).get(pk=certificate_id)
    place = Enrolment.objects.select_for_update().filter(pk=place_id).first()
    old = Certificate.objects.select_related("person", "organisation").get(pk=certificate_id)
    if not Certificate.objects.kept_by(by).filter(pk=certificate_id).exists():
        raise CertificateError(
            gettext(
                "Only the secretariat or the committee of the association can do this, and never for themselves."
            )
        )
    of_the_course = Certificate.objects.valid().filter(enrolment=place, kind=CertificateKind.COMPLETION)
    if place and (valid := of_the_course.first()):
        return valid
    if place is None or place.state != EnrolmentState.COMPLETED or not can_be_issued_anew(old):
        raise CertificateError(
            gettext("Only a certificate of completion that was withdrawn can be issued anew.")
        )
    return write_again(old, by=by, at=moment)
