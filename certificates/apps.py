"""The room of documents that state a fact, and of how to check them."""

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        """Listen to the courses."""
        from courses.events import certificates_asked_for, enrolment_completed

        enrolment_completed.connect(_enqueue_certificate, dispatch_uid="certificates.issue")
        certificates_asked_for.connect(_valid_numbers, dispatch_uid="certificates.numbers")


def _enqueue_certificate(*, enrolment_id: int, **_given: Any) -> None:
    from certificates.tasks import issue_completion_certificate

    transaction.on_commit(lambda: issue_completion_certificate.enqueue(enrolment_id))


def _valid_numbers(*, enrolment_ids: list[int], **_given: Any) -> list[tuple[int, str]]:
    from certificates.models import Certificate, CertificateStatus

    valid = Certificate.objects.filter(enrolment__in=enrolment_ids, status=CertificateStatus.VALID)
    return list(valid.order_by("issued_at", "pk").values_list("enrolment_id", "number"))
