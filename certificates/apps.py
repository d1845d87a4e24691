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
        from courses.events import enrolment_completed

        enrolment_completed.connect(_enqueue_certificate, dispatch_uid="certificates.issue")


def _enqueue_certificate(*, enrolment_id: int, **_given: Any) -> None:
    from certificates.tasks import issue_completion_certificate

    transaction.on_commit(lambda: issue_completion_certificate.enqueue(enrolment_id))
