"""Practising together: the card, who has which role when, roles tried – and nothing of what was said."""

from __future__ import annotations

import pytest

from courses import responding
from courses.activities.practice.kind import rotation
from courses.errors import CourseError
from courses.models import PracticePage, PracticeResponse
from tests.courses.working import a_place, address, leader_of, logged_in, page

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


def test_nothing_but_the_roles_has_a_column():
    own = [field.name for field in PracticeResponse._meta.local_fields]
    assert own == ["response_ptr", "roles_tried"]


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
