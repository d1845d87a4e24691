"""A text sent when the way was closed for a moment: held for its owner, and back in the box."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from courses.models import Response
from tests.courses.windows import TEXT, text_of
from tests.courses.working import SECRET, a_place, address, logged_in, save
from tests.making import make_course, make_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


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
