"""Sessions that are over."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from lms.people.old_sessions import forget_sessions
from tests.courses.working import logged_in
from tests.making import make_person


@pytest.mark.django_db
def test_a_session_that_is_over_does_not_lie_in_the_database_for_ever() -> None:
    """One that still holds stays. Fails when nobody deletes them, or when the day is not looked at."""
    with time_machine.travel(timezone.now() - datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)):
        logged_in(make_person())
    logged_in(make_person())
    assert Session.objects.count() == 2
    assert (forget_sessions(), forget_sessions()) == (1, 0)
    assert Session.objects.get().expire_date > timezone.now()
