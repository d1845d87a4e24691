"""A text that changes during a run is marked for those who had answered, and for nobody else."""

from __future__ import annotations

import pytest

from courses.activities.contents import stream
from courses.models import ActivityPage, CoursePage
from tests.courses.working import a_place, address, logged_in, page, save
from tests.making import make_course

pytestmark = pytest.mark.django_db
MARK = "Teksten er endret etter at du svarte."


def publish(activity: ActivityPage, **fields: object) -> None:
    """What an editor does."""
    for name, value in fields.items():
        setattr(activity, name, value)
    activity.save_revision().publish()


def is_marked(place, code: str) -> bool:
    """Whether the activity's screen says that its text has changed."""
    return MARK in logged_in(place.person).get(address(place, code)).text


def test_new_words_are_marked_for_who_had_answered():
    """`Workplace.text_changed`; without it somebody's answer would stand under another question unseen."""
    place = a_place()
    publish(page(place, "1.2"))
    save(place, "1.2", text="Mine tanker.", finish=True)
    assert is_marked(place, "1.2") is False
    publish(page(place, "1.2"), prompts=stream("prompt", ["Et nytt spørsmål?"], place="1.2"))
    assert is_marked(place, "1.2") is True
    save(place, "1.2", text="Nye tanker.", finish=True)
    assert is_marked(place, "1.2") is False


def test_a_course_nobody_had_edited_before_is_marked_too():
    place = a_place()
    save(place, "1.1", finish=True)
    assert is_marked(place, "1.1") is False
    publish(page(place, "1.1"), body="<p>Ny tekst.</p>")
    assert is_marked(place, "1.1") is True


def test_new_rules_and_a_publishing_without_changes_are_no_new_words():
    place = a_place()
    publish(page(place, "1.2"))
    save(place, "1.2", text="Mine tanker.", finish=True)
    publish(page(place, "1.2"), minutes=25)
    publish(page(place, "1.2"))
    assert is_marked(place, "1.2") is False


def test_a_draft_and_an_activity_not_answered_are_not_marked():
    place = a_place()
    save(place, "1.2", text="Mine tanker.", finish=True)
    draft = page(place, "1.2")
    draft.body = "<p>Ikke ferdig.</p>"
    draft.save_revision()
    publish(page(place, "1.1"), body="<p>Ny tekst.</p>")
    assert [is_marked(place, code) for code in ("1.1", "1.2")] == [False, False]


def test_what_was_answered_in_another_language_is_marked_when_this_one_changes_later():
    course = make_course()
    make_course("nn", like=course)
    place = a_place(course=course)
    save(place, "1.2", text="Mine tanker.", finish=True)
    place.person.language = "nn"
    place.person.save(update_fields=["language"])
    nynorsk = CoursePage.objects.get(translation_key=course.translation_key, locale__language_code="nn")
    other = ActivityPage.objects.descendant_of(nynorsk).get(code="1.2").specific
    words = "Teksten er endra etter at du svarte."
    assert words not in logged_in(place.person).get(address(place, "1.2")).text
    publish(other, body="<p>Nye ord.</p>")
    assert words in logged_in(place.person).get(address(place, "1.2")).text
