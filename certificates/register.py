"""The register of an association's documents, as its committee and secretariat see it: one by one, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.shortcuts import get_object_or_404

from certificates.models import Certificate, CertificateQuerySet
from certificates.reissuing import can_be_issued_anew
from lms.people.access import is_administrator
from lms.people.alphabet import containing
from lms.people.models import User


def register_for(person: User, *, wanted: str = "") -> CertificateQuerySet:
    """The documents `person` keeps, the newest first; with `wanted`, those with that name or number. One query."""
    found = Certificate.objects.kept_by(person).select_related("person").defer("facts")
    if wanted:
        found = found.filter(containing("person__name", wanted) | Q(number__iexact=wanted))
    return found.order_by("-issued_at", "-pk")


def certificate_kept_by(person: User, certificate_id: int) -> Certificate:
    """A document that `person` may replace or withdraw, or 404."""
    kept = Certificate.objects.kept_by(person).select_related(
        "person", "organisation", "superseded_by", "supersedes", "issued_by", "revoked_by"
    )
    return get_object_or_404(kept, pk=certificate_id)


@dataclass(frozen=True)
class CertificatePage:
    """One document with what became of it, and the person's others from the same association."""

    certificate: Certificate
    others: list[Certificate]
    may_correct_name: bool

    @property
    def printed_name(self) -> str:
        """The name that stands on the paper."""
        return self.certificate.facts["name"]

    @property
    def has_another_name(self) -> bool:
        """Whether the paper has another name than the person has today."""
        return self.printed_name != self.certificate.person.name

    @property
    def may_be_issued_anew(self) -> bool:
        """Whether it was withdrawn and nothing has come instead, so that a mistake can be put right."""
        if not can_be_issued_anew(self.certificate):
            return False
        course = (self.certificate.kind, self.certificate.enrolment_id)
        return not any(one.is_valid and (one.kind, one.enrolment_id) == course for one in self.others)

    @property
    def replaces(self) -> Certificate | None:
        """The one this came instead of."""
        return getattr(self.certificate, "supersedes", None)


def certificate_page(person: User, certificate: Certificate) -> CertificatePage:
    """Gather the page. A fixed number of queries."""
    others = register_for(person).filter(person=certificate.person, organisation=certificate.organisation)
    return CertificatePage(
        certificate,
        list(others.exclude(pk=certificate.pk)),
        is_administrator(person, certificate.organisation),
    )
