"""«Try it as»: in demo mode only, and only as people who were registered for it."""

import pytest

from lms.people.demo_login import register_demo_persona
from lms.people.models import DemoPersona
from tests.making import make_person
from tests.people.logging_in import is_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def persona():
    return DemoPersona.objects.create(
        person=make_person(name="Arne Berg"), label="Arne, deltaker", description="Midt i kurset", position=1
    )


def test_the_log_in_page_offers_them_in_order(client, demo, persona):
    register_demo_persona(person=make_person(), label="Kari, utvalget", position=0)

    page = client.get("/logg-inn/").content.decode()

    assert page.index("Kari, utvalget") < page.index("Arne, deltaker") < page.index("Midt i kurset")


def test_one_click_logs_in(client, demo, persona):
    answer = client.post("/logg-inn/demo/", {"persona": persona.pk, "next": "/sjekk/"})

    assert answer.url == "/sjekk/"
    assert client.session["_auth_user_id"] == str(persona.person_id)


def test_one_click_changes_who_one_is(client, demo, persona):
    client.force_login(make_person())

    client.post("/logg-inn/demo/", {"persona": persona.pk})

    assert client.session["_auth_user_id"] == str(persona.person_id)


@pytest.mark.parametrize("given", ["", "0", "x", "-1", "99999999999999999999"])
def test_nobody_else_can_be_chosen(client, demo, persona, given):
    assert client.post("/logg-inn/demo/", {"persona": given}).status_code == 404


def test_the_number_of_a_person_is_no_persona(client, demo, persona):
    other = make_person()

    assert client.post("/logg-inn/demo/", {"persona": other.pk + 1000}).status_code == 404
    assert not is_in(client)


def test_outside_demo_mode_it_is_not_there(client, persona):
    assert client.post("/logg-inn/demo/", {"persona": persona.pk}).status_code == 404
    assert not is_in(client)
    assert "Arne, deltaker" not in client.get("/logg-inn/").content.decode()
    with pytest.raises(RuntimeError):
        register_demo_persona(person=make_person(), label="Kari")


def test_looking_logs_nobody_in(client, demo, persona):
    assert client.get("/logg-inn/demo/").status_code == 405


def test_the_page_costs_the_same_with_many(client, demo, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/logg-inn/")
    for number in range(30):
        register_demo_persona(person=make_person(), label=f"Person {number}")

    with django_assert_num_queries(2):
        client.get("/logg-inn/")
