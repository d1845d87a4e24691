"""Practising together: the card, who has which role when, roles tried – and nothing of what was said."""

from __future__ import annotations

import pytest

from courses import responding
from courses.activities.practice.kind import pair_rotation, rotation
from courses.errors import CourseError
from courses.kinds import MarkedBy
from courses.models import PracticePage, PracticeResponse
from tests.courses.working import a_place, address, base_row, leader_of, logged_in, page, save
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db


def mark(place, **content):
    return responding.mark_done(
        enrolment=place, activity=page(place, "1.4"), by=leader_of(place.course_run), **content
    )


@pytest.mark.req(42)
def test_everybody_moves_one_role_on_in_each_round():
    """R42: «Trying out and practice.»

    Fails if `rotation` gave somebody the same role twice in a trio, or left the rounds off the card.
    """
    place = a_place()
    rounds = rotation(page(place, "1.4"))
    assert rounds == [
        ["A: Forteller", "B: Lytter", "C: Observatør"],
        ["A: Lytter", "B: Observatør", "C: Forteller"],
        ["A: Observatør", "B: Forteller", "C: Lytter"],
    ]
    shown = logged_in(place.person).get(address(place, "1.4"))
    assert shown.context["rounds"] == rounds


@pytest.mark.req(42)
def test_roles_are_counted_per_person_over_several_times():
    """R42: «Trying out and practice.»

    Fails if `Practice.fill` forgot the roles of last time.
    """
    place = a_place()
    mark(place, roles_tried=["observer"])
    mark(place, roles_tried=["talker"])
    assert PracticeResponse.objects.get().roles_tried == ["talker", "observer"]


def test_done_without_a_word_about_roles_means_all_of_them():
    place = a_place()
    mark(place)
    assert PracticeResponse.objects.get().roles_tried == ["talker", "listener", "observer"]


def test_fewer_rounds_than_roles_says_nothing_about_who_had_which():
    place = a_place()
    PracticePage.objects.filter(pk=page(place, "1.4").pk).update(rounds=2)
    mark(place)
    assert PracticeResponse.objects.get().roles_tried == []


def test_a_role_that_is_not_on_the_card_is_refused():
    place = a_place()
    with pytest.raises(CourseError, match=r"^Denne øvingen har ingen slik rolle\.$"):
        mark(place, roles_tried=["judge"])
    assert PracticeResponse.objects.count() == 0


def test_nothing_but_the_roles_and_with_whom_has_a_column():
    own = [field.name for field in PracticeResponse._meta.local_fields]
    assert own == ["response_ptr", "roles_tried", "practised_with"]


def test_the_time_is_hidden_until_its_script_shows_it_and_has_no_digits():
    shown = logged_in((place := a_place()).person).get(address(place, "1.4")).content.decode()
    timer = shown[shown.index("data-timer ") : shown.index("</section>", shown.index("data-timer "))]
    words = [part.split("<")[0] for part in timer.split(">")[1:]]
    assert not any(character.isdigit() for character in "".join(words))
    assert " hidden data-timer " in shown


def test_the_observers_sheet_prints_without_the_page_around_it(starter_course):
    place = a_place(course=starter_course)
    sheet = logged_in(place.person).get(address(place, "4.2", "utskrift/")).content.decode()
    assert ('class="lm-sheet"' in sheet, "Ett åpent spørsmål jeg hørte" in sheet) == (True, True)


def test_a_card_for_two_has_two_roles_side_by_side(starter_course):
    place = a_place(course=starter_course)
    shown = logged_in(place.person).get(address(place, "3.2")).content.decode()
    assert ("lm-roles--2" in shown, "Øving i par" in shown) == (True, True)


def test_two_of_three_have_a_card_of_their_own_with_the_leader_as_observer():
    """Edge case 41: «Group of three where one is missing». Fails if the card said nothing about two."""
    place = a_place()
    card = page(place, "1.4")
    assert pair_rotation(card) == [
        ["A: Forteller", "B: Lytter", "Kurslederen: Observatør"],
        ["A: Lytter", "B: Forteller", "Kurslederen: Observatør"],
    ]
    assert "Er dere bare to?" in logged_in(place.person).get(address(place, "1.4")).content.decode()


