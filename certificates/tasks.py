"""Background work of this room. Every task may run twice, or late, and takes nothing but an id."""

from __future__ import annotations

from django_tasks import task


@task()
def issue_completion_certificate(enrolment_id: int) -> None:
    """Issue the certificate of a completed course, when there is none."""
    from certificates.issuing import issue_completion

    issue_completion(enrolment_id=enrolment_id)


@task()
def make_participation_sheet(sheet_id: int) -> None:
    """Make the PDF of a confirmation of participation, when it is not there yet."""
    from certificates.participation_sheets import store_file

    store_file(sheet_id=sheet_id)


@task()
def make_file(certificate_id: int) -> None:
    """Make the PDF of a certificate and store it, when it is not there yet."""
    from certificates.filing import store_file

    store_file(certificate_id=certificate_id)
