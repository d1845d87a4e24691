"""An association with its secretariat, and another one whose rows could leak."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.people.models import Organisation, User
from tests.courses.viewsets.rows import make_rows, make_runs
from tests.logging_in import log_in_with_second_factor
from tests.making import make_organisation, make_person, make_role


@pytest.fixture
def ours() -> Organisation:
    """The association whose secretariat looks."""
    return make_organisation("Vår forening", short_name="Vår")


@pytest.fixture
def theirs() -> Organisation:
    """Another association, with rows of every kind that could leak."""
    organisation = make_organisation("FREMMED forening", short_name="FREMMED", contact_name="FREMMED Hege")
    make_rows(organisation, "FREMMED")
    make_runs(organisation, "FREMMED")
    return organisation


@pytest.fixture
def secretary(client: Client, ours: Organisation) -> User:
    """A secretariat worker of ours, logged in to the admin."""
    person = make_role(make_person("Sekretær Vår"), ours).person
    log_in_with_second_factor(client, person)
    return person
