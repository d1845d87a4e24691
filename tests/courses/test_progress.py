"""Where one is in a course: what comes next, and what a module is called when something remains."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from courses import responding
from courses.models import Gathering
from courses.module_rows import count_words, module_rows
from courses.outline import Outline
from courses.progress import Progress
from courses.workplace import Workplace
from tests.courses.working import a_place, leader_of, page, representative_of, save

pytestmark = pytest.mark.django_db


def progress(place) -> Progress:
    return Workplace(place, "nb").progress


def test_the_first_thing_one_can_do_comes_first():
    assert progress(a_place()).next_step.code == "1.1"


def test_what_was_begun_goes_before_what_was_not():
    place = a_place()
    save(place, "1.6", ticked=["one"])
    assert progress(place).next_step.code == "1.6"


def test_what_others_mark_is_never_the_next_thing_to_do():
    place = a_place()
    for code, content in (("1.1", {}), ("1.2", {"text": "Ja"}), ("1.6", {})):
        save(place, code, finish=True, **content)
    save(place, "1.5", move="choose", choice="b")
    assert progress(place).next_step is None


def test_a_module_is_done_when_what_is_required_is_done():
    place = a_place()
    module = Outline.of(place.course_run.course, "nb").modules[0]
    assert (progress(place).done_in(module), progress(place).is_complete(module)) == (0, False)
    save(place, "1.2", text="Ja", finish=True)
    for code, by in (
        ("1.3", leader_of),
        ("1.4", leader_of),
        ("1.7", representative_of),
        ("1.8", leader_of),
        ("1.9", representative_of),
    ):
        responding.mark_done(enrolment=place, activity=page(place, code), by=by(place.course_run))
    assert progress(place).is_complete(module)


def row(place):
    return module_rows(Workplace(place, "nb"))[0]


def test_the_module_one_is_in_says_so_and_counts_in_words():
    place = a_place()
    save(place, "1.2", text="Ja", finish=True)
    assert (row(place).state, row(place).word, row(place).count_words) == (
        "you",
        "Du er her",
        "Du har gjort én av seks aktiviteter.",
    )
    assert count_words(2, 4) == "Du har gjort to av fire aktiviteter."


@time_machine.travel(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC), tick=False)
def test_what_happens_together_says_which_days():
    place = a_place(starts_on=datetime.date(2026, 3, 14))
    for code, content in (("1.1", {}), ("1.2", {"text": "Ja"}), ("1.6", {})):
        save(place, code, finish=True, **content)
    save(place, "1.5", move="choose", choice="b")
    assert (row(place).state, row(place).word) == ("later", "14. og 15.\u00a0mars")
    Gathering.objects.filter(code="1.9").update(
        starts_at=datetime.datetime(2026, 4, 2, 8, tzinfo=datetime.UTC)
    )
    assert row(place).word == "14.\u00a0mars og 2.\u00a0april"
    Gathering.objects.all().delete()
    assert (row(place).state, row(place).word) == ("miss", "Gjenstår")
