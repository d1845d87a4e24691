"""A person's own documents, as «my page» lists them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from certificates.models import Certificate, CertificateKind, CertificateStatus
from certificates.verification import kind_words
from courses.models import Enrolment
from lms.people.dates import date_words
from lms.people.models import User
from lms.people.prepared import Prepared


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """One document: `state` is a mark (done, wait or stop), `address` is empty when there is nothing to fetch."""

    kind: str
    title: str
    number: str
    issued_on: datetime.date
    state: str
    sentence: str
    address: str
    enrolment_id: int | None = None

    def is_completion_of(self, enrolment: Enrolment) -> bool:
        """Whether it is the certificate of completion of this place; one may have several, of different courses."""
        return self.kind == CertificateKind.COMPLETION and self.enrolment_id == enrolment.pk


def documents_of(person: User) -> list[DocumentRow]:
    """Return the person's documents, oldest first, without replaced ones. One query, without the files' content.

    Where there are certificates of several courses, each says of which.
    """
    own = OWN.found(person=person.pk)
    instead = {one.enrolment_id for one in own if one.is_valid and one.kind == CertificateKind.COMPLETION}
    several = len({one.enrolment_id for one in own if one.kind == CertificateKind.COMPLETION}) > 1
    return [
        _row(certificate, issued_anew=certificate.enrolment_id in instead, named=several)
        for certificate in own
    ]


def _own(person: int) -> QuerySet:
    return (
        Certificate.objects.filter(person=person)
        .exclude(status=CertificateStatus.SUPERSEDED)
        .select_related("file")
        .defer("file__content", "facts")
        .annotate(run_title=F("enrolment__course_run__title"))
        .order_by("issued_at", "pk")
    )


OWN = Prepared(_own, person=int)


def _row(certificate: Certificate, *, issued_anew: bool, named: bool) -> DocumentRow:
    ready = hasattr(certificate, "file")
    if not certificate.is_valid and issued_anew and certificate.kind == CertificateKind.COMPLETION:
        state, sentence = "stop", gettext("Withdrawn. A new one has come instead.")
    elif not certificate.is_valid:
        state, sentence = "stop", gettext("Withdrawn. Call us if you wonder why.")
    elif ready:
        state = "done"
        issued = {"date": date_words(certificate.issued_at, year=True)}
        sentence = gettext("Issued %(date)s.") % issued
    else:
        state, sentence = "wait", gettext("We are making the document. It takes a minute.")
    names_course = named and certificate.run_title and certificate.kind == CertificateKind.COMPLETION
    return DocumentRow(
        kind=certificate.kind,
        title=kind_words(certificate.kind),
        number=certificate.number,
        issued_on=certificate.issued_at.date(),
        state=state,
        sentence=f"{certificate.run_title}. {sentence}" if names_course else sentence,
        enrolment_id=certificate.enrolment_id,
        address=reverse("certificates:download", args=[certificate.pk]) if certificate.is_valid else "",
    )
