"""Sessions that are over, out of the database: who was logged in here, and what a browser had opened."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone


def forget_sessions() -> int:
    """Delete the sessions whose day is over. Returns how many. Django leaves them lying. Called by `run_due`; one query."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
