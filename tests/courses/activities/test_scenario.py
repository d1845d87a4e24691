"""Walking a scenario: replies, a step back, a new try, endings – and nobody else sees the way."""

from __future__ import annotations

import pytest

from courses.activities.scenario.walking import choose, follow, move, step_back
from courses.errors import CourseError
from courses.kinds import ResponseState
from courses.models import ScenarioResponse
from tests.courses.working import a_place, address, base_row, logged_in, page, save

pytestmark = pytest.mark.django_db


def press(place, **data):
    """One press on the scenario's screen, as the page was when it was shown."""
    client = logged_in(place.person)
    shown = client.get(address(place, "1.5")).context["form"]
    return client.post(
        address(place, "1.5"), {"version": shown["version"].value(), "seen": shown["seen"].value(), **data}
    )


def test_each_choice_leads_on_and_an_ending_ends():
    activity = page(a_place(), "1.5")
    walk = choose(activity, "", "a")
    assert (walk.present["name"], walk.last.choice["response"], walk.ended) == ("repair", "Svar på a", False)
    walk = choose(activity, walk.path, "a")
    assert (walk.present["name"], walk.ended, walk.path) == ("end", True, "start/a repair/a")


def test_back_and_back_again_ends_at_the_start():
    activity = page(a_place(), "1.5")
    assert step_back(activity, "start/a repair/a").present["name"] == "repair"
    assert step_back(activity, "start/a").present["name"] == "start"
    assert step_back(activity, "").present["name"] == "start"


def test_from_the_start_again():
    assert move(page(a_place(), "1.5"), "start/a repair/a", "again", "").path == ""


@pytest.mark.parametrize("unknown", ["x", "", "repair", "a b"])
def test_a_choice_that_is_not_there_is_refused_in_a_sentence(unknown):
    with pytest.raises(CourseError, match=r"^Velg ett av svarene, og trykk på knappen en gang til\.$"):
        choose(page(a_place(), "1.5"), "", unknown)


def test_a_way_through_steps_an_editor_has_changed_is_followed_as_far_as_it_goes():
    activity = page(a_place(), "1.5")
    assert follow(activity, "start/a elsewhere/a").present["name"] == "repair"
    assert follow(activity, "gone/a").present["name"] == "start"


def test_the_reply_comes_at_once_on_the_same_page():
    place = a_place()
    answer = press(place, move="choose", choice="a")
    assert (answer.status_code, answer.url) == (302, address(place, "1.5") + "#reply")
    shown = logged_in(place.person).get(address(place, "1.5")).content.decode()
    assert [words in shown for words in ("Valg a", "Svar på a", "Steg repair.")] == [True, True, True]


def test_done_at_the_ending_and_still_done_after_a_new_try():
    place = a_place()
    press(place, move="choose", choice="a")
    assert base_row(place, "1.5").state == ResponseState.STARTED
    press(place, move="choose", choice="a")
    assert base_row(place, "1.5").state == ResponseState.DONE
    press(place, move="again")
    assert (base_row(place, "1.5").state, ScenarioResponse.objects.get().path) == (ResponseState.DONE, "")


def test_without_a_choice_a_sentence_and_nothing_kept():
    place = a_place()
    answer = press(place, move="choose")
    assert answer.context["form"].errors["choice"] == [
        "Velg ett av svarene, og trykk på knappen en gang til."
    ]
    assert ScenarioResponse.objects.count() == 0


def test_an_unknown_step_is_refused_with_a_sentence():
    place = a_place()
    answer = press(place, move="choose", choice="nowhere")
    assert answer.context["form"].errors["choice"] == [
        "Velg ett av svarene, og trykk på knappen en gang til."
    ]
    assert ScenarioResponse.objects.count() == 0


def test_the_same_press_twice_moves_once():
    place = a_place()
    client = logged_in(place.person)
    for _time in range(2):
        answer = client.post(
            address(place, "1.5"), {"version": 0, "seen": "", "move": "choose", "choice": "a"}
        )
    assert (answer.status_code, ScenarioResponse.objects.get().path) == (302, "start/a")


def test_the_verb_moves_from_where_one_stands():
    place = a_place()
    save(place, "1.5", move="choose", choice="a")
    assert save(place, "1.5", move="back").path == ""
