"""Erased is erased: the words go from every table, *done* stays, and what was given as a message stays."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from courses import bringing, responding
from courses.activities.base import Response
from courses.activities.kinds import KINDS
from courses.erasing import erase_everything, with_content
from courses.errors import CourseError
from courses.kinds import EnrolmentState, Sharing
from courses.models import (
    ActivityPage,
    BroughtText,
    ChecklistResponse,
    Enrolment,
    GroupReflectionPage,
    OtherVersion,
    PracticeResponse,
    ReadyChoice,
    ReflectionResponse,
)
from tests.courses.every_value import every_value
from tests.courses.leading import secretariat_of
from tests.courses.working import SECRET, a_place, base_row, leader_of, page, save
from tests.making import make_enrolment, make_person, make_role

pytestmark = pytest.mark.django_db
NAMES = ("text", "draft", "sentence", "path", "ticked")


def secrets_in(*columns: tuple[type, str]) -> set[str]:
    """The tokens of these columns as they lie in the database."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for model, column in columns:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608  names of our own tables
            found |= {row[0] for row in cursor.fetchall() if row[0]}
    return found


def written_everywhere():
    """A place in which there is something in each kind, another version of a text, and a copy for the conversation."""
    place = a_place()
    pages = ActivityPage.objects.descendant_of(place.course_run.course)
    GroupReflectionPage.objects.filter(pk__in=pages).update(form="written", marked_by="trainee")
    save(place, "1.2", text="Første utgave")
    save(place, "1.2", text=SECRET, finish=True, sharing=Sharing.LEADER)
    save(place, "1.3", sentence="En setning til gruppa")
    responding.mark_done(enrolment=place, activity=page(place, "1.4"), by=leader_of(place.course_run))
    save(place, "1.5", move="choose", choice="a")
    save(place, "1.6", ticked=["one"])
    OtherVersion.objects.create(
        response=base_row(place, "1.2"), text="En annen utgave", window="w2", written_at=timezone.now()
    )
    bringing.bring(enrolment=place, activity_page=page(place, "1.2"), text="Til samtalen", by=place.person)
    return place


def test_everything_goes_from_every_table_and_done_stays():
    """Privacy rule C.4.10. Fails when a version, a draft, a choice or a brought copy is left behind anywhere."""
    place = written_everywhere()
    models = [kind.response_model for kind in KINDS.values() if kind.content_fields and kind.is_own]
    columns = [(model, name) for model in models for name in NAMES if hasattr(model, name)]
    tokens = secrets_in(*columns, (OtherVersion, "text"), (BroughtText, "text"))
    assert (len(tokens), tokens <= every_value()) == (6, True)
    erase_everything(person=place.person, by=place.person)
    assert tokens & every_value() == set()
    row = base_row(place, "1.2")
    assert (row.state, row.sharing, ReflectionResponse.objects.count()) == ("done", Sharing.PRIVATE, 0)


def test_roles_tried_are_no_words_and_are_asked_for_by_the_course():
    """Fails when deleting one's texts takes away what completion counts (R42)."""
    place = written_everywhere()
    erase_everything(person=place.person, by=place.person)
    assert PracticeResponse.objects.get().roles_tried == ["talker", "listener", "observer"]


def test_the_one_word_for_the_committee_stays_and_the_ticks_beside_it_go():
    """Fails when «I want to wait» is forgotten, so that a case opens by itself."""
    place = a_place()
    save(place, "1.6", ticked=["one"])
    ChecklistResponse.objects.update(choice=ReadyChoice.WAIT)
    assert erase_everything(person=place.person, by=place.person) == 1
    row = ChecklistResponse.objects.get()
    assert (row.choice, row.ticked) == (ReadyChoice.WAIT, "")
    assert erase_everything(person=place.person, by=place.person) == 0


def test_write_erase_write_and_erase_again():
    """Fails when the row of the kind cannot be made anew on the base row that stayed."""
    place = a_place()
    for number in range(3):
        save(place, "1.2", text=f"Utgave {number}", finish=True)
        assert ReflectionResponse.objects.get().text == f"Utgave {number}"
        assert erase_everything(person=place.person, by=place.person) == 1
        assert (ReflectionResponse.objects.count(), Response.objects.non_polymorphic().count()) == (0, 1)
    assert erase_everything(person=place.person, by=place.person) == 0


def test_only_the_author_and_only_ones_own():
    """Fails when a leader, a committee, an administrator or a superuser may, or when another's words go too."""
    place = written_everywhere()
    other = make_enrolment(place.course_run, person=make_person("Arne Vik"))
    save(other, "1.2", text="Arnes ord")
    strangers = [
        leader_of(place.course_run),
        secretariat_of(place.course_run),
        make_role(organisation=place.organisation, kind="committee_leader").person,
        make_person(is_superuser=True),
        other.person,
    ]
    for stranger in strangers:
        with pytest.raises(CourseError):
            erase_everything(person=place.person, by=stranger)
    erase_everything(person=place.person, by=place.person)
    assert [row.text for row in ReflectionResponse.objects.all()] == ["Arnes ord"]


def test_also_what_no_key_opens_any_more_can_be_deleted(settings):
    """Fails when deleting reads the text first."""
    place = written_everywhere()
    settings.FIELD_ENCRYPTION_KEYS = ["wKqNRzhkHbgvSv9XmA2nTQCjWjqkBM0AfyGe0BoEyzM="]
    assert erase_everything(person=place.person, by=place.person) == 4
    assert ReflectionResponse.objects.count() == 0


def test_also_of_a_place_one_has_left():
    place = a_place()
    save(place, "1.2", text=SECRET)
    Enrolment.objects.update(state=EnrolmentState.WITHDRAWN, ended_at=timezone.now())
    assert erase_everything(person=place.person, by=place.person) == 1


def test_an_empty_row_holds_no_words_and_spoken_activities_hold_nothing():
    place = a_place()
    save(place, "1.2", text="  ".strip())
    responding.mark_done(enrolment=place, activity=page(place, "1.3"), by=leader_of(place.course_run))
    assert list(with_content(Enrolment.objects.all())) == []
    save(place, "1.6", ticked=["one"])
    assert [found.has_words for found in with_content(Enrolment.objects.all())] == [False]
    save(place, "1.2", text="Ord")
    assert [found.has_words for found in with_content(Enrolment.objects.all())] == [True]
