"""What those who lead fill in about a make-up says nothing that cannot be chosen."""

from __future__ import annotations

from courses.kinds import MakeUpKind
from courses.make_up_forms import AgreeForm


def test_where_nothing_can_be_made_up_in_another_course_none_is_spoken_of():
    """Own time, say: one way alone, chosen already, and a hint without other courses."""
    form = AgreeForm(kinds=[MakeUpKind.OWN_TIME], hosts=[])
    assert (list(form.fields), form["kind"].initial) == (
        ["kind", "day", "hour", "place"],
        MakeUpKind.OWN_TIME,
    )
    assert str(form.fields["day"].help_text) == "Hvis du vet det allerede."
