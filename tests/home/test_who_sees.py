"""The page Who sees what: everything in the table stands on it, twice, and it is found from where it is needed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from courses.retention import KEPT_FOR
from lms.home.who_sees import READERS, ROWS, Reader, table

pytestmark = pytest.mark.django_db
ADDRESS = "/hvem-ser-hva/"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_row_stands_in_the_table_and_on_a_card(client: Client, language):
    client.cookies["django_language"] = language

    page = client.get(ADDRESS).content.decode()

    with override(language):
        missing = [row.key for row in ROWS if page.count(str(row.title).replace("'", "&#x27;")) < 2]
    assert missing == []


def test_the_days_are_those_of_the_rule():
    (private,) = [row for row in ROWS if row.key == "private_text"]

    with override("en"):
        assert str(private.kept).endswith(f"at the latest {KEPT_FOR.days} days after you finished the course")


def test_every_row_has_a_cell_for_every_reader_and_the_person_sees_all_but_anonymous_answers():
    assert {len(row["cells"]) for row in table()} == {len(READERS)}
    assert [row.key for row in ROWS if Reader.SELF not in row.seen] == ["evaluation"]


def test_it_is_found_from_the_privacy_page(client: Client):
    assert f'href="{ADDRESS}"' in client.get("/personvern/").content.decode()


def test_it_runs_no_more_queries_than_the_page_on_privacy(client: Client, django_assert_max_num_queries):
    client.get("/personvern/")
    with django_assert_max_num_queries(4):
        client.get(ADDRESS)
