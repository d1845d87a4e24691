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
        """Listen to the courses. Receivers of news only enqueue; the question who is approved is answered."""
        from courses.events import (
            enrolment_completed,
            peer_supporters_asked_for,
            pledge_signed,
            ready_choice_changed,
        )

        enrolment_completed.connect(_enqueue_enrolment, dispatch_uid="approvals.completed")
        ready_choice_changed.connect(_enqueue_enrolment, dispatch_uid="approvals.choice")
        pledge_signed.connect(_enqueue_signature, dispatch_uid="approvals.signed")
        peer_supporters_asked_for.connect(_approved, dispatch_uid="approvals.peer_supporters")


def _enqueue_enrolment(*, enrolment_id: int, **_given: Any) -> None:
    from certificates.approvals.tasks import look_at_enrolment

    transaction.on_commit(lambda: look_at_enrolment.enqueue(enrolment_id))


def _enqueue_signature(*, signature_id: int, **_given: Any) -> None:
    from certificates.approvals.tasks import look_at_signature

    transaction.on_commit(lambda: look_at_signature.enqueue(signature_id))


def _approved(*, organisation_ids: list[int], **_given: Any) -> list[tuple[int, int]]:
    from certificates.approvals.models import Appointment

    held = Appointment.objects.held_on().filter(organisation__in=organisation_ids)
    return list(held.values_list("person_id", "organisation_id"))
