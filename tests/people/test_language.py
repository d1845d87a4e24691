"""Which language a page is in: the person's own, else the cookie, else bokmål; the browser is not asked."""

import pytest

from tests.making import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("own", "cookie", "shown", "title"),
    [
        (None, None, "nb", "Kontroller et bevis"),
        (None, "nn", "nn", "Kontroller eit bevis"),
        (None, "en", "en", "Check a certificate"),
        (None, "de", "nb", "Kontroller et bevis"),
        ("nn", None, "nn", "Kontroller eit bevis"),
        ("nb", "en", "nb", "Kontroller et bevis"),
        ("en", "nn", "en", "Check a certificate"),
    ],
)
def test_ones_own_choice_goes_first(client, own, cookie, shown, title):
    if own:
        client.force_login(make_person(language=own))
    if cookie:
        client.cookies["django_language"] = cookie

    page = client.get("/sjekk/", headers={"accept-language": "en-GB,de;q=0.8"})

    assert page.headers["Content-Language"] == shown
    assert f'<html lang="{shown}"' in page.content.decode()
    assert title in page.content.decode()


def test_a_content_address_keeps_its_language(client):
    client.force_login(make_person(language="nb"))

    assert client.get("/nn/finst-ikkje/").headers["Content-Language"] == "nn"


def test_the_language_does_not_leak_into_the_next_request(client):
    client.cookies["django_language"] = "en"
    client.get("/sjekk/")
    client.cookies.clear()

    assert client.get("/sjekk/").headers["Content-Language"] == "nb"


@pytest.mark.parametrize(("language", "heading"), [("nb", "Logg inn"), ("nn", "Logg inn"), ("en", "Log in")])
@pytest.mark.parametrize("address", ["/logg-inn/", "/kort/", "/kort/abcd-efgh-jkmn/"])
def test_the_way_in_speaks_all_three(client, language, heading, address):
    client.cookies["django_language"] = language

    page = client.get(address)

    assert page.headers["Content-Language"] == language
    assert heading in page.content.decode()
