"""Background work of this room. Every task may run twice, or late, and takes nothing but an id."""

from __future__ import annotations

from django_tasks import task


@task()
def send_message(message_id: int) -> None:
    """Send one queued message, when it has not been sent."""
    from lms.people.messaging import deliver

    deliver(message_id=message_id)
