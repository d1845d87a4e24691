"""How many documents an association has issued, by year: numbers only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, CertificateKind, CertificateStatus
from lms.people.access import administered_by
from lms.people.admin_reports import Report
from lms.people.models import User


@dataclass(frozen=True)
class Issued:
    """One kind of document in one year."""

    year: int
    association: str
    kind: str
    issued: int
    withdrawn: int


def issued_documents(viewer: User) -> list[Issued]:
    """By year, association and kind, the newest first. Who got a new paper for an old one counts once. Two queries."""
    own = [organisation.pk for organisation in administered_by(viewer)]
    first_papers = Certificate.objects.filter(organisation__in=own, supersedes=None).order_by()
    rows = (
        first_papers.annotate(year=ExtractYear("issued_at"))
        .values_list("year", "organisation__short_name", "kind")
        .annotate(
            issued=Count("pk"),
            withdrawn=Count("pk", filter=Q(status=CertificateStatus.REVOKED)),
        )
    )
    found = [
        Issued(year, name, str(CertificateKind(kind).label), *numbers) for year, name, kind, *numbers in rows
    ]
    return sorted(found, key=lambda row: (-row.year, row.association, row.kind))


class IssuedReport(Report):
    """For the annual report."""

    page_title = _("Documents issued")
    header_icon = "doc-full"
    file_name = "dokumenter"
    narrowed_by = ("year", "association", "kind")
    explanation = _(
        "Who got a new paper for an old one is counted once. Withdrawn are those whose first paper was."
    )
    shown = {
        "year": _("Year"),
        "association": _("Association"),
        "kind": _("Document"),
        "issued": _("Number issued"),
        "withdrawn": _("Of these withdrawn"),
    }

    def rows_for(self, viewer: User) -> list[Issued]:
        """What this viewer may see."""
        return issued_documents(viewer)
