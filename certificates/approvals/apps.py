"""The room of the committee: the case, the conversation, the decision, the appointment."""

from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "certificates.approvals"
    label = "approvals"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        """Listen to the courses. Receivers only enqueue."""
        from courses.events import enrolment_completed, pledge_signed, ready_choice_changed

        enrolment_completed.connect(_enqueue_enrolment, dispatch_uid="approvals.completed")
        ready_choice_changed.connect(_enqueue_enrolment, dispatch_uid="approvals.choice")
        pledge_signed.connect(_enqueue_signature, dispatch_uid="approvals.signed")


def _enqueue_enrolment(*, enrolment_id: int, **_given: Any) -> None:
    from certificates.approvals.tasks import look_at_enrolment

    transaction.on_commit(lambda: look_at_enrolment.enqueue(enrolment_id))


def _enqueue_signature(*, signature_id: int, **_given: Any) -> None:
    from certificates.approvals.tasks import look_at_signature

    transaction.on_commit(lambda: look_at_signature.enqueue(signature_id))
