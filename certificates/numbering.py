"""Numbers of documents: `KB-2026-0412`, one series for each kind and year, without gaps."""

from certificates.models import CertificateKind, NumberSeries

PREFIXES = {CertificateKind.COMPLETION: "KB", CertificateKind.APPROVAL: "LS"}


def take_number(kind: str, year: int) -> str:
    """Return the next number. Must run in a transaction: the series stays locked, and a rollback gives the number back."""
    NumberSeries.objects.get_or_create(kind=kind, year=year)
    series = NumberSeries.objects.select_for_update().get(kind=kind, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{PREFIXES[CertificateKind(kind)]}-{year}-{series.last:04d}"
