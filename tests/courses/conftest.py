"""What tests of the courses in the admin share."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.people.models import User
from tests.logging_in import log_in_with_second_factor, make_superuser


@pytest.fixture
def superuser(client: Client) -> User:
    """Somebody who may do everything, logged in."""
    person = make_superuser()
    log_in_with_second_factor(client, person)
    return person
