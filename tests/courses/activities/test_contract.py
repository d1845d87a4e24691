"""The contract of an activity kind, kept by every kind in the one list."""

from __future__ import annotations

from pkgutil import iter_modules

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext

import courses.activities
from courses import responding
from courses.activities import checks
from courses.activities.base import ActivityPage, Response
from courses.activities.contract import ActivityForm, Kind
from courses.activities.kinds import KINDS
from courses.kinds import Sharing
from courses.models import ReadingPage, ReadingResponse
from tests.courses.working import CONTENT, SECRET, a_place, address, base_row, logged_in, page, save

pytestmark = pytest.mark.django_db
EVERY_CODE = pytest.mark.parametrize("code", CONTENT)


class Reading(Kind):
    """A kind that fits nowhere: wrong folder, wrong page, a lost column, no screen."""

    name = "listening"
    page_model = ReadingPage
    response_model = ReadingResponse
    content_fields = ("melody",)


def test_every_folder_with_models_is_a_kind_and_every_kind_has_a_folder():
    folders = {folder.name for folder in iter_modules(courses.activities.__path__) if folder.ispkg}
    assert folders == set(KINDS)
    assert {model.kind for model in ActivityPage.__subclasses__()} == set(KINDS)


def test_the_kinds_are_whole():
    assert [message for message in run_checks() if message.id == "courses.E001"] == []


def test_the_check_names_what_does_not_fit():
    assert list(checks._not_whole({"listening": Reading()})) == [
        "The kind 'listening' is called 'listening', and its page 'reading'.",
        "The kind 'listening' does not stand in courses/activities/listening/kind.py.",
        "The kind 'listening' keeps 'melody', which its work has no column for.",
        "The kind 'listening' has no screen: courses/activities/listening.html.",
    ]


def test_the_check_names_a_page_without_a_line_in_the_list():
    fewer = {name: kind for name, kind in KINDS.items() if name != "scenario"}
    assert list(checks._not_in_the_list(fewer)) == [
        "ScenarioPage has no line in courses/activities/kinds.py."
    ]


@EVERY_CODE
def test_write_erase_write_erase(code):
    place = a_place()
    for _time in range(2):
        written = save(place, code, **CONTENT[code])
        kind = KINDS[page(place, code).kind]
        assert kind.response_model.objects.filter(pk=written.pk).count() == 1
        responding.erase(response=base_row(place, code), by=place.person)
        assert kind.response_model.objects.filter(pk=written.pk).count() == 0
        kept = Response.objects.get(pk=written.pk)
        assert (type(kept), kept.sharing) == (Response, Sharing.PRIVATE)
    assert Response.objects.non_polymorphic().filter(enrolment=place).count() == 1


@EVERY_CODE
def test_after_an_erasure_what_was_written_does_not_come_back(code):
    place = a_place()
    save(place, code, **CONTENT[code])
    responding.erase(response=base_row(place, code), by=place.person)
    kind = KINDS[page(place, code).kind]
    fresh = kind.response_model()
    empty = responding.start(enrolment=place, activity=page(place, code))
    assert [getattr(empty, name) for name in kind.content_fields] == [
        getattr(fresh, name) for name in kind.content_fields
    ]


@EVERY_CODE
def test_what_is_not_shared_is_shown_to_no_leader(code):
    """What the group reads is a selection of its own: test_finding.py."""
    place = a_place()
    row = save(place, code, **CONTENT[code])
    kind = KINDS[page(place, code).kind]
    assert kind.shown_to_leader(page(place, code), row) == []


@EVERY_CODE
def test_the_status_of_all_work_is_read_without_any_table_of_content(code):
    place = a_place()
    save(place, code, **CONTENT[code])
    tables = {kind.response_model._meta.db_table for kind in KINDS.values()}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        logged_in(place.person).get(f"/kurs/{place.pk}/")
    assert [table for table in tables for query in asked if f'"{table}"' in query["sql"]] == []


@EVERY_CODE
def test_every_screen_shows_its_text_and_takes_no_content_from_a_get(code):
    place = a_place()
    answer = logged_in(place.person).get(address(place, code), CONTENT[code])
    assert (answer.status_code, f"<p>Teksten til {code}.</p>" in answer.content.decode()) == (200, True)
    assert Response.objects.count() == 0


@EVERY_CODE
def test_no_screen_of_somebody_else_shows_what_was_written(code):
    place, other = a_place(), a_place()
    save(place, code, **CONTENT[code])
    assert logged_in(other.person).get(address(place, code)).status_code == 404
    assert SECRET not in logged_in(other.person).get(address(other, code)).content.decode()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_form_carries_the_version(kind):
    assert issubclass(kind.form_class, ActivityForm)
    assert "version" in kind.form_class.base_fields
