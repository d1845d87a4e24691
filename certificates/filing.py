"""Make the file of a certificate once, keep its bytes, and find what a crash left undone."""

from __future__ import annotations

import hashlib

from django.db import IntegrityError, transaction

from certificates.documents import from_json
from certificates.models import Certificate, CertificateFile, CertificateKind
from certificates.rendering import render
from certificates.tasks import issue_completion_certificate, make_file
from courses.kinds import EnrolmentState
from courses.models import Enrolment


def store_file(*, certificate_id: int) -> CertificateFile | None:
    """Render the frozen facts and store bytes and SHA-256; return the stored file when there is one already.

    Rendering happens outside any transaction. The same facts give the same bytes, so it does not matter who is first. What
    is emptied gets no file: None.
    """
    stored = CertificateFile.objects.filter(certificate_id=certificate_id).first()
    if stored is not None:
        return stored
    legible = Certificate.objects.legible().filter(pk=certificate_id)
    certificate = legible.first()
    if certificate is None:
        return None
    content = render(from_json(certificate.facts))
    try:
        with transaction.atomic():
            if not legible.select_for_update():  # emptied in the meantime
                return None
            return CertificateFile.objects.create(
                certificate_id=certificate_id, content=content, sha256=hashlib.sha256(content).hexdigest()
            )
    except IntegrityError:
        return CertificateFile.objects.get(certificate_id=certificate_id)


def find_what_a_crash_left() -> int:
    """Enqueue the issuing of missing certificates and the making of missing files. Returns how many tasks that were.

    A completed course whose certificate was withdrawn is left alone. Two queries.
    """
    completed = Enrolment.objects.filter(state=EnrolmentState.COMPLETED).exclude(
        pk__in=Certificate.objects.filter(kind=CertificateKind.COMPLETION, enrolment__isnull=False).values(
            "enrolment"
        )
    )
    enrolments = list(completed.values_list("pk", flat=True))
    unmade = list(Certificate.objects.legible().filter(file=None).values_list("pk", flat=True))
    for enrolment_id in enrolments:
        issue_completion_certificate.enqueue(enrolment_id)
    for certificate_id in unmade:
        make_file.enqueue(certificate_id)
    return len(enrolments) + len(unmade)
