"""Saving while one types, over HTTP: who may, what is answered, what it costs, and two texts on one page."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from courses.kinds import EnrolmentState
from courses.models import ModulePage, OtherVersion, ReflectionResponse, Response
from tests.courses.working import SECRET, a_place, address, base_row, logged_in, page, save
from tests.making import make_activity, make_course, make_enrolment

pytestmark = pytest.mark.django_db
TEXT = "1.2"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def send(client: Client, place, text: str, **more):
    fields = {"text": text, "version": 0, "window": "w1", "stroke": 1, **more}
    return client.post(address(place, TEXT, "lagre/"), fields)


def text_of(place) -> str:
    return ReflectionResponse.objects.get(enrolment=place).text


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


# --- two texts


def two_texts(place, client) -> None:
    send(client, place, "Fra telefonen", window="phone")
    assert send(client, place, "Fra nettbrettet", window="tablet").json()["state"] == "beside"


def fields_of(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(other|version|stroke)" value="(\d+)">', html))


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        ("stored", "Fra telefonen"),
        ("other", "Fra nettbrettet"),
        ("both", "Fra telefonen\n\nFra nettbrettet"),
    ],
)
def test_both_texts_are_shown_and_one_chooses(keep, left):
    place = a_place()
    client = logged_in(place.person)
    two_texts(place, client)
    assert "Du har skrevet to ulike tekster her." in client.get(address(place, TEXT)).content.decode()
    shown = client.get(address(place, TEXT, "to-tekster/")).content.decode()
    assert ("Fra telefonen" in shown, "Fra nettbrettet" in shown) == (True, True)
    answer = client.post(address(place, TEXT, "to-tekster/"), {**fields_of(shown), "keep": keep})
    assert (answer.url, text_of(place), OtherVersion.objects.count()) == (address(place, TEXT), left, 0)
    assert client.get(address(place, TEXT, "to-tekster/")).url == address(place, TEXT)


def test_a_choice_on_an_old_page_shows_both_texts_again():
    place = a_place()
    client = logged_in(place.person)
    two_texts(place, client)
    old = fields_of(client.get(address(place, TEXT, "to-tekster/")).content.decode())
    send(client, place, "Fra nettbrettet, og mer", window="tablet", stroke=2)
    answer = client.post(address(place, TEXT, "to-tekster/"), {**old, "keep": "stored"})
    assert "Se på dem en gang til." in answer.content.decode()
    assert [other.text for other in OtherVersion.objects.all()] == ["Fra nettbrettet, og mer"]


def test_nobody_chooses_in_another_persons_texts():
    place, other = a_place(), a_place()
    client = logged_in(other.person)
    two_texts(place, logged_in(place.person))
    fields = {"other": OtherVersion.objects.get().pk, "version": 1, "stroke": 1, "keep": "stored"}
    assert client.get(address(place, TEXT, "to-tekster/")).status_code == 404
    assert client.post(address(place, TEXT, "to-tekster/"), fields).status_code == 404
    assert client.post(address(other, TEXT, "to-tekster/"), fields).url == address(other, TEXT)
    assert OtherVersion.objects.count() == 1


def test_without_javascript_the_button_of_an_older_page_leads_to_both_texts():
    place = a_place()
    client = logged_in(place.person)
    save(place, TEXT, text="Fra telefonen")
    answer = client.post(address(place, TEXT), {"text": "Fra nettbrettet", "version": 0, "do": "finish"})
    assert answer.url == address(place, TEXT, "to-tekster/")
    assert (text_of(place), OtherVersion.objects.get().text) == ("Fra telefonen", "Fra nettbrettet")
    assert base_row(place, TEXT).state == "started"


def test_the_button_of_the_window_that_typed_is_no_conflict_although_the_page_is_old():
    place = a_place()
    client = logged_in(place.person)
    send(client, place, "Halv", stroke=3)
    fields = {"text": "Hel.", "version": 0, "do": "finish", "window": "w1", "stroke": 4}
    assert client.post(address(place, TEXT), fields).url == address(place, "1.3")
    send(client, place, "Halv", stroke=3)
    assert (text_of(place), base_row(place, TEXT).state, OtherVersion.objects.count()) == ("Hel.", "done", 0)


# --- logged out in mid-sentence, without JavaScript


def held_and_logged_in(place, text: str = SECRET, version: int = 0) -> Client:
    client = Client()
    answer = client.post(address(place, TEXT), {"text": text, "version": version, "do": "finish"})
    assert answer.url == f"/logg-inn/?next={address(place, TEXT)}"
    client.force_login(place.person)
    return client


def test_a_text_sent_after_the_session_ended_is_in_the_box_after_logging_in():
    place = a_place()
    client = held_and_logged_in(place)
    shown = client.get(address(place, TEXT)).content.decode()
    assert (SECRET in shown, "Teksten din står her igjen." in shown) == (True, True)
    assert Response.objects.count() == 0
    client.post(address(place, TEXT), {"text": SECRET, "version": 0, "do": "save"})
    assert "står her igjen" not in client.get(address(place, TEXT)).content.decode()
    assert "held_text" not in {name for name, cookie in client.cookies.items() if cookie.value}


def test_a_held_text_keeps_the_version_it_was_written_on():
    place = a_place()
    save(place, TEXT, text="Nyere")
    client = held_and_logged_in(place, "Eldre")
    shown = client.get(address(place, TEXT))
    fields = {"text": "Eldre", "version": shown.context["form"]["version"].value(), "do": "save"}
    assert client.post(address(place, TEXT), fields).url == address(place, TEXT, "to-tekster/")


@pytest.mark.req(6)
def test_a_held_text_lies_encrypted_and_is_shown_to_its_owner_alone():
    """R6: private. Fails if the text stood in the session, a cookie or an address, or came up for whoever logs in next."""
    place = a_place()
    client = held_and_logged_in(place)
    cookie = client.cookies["held_text"]
    assert (SECRET in cookie.value, cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        False,
        True,
        "Lax",
        "/kurs/",
    )
    stored = cache.get(f"held-text:{cookie.value.rpartition(':')[0]}")
    assert stored[:5] == "gAAAA"
    other = make_enrolment(place.course_run)
    client.force_login(other.person)
    assert client.get(address(place, TEXT)).status_code == 404
    assert SECRET not in client.get(address(other, TEXT)).content.decode()


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": "x" * 60_001}])
def test_nothing_and_far_too_much_are_not_held(fields):
    answer = Client().post(address(a_place(), TEXT), fields)
    assert (answer.status_code, "held_text" in answer.cookies) == (302, False)


def test_a_made_up_name_opens_nothing():
    place = a_place()
    client = logged_in(place.person)
    client.cookies["held_text"] = "made-up:name"
    assert "står her igjen" not in client.get(address(place, TEXT)).content.decode()


def test_a_form_that_became_too_old_can_be_sent_once_more():
    place = a_place()
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.person)
    fields = {"text": SECRET, "version": 0, "do": "save", "csrfmiddlewaretoken": "old"}
    here = client.post(address(place, TEXT), fields, headers={"origin": "http://testserver"})
    assert (here.status_code, f'name="text" value="{SECRET}"' in here.content.decode()) == (403, True)
    again = {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', here.content.decode())[1]
    assert client.post(address(place, TEXT), {**again, "csrfmiddlewaretoken": token}).status_code == 302
    assert text_of(place) == SECRET


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_what_another_site_sends_is_not_offered_again(origin):
    place = a_place()
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.person)
    answer = client.post(address(place, TEXT), {"text": SECRET}, headers={"origin": origin})
    assert (answer.status_code, SECRET in answer.content.decode()) == (403, False)


# --- another language in mid-text


def test_without_javascript_the_language_button_takes_the_text_along():
    course = make_course()
    make_course("nn", like=course)
    place = a_place(course=course)
    client = logged_in(place.person)
    shown = client.get(address(place, TEXT)).content.decode()
    button = f'form="work" formaction="/sprak/?next={address(place, TEXT)}" name="language" value="nn"'
    assert button in shown
    answer = client.post(
        f"/sprak/?next={address(place, TEXT)}",
        {"language": "nn", "text": SECRET, "version": 0, "sharing": "private"},
    )
    assert answer.url == address(place, TEXT)
    shown = client.get(answer.url)
    assert (shown["Content-Language"], SECRET in shown.content.decode(), Response.objects.count()) == (
        "nn",
        True,
        0,
    )


def test_a_page_without_a_box_has_the_usual_language_buttons():
    place = a_place()
    shown = logged_in(place.person).get(address(place, "1.1")).content.decode()
    assert "formaction" not in shown


# --- the page tells the small script what it needs


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
