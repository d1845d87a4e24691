"""Choosing the language: kept on the person or the device, on the same page, and never by GET."""

from __future__ import annotations

import pytest

from lms.people.models import User
from tests.home.making import make_home_page, make_organisation, make_person, make_translation

pytestmark = pytest.mark.django_db


def test_a_guest_keeps_the_choice_in_a_cookie(client) -> None:
    response = client.post("/sprak/", {"language": "nn", "next": "/personvern/"})
    assert (response.status_code, response.url) == (302, "/personvern/")
    assert '<html lang="nn"' in client.get("/personvern/").content.decode()


def test_a_person_keeps_the_choice_on_the_person(client) -> None:
    arne = make_person()
    client.force_login(arne)
    client.post("/sprak/", {"language": "en", "next": "/personvern/"})
    assert User.objects.get(pk=arne.pk).language == "en"


@pytest.mark.parametrize("nonsense", ["ord", "99:99", "9999-12-31", "home:my_page", "people:card", "[]"])
def test_a_word_that_is_no_address_leads_to_the_front_page(client, nonsense) -> None:
    """Fails if `safe_address` lets a bare word through: `redirect` takes it for the name of a view and breaks."""
    make_home_page(make_organisation())
    assert client.post("/sprak/", {"language": "xx", "next": nonsense}).url == "/"
    assert client.post("/utseende/", {"appearance": "dark", "next": nonsense}).url == "/"


def test_a_content_page_is_followed_to_its_translation_and_back(client) -> None:
    home = make_home_page(make_organisation())
    make_translation(home, "nn", title="Framside")
    assert client.post("/sprak/", {"language": "nn", "next": "/"}).url == "/nn/"
    assert client.post("/sprak/", {"language": "nb", "next": "/nn/"}).url == "/"


def test_a_content_page_without_a_translation_stays(client) -> None:
    make_home_page(make_organisation())
    assert client.post("/sprak/", {"language": "en", "next": "/"}).url == "/"
    assert client.get("/").status_code == 200


def test_an_address_without_language_leads_to_the_reader_s_own(client) -> None:
    home = make_home_page(make_organisation())
    make_translation(home, "nn", title="Framside")
    client.cookies["django_language"] = "nn"
    assert client.get("/").url == "/nn/"
    assert client.get("/nn/").status_code == 200


def test_an_address_that_names_a_language_is_followed_as_it_is(client) -> None:
    home = make_home_page(make_organisation())
    make_translation(home, "nn", title="Framside")
    body = client.get("/nn/").content.decode()
    assert '<html lang="nn"' in body


@pytest.mark.parametrize("language", ["", "xx", "nb'--"])
def test_a_language_we_do_not_have_changes_nothing(client, language: str) -> None:
    arne = make_person()
    client.force_login(arne)
    response = client.post("/sprak/", {"language": language, "next": "/personvern/"})
    assert (response.url, User.objects.get(pk=arne.pk).language) == ("/personvern/", "nb")


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_the_choice_never_leads_to_a_stranger_s_site(client, address: str) -> None:
    assert client.post("/sprak/", {"language": "nb", "next": address}).url == "/"


def test_the_language_is_not_changed_by_get(client) -> None:
    arne = make_person()
    client.force_login(arne)
    response = client.get("/sprak/", {"language": "en", "next": "/"})
    assert (response.status_code, User.objects.get(pk=arne.pk).language) == (405, "nb")
