"""Two windows, two texts: both are shown, and the author chooses."""

from __future__ import annotations

import re

import pytest

from courses.models import OtherVersion
from tests.courses.windows import TEXT, send, text_of
from tests.courses.working import a_place, address, base_row, logged_in, save

pytestmark = pytest.mark.django_db


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
