"""What stands on the screen when something is not there, not theirs, or broken."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from lms.home import errors
from tests.home.making import make_home_page, make_organisation, make_person


def heading(response) -> str:
    return re.findall(r"<h1>(.*?)</h1>", response.content.decode())[0]


@pytest.mark.django_db
def test_a_page_that_is_not_there(client) -> None:
    make_home_page(make_organisation())
    response = client.get("/finnes-ikke/")
    body = response.content.decode()
    assert (response.status_code, heading(response)) == (404, "Vi finner ikke siden")
    assert "Det du har gjort på kurset, er ikke borte." in body
    assert "404" not in re.sub(r"<[^>]+>", "", body)


@pytest.mark.django_db
def test_a_person_is_led_to_their_own_page(client) -> None:
    make_home_page(make_organisation())
    client.force_login(make_person())
    assert 'href="/min-side/">Gå til Min side</a>' in client.get("/finnes-ikke/").content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_open(rf: RequestFactory) -> None:
    request = rf.get("/utvalg/")
    request.user = make_person()
    request._messages = []
    response = errors.not_allowed(request, PermissionDenied())
    assert (response.status_code, heading(response)) == (403, "Denne siden er ikke åpen for deg")


def test_our_own_fault_needs_no_database(rf: RequestFactory) -> None:
    """Without the django_db mark any query raises, so this fails if the page asks for one."""
    response = errors.broken(rf.get("/"))
    body = response.content.decode()
    assert (response.status_code, heading(response)) == (500, "Noe gikk i stykker hos oss")
    assert 'href="tel:+4740000001"' in body
    assert "<form" not in body


def test_a_request_that_makes_no_sense_needs_no_database(rf: RequestFactory) -> None:
    response = errors.not_understood(rf.get("/"), Exception())
    assert (response.status_code, heading(response)) == (400, "Vi forsto ikke det som ble sendt")


@pytest.mark.django_db
def test_a_form_that_was_open_too_long() -> None:
    make_home_page(make_organisation())
    response = Client(enforce_csrf_checks=True).post("/sprak/", {"language": "nn"})
    assert (response.status_code, heading(response)) == (403, "Siden hadde stått åpen for lenge")
    assert "CSRF" not in re.sub(r"(?s)<[^>]+>", "", response.content.decode())


def test_the_handlers_are_ours() -> None:
    from lms import urls

    assert (urls.handler400, urls.handler403, urls.handler404, urls.handler500) == (
        "lms.home.errors.not_understood",
        "lms.home.errors.not_allowed",
        "lms.home.errors.not_found",
        "lms.home.errors.broken",
    )
