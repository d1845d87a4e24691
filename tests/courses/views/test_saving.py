"""Saving while one types, over HTTP: who may, what is answered, and what it costs."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from courses.kinds import EnrolmentState
from courses.models import ModulePage, Response
from tests.courses.windows import TEXT, send, text_of
from tests.courses.working import SECRET, a_place, address, base_row, logged_in, page, save
from tests.making import make_activity, make_course, make_enrolment

pytestmark = pytest.mark.django_db


def test_a_draft_is_answered_with_the_version_and_words_for_the_screen():
    place = a_place()
    answer = send(logged_in(place.person), place, SECRET)
    said = answer.json()
    assert (answer.status_code, answer["Content-Type"], said["state"], said["version"]) == (
        200,
        "application/json",
        "saved",
        1,
    )
    assert re.fullmatch(r"Lagret kl\.\xa0\d\d\.\d\d", said["words"])
    assert (text_of(place), SECRET in answer.content.decode()) == (SECRET, False)
    assert "no-store" in answer["Cache-Control"]


def test_the_words_are_in_the_persons_language():
    place = a_place()
    place.person.language = "nn"
    place.person.save()
    assert send(logged_in(place.person), place, "Ja").json()["words"].startswith("Lagra kl.")


def test_who_is_logged_out_gets_401_in_json_and_nothing_is_kept():
    place = a_place()
    answer = send(Client(), place, SECRET)
    assert (answer.status_code, answer.json()) == (401, {"state": "logged_out"})
    assert Response.objects.count() == 0


@pytest.mark.parametrize("code", ["1.1", "1.3", "1.6", "9.9"])
def test_only_what_is_written_is_saved_while_typing(code):
    place = a_place()
    assert logged_in(place.person).post(address(place, code, "lagre/"), {"text": "x"}).status_code == 404


def test_another_persons_place_is_not_there_and_a_get_is_refused():
    place = a_place()
    assert send(logged_in(a_place().person), place, SECRET).status_code == 404
    assert logged_in(place.person).get(address(place, TEXT, "lagre/")).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address(place, TEXT, "lagre/")).status_code == 403
    assert Response.objects.count() == 0


def test_a_refusal_is_a_sentence():
    place = make_enrolment(state=EnrolmentState.NOT_COMPLETED)
    answer = send(logged_in(place.person), place, SECRET)
    assert (answer.status_code, answer.json()) == (
        409,
        {"state": "refused", "words": "Du har ikke plass på dette kurset nå, så her blir ingenting lagret."},
    )


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40, "²"])
def test_odd_numbers_never_break_it(version):
    place = a_place()
    assert send(logged_in(place.person), place, "a\x00b", version=version).status_code == 200
    assert text_of(place) == "ab"


def test_a_nul_in_the_address_never_breaks_it():
    """PostgreSQL refuses to look for one: fails there if `save` asks for the number as it came."""
    place = a_place()
    answer = logged_in(place.person).post(f"/kurs/{place.pk}/1%00.9/lagre/", {"text": "Noe"})
    assert answer.status_code == 404


def test_it_is_kept_on_the_page_that_was_on_the_screen():
    course = make_course()
    make_course("nn", like=course)
    place = a_place(course=course)
    place.person.language = "nn"
    place.person.save()
    send(logged_in(place.person), place, "Ja")
    assert base_row(place, TEXT).page.locale.language_code == "nn"


#: Session, person, lock, row, two updates, and in tests a savepoint around the last four.
WITH_SLIP = 8


#: A box without its slip is looked up: place, pages, page.
WITHOUT_SLIP = 11


def slip_on(client: Client, place) -> str:
    return client.get(address(place, TEXT)).context["work"].slip


@pytest.mark.parametrize("has_slip", [True, False])
def test_it_costs_the_same_few_queries_with_thirty_people_and_thirty_more_activities(
    django_assert_num_queries, has_slip
):
    place = a_place()
    client = logged_in(place.person)
    more, queries = ({"slip": slip_on(client, place)}, WITH_SLIP) if has_slip else ({}, WITHOUT_SLIP)
    send(client, place, "Først", stroke=1)
    with django_assert_num_queries(queries):
        send(client, place, "Så", stroke=2, **more)
    module = ModulePage.objects.child_of(place.course_run.course).get()
    for number in range(30):
        save(make_enrolment(place.course_run), TEXT, text="Ja")
        make_activity(module, "reading", code=f"2.{number}")
    with django_assert_num_queries(queries):
        send(client, place, "Til slutt", stroke=3, **more)
    assert text_of(place) == "Til slutt"


def test_a_slip_is_its_owners_alone_for_its_address_alone():
    place, other = a_place(), a_place()
    slip = slip_on(logged_in(place.person), place)
    assert send(logged_in(other.person), place, SECRET, slip=slip).status_code == 404
    assert send(logged_in(other.person), other, "Mitt", slip=slip).json()["state"] == "saved"
    assert send(logged_in(place.person), place, "Mitt", slip=slip + "x").json()["state"] == "saved"
    assert [text_of(one) for one in (other, place)] == ["Mitt", "Mitt"]
    assert base_row(other, TEXT).page_id == page(other, TEXT).pk


def test_a_slip_opens_no_place_that_is_over():
    place = a_place()
    client = logged_in(place.person)
    slip = slip_on(client, place)
    type(place).objects.filter(pk=place.pk).update(state=EnrolmentState.WITHDRAWN)
    assert send(client, place, SECRET, slip=slip).status_code == 409


def test_a_page_without_a_box_has_the_usual_language_buttons():
    place = a_place()
    shown = logged_in(place.person).get(address(place, "1.1")).content.decode()
    assert "formaction" not in shown


def test_who_cannot_answer_has_nothing_saved_while_typing():
    open_place, over = a_place(), make_enrolment(state=EnrolmentState.NOT_COMPLETED)
    shown = [logged_in(one.person).get(address(one, TEXT)).content.decode() for one in (open_place, over)]
    assert [
        f'data-save="{address(one, TEXT, "lagre/")}"' in html
        for one, html in zip((open_place, over), shown, strict=True)
    ] == [
        True,
        False,
    ]


def test_the_page_knows_whose_it_is_and_a_guest_gets_no_script():
    place = a_place()
    shown = logged_in(place.person).get(address(place, TEXT)).content.decode()
    assert f'data-person="{place.person.handle}"' in shown
    assert "save.js" not in Client().get("/logg-inn/").content.decode()


def test_a_draft_of_a_shared_text_is_told_as_such():
    place = a_place()
    client = logged_in(place.person)
    save(place, TEXT, text="Delt", sharing="leader", finish=True)
    send(client, place, "Mer", version=1)
    shown = client.get(address(place, TEXT)).content.decode()
    assert (
        "ser bare du, til du trykker på knappen" in shown,
        ">Mer</textarea>" in shown.replace("\n", ""),
    ) == (
        True,
        True,
    )
    assert page(place, TEXT).kind == "reflection"