def test_a_card_for_two_needs_no_card_for_two(starter_course):
    place = a_place(course=starter_course)
    assert pair_rotation(page(place, "3.2")) == []
    assert "Er dere bare to?" not in logged_in(place.person).get(address(place, "3.2")).content.decode()


# --- practised at home: both confirm


def at_home():
    """A card the participants confirm themselves, and three people on the course."""
    place = a_place()
    card = page(place, "1.4")
    card.marked_by, card.in_gathering = MarkedBy.TRAINEE, ""
    card.save()
    return place, *(
        make_enrolment(place.course_run, person=make_person(name)) for name in ("Bjørg Eide", "Tor Opdal")
    )


def say(place, *others, roles=("talker",)):
    data = {
        "version": "",
        "do": "finish",
        "practised_with": [other.pk for other in others],
        "roles_tried": list(roles),
    }
    return logged_in(place.person).post(address(place, "1.4"), data)


@pytest.fixture
def said(django_capture_on_commit_callbacks):
    """`say`, with what happens after the commit."""

    def say_and_commit(place, *others, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return say(place, *others, **more)

    return say_and_commit


def states() -> dict[str, str]:
    return dict(PracticeResponse.objects.values_list("enrolment__person__name", "state"))


def test_it_is_done_for_both_when_both_have_said_so(said):
    """Fails if one alone could make it done, for themselves or for the other."""
    solveig, bjorg, _tor = at_home()
    assert said(solveig, bjorg).url == address(solveig, "1.4")
    assert states() == {"Solveig Nordahl": "started"}
    asked = logged_in(bjorg.person).get(address(bjorg, "1.4"))
    assert "Solveig sier at dere har øvd sammen." in asked.content.decode()
    assert asked.context["form"].initial["practised_with"] == [str(solveig.pk)]
    waits = logged_in(solveig.person).get(address(solveig, "1.4")).content.decode()
    assert "Det er gjort når Bjørg har bekreftet." in waits
    assert said(bjorg, solveig, roles=("listener",)).url == address(bjorg, "1.5")
    assert states() == {"Solveig Nordahl": "done", "Bjørg Eide": "done"}
    assert base_row(solveig, "1.4").completed_at is not None
    tried = dict(PracticeResponse.objects.values_list("enrolment", "roles_tried"))
    assert tried == {solveig.pk: ["talker"], bjorg.pk: ["listener"]}


def test_three_are_done_when_the_last_has_said_so(said):
    solveig, bjorg, tor = at_home()
    said(solveig, bjorg, tor)
    said(bjorg, solveig, tor)
    assert states() == {"Solveig Nordahl": "started", "Bjørg Eide": "started"}
    said(tor, solveig, bjorg)
    assert set(states().values()) == {"done"}


def test_one_cannot_practise_alone_nor_with_somebody_who_is_not_on_the_course():
    solveig, bjorg, _tor = at_home()
    stranger = a_place()
    assert say(solveig).context["form"].errors == {"practised_with": ["Velg hvem du øvde sammen med."]}
    assert list(say(solveig, stranger).context["form"].errors) == ["practised_with"]
    for named in ([stranger.pk], [solveig.pk], [bjorg.pk, stranger.pk]):
        with pytest.raises(CourseError, match=r"^Velg blant dem som er på kurset sammen med deg\.$"):
            save(solveig, "1.4", practised_with=named, finish=True)
    assert PracticeResponse.objects.count() == 0


def test_the_leader_may_mark_it_instead():
    solveig, _bjorg, _tor = at_home()
    mark(solveig, roles_tried=["talker"])
    assert (base_row(solveig, "1.4").state, PracticeResponse.objects.get().practised_with) == ("done", [])


def test_who_is_asked_about_costs_the_same_for_three_and_for_thirty(django_assert_num_queries):
    solveig, bjorg, _tor = at_home()
    save(bjorg, "1.4", practised_with=[solveig.pk], finish=True)
    save(solveig, "1.4", practised_with=[bjorg.pk])
    client = logged_in(solveig.person)
    client.get(address(solveig, "1.4"))
    with django_assert_num_queries(10):
        client.get(address(solveig, "1.4"))
    for _number in range(28):
        make_enrolment(solveig.course_run)
    with django_assert_num_queries(10):
        client.get(address(solveig, "1.4"))
