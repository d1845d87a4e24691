"""Background work of this room. Every task may run twice, or late, and takes nothing but an id."""

from __future__ import annotations

from django_tasks import task


@task()
def follow_check_in(attendance_id: int) -> None:
    """Mark the gathering as done for somebody who checked in, and look at completion again."""
    from courses.checking_in import follow

    follow(attendance_id=attendance_id)
