"""What a test leaves in the database, or takes out of it, is not there for the next one."""

from __future__ import annotations

import pytest
from django.db import connection

from courses.models import CoursePage
from tests.kept_rows import put_back
from tests.making import make_run


@pytest.mark.django_db(transaction=True)
def test_every_row_is_given_back_and_no_other_is_left() -> None:
    """Fails when a table is forgotten, or a value comes back as another."""
    before = connection.creation.serialize_db_to_string()
    make_run()
    CoursePage.objects.get(slug="grunnkurs", locale__language_code="nb").delete()
    assert connection.creation.serialize_db_to_string() != before
    put_back(connection)
    assert connection.creation.serialize_db_to_string() == before
