"""Background work of this room. Every task may run twice, or late, and takes nothing but an id."""

from __future__ import annotations

from django_tasks import task


@task()
def look_at_enrolment(enrolment_id: int) -> None:
    """Open the case of a completed course when the time has come, or follow a changed wish."""
    from certificates.approvals.opening import open_case_when_ready

    open_case_when_ready(enrolment_id=enrolment_id)


@task()
def look_at_signature(signature_id: int) -> None:
    """Open the case of whoever just signed, when the course is completed too."""
    from certificates.approvals.handover import enrolments_signed_for
    from certificates.approvals.opening import open_case_when_ready

    for enrolment_id in enrolments_signed_for(signature_id):
        open_case_when_ready(enrolment_id=enrolment_id)
