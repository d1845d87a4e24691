"""Whose pages the guests meet."""

from __future__ import annotations

from django.db import transaction

from lms.home.models import HomePage
from lms.people.models import Organisation


@transaction.atomic
def show_organisation(organisation: Organisation) -> int:
    """Puts the association's name and phone number on the front page of every language. Returns how many changed."""
    return HomePage.objects.exclude(organisation=organisation).update(organisation=organisation)
