"""Logged-in clients for tests of the Wagtail admin, where a second factor is asked for."""

from __future__ import annotations

from django.test import Client, RequestFactory

from lms.people.models import User
from lms.people.second_factor import count_as_used


def log_in_with_second_factor(client: Client, person: User) -> Client:
    """Logs `person` in as if a code and then an authenticator app had been used."""
    client.force_login(person)
    request = RequestFactory().get("/")
    request.user, request.session = person, client.session
    count_as_used(request, "totp")
    request.session.save()
    return client


def make_superuser() -> User:
    """Somebody who may do everything in the admin."""
    return User.objects.create_superuser(email="superbruker@likevel.example")
