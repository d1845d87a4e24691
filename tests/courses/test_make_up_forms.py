"""What those who lead fill in about a make-up says nothing that cannot be chosen."""

from __future__ import annotations

import pytest

from courses.fact_parts import Host
from courses.kinds import MakeUpKind
from courses.make_up_forms import AgreeForm
from tests.courses.leading import gathering_of, open_run


def test_where_nothing_can_be_made_up_in_another_course_none_is_spoken_of():
    """Own time, say: one way alone, chosen already, and a hint without other courses."""
    form = AgreeForm(kinds=[MakeUpKind.OWN_TIME], hosts=[])
    assert (list(form.fields), form["kind"].initial) == (
        ["kind", "day", "hour", "place"],
        MakeUpKind.OWN_TIME,
    )
    assert str(form.fields["day"].help_text) == "Hvis du vet det allerede."


@pytest.mark.django_db
def test_in_another_course_what_is_out_of_sight_is_left_alone():
    """Somebody typed a day, changed their mind, and chose another course: no fault is found that nobody can see."""
    there = gathering_of(open_run())
    host = Host(there.pk, None, "Et annet kurs", there.starts_at, there.minutes, there.place)
    typed = {"kind": "other_run", "substitute": str(there.pk), "day": "tull", "hour": "", "place": "p" * 200}
    form = AgreeForm(typed, kinds=[MakeUpKind.OTHER_RUN, MakeUpKind.TALK], hosts=[host])
    assert form.is_valid()
    assert form.terms == {"kind": "other_run", "substitute": there, "meets_at": None, "place": ""}
    typed["substitute"] = ""
    form = AgreeForm(typed, kinds=[MakeUpKind.OTHER_RUN, MakeUpKind.TALK], hosts=[host])
    assert form.errors == {"substitute": ["Velg økten i det andre kurset."]}
    talk = AgreeForm(typed | {"kind": "talk"}, kinds=[MakeUpKind.OTHER_RUN, MakeUpKind.TALK], hosts=[host])
    assert list(talk.errors) == ["day", "place"]
