"""Logging in with a code: what works, what is said when it does not, and where one comes."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from lms.people.models import MessageTemplate
from tests.making import make_organisation, make_person, make_role
from tests.people.logging_in import (
    ask_for_code,
    code_mailed_to,
    code_texted_to,
    enter_code,
    is_in,
    letters_to,
    log_in_by_mail,
    text_of,
)

pytestmark = pytest.mark.django_db
ADDRESS = "arne@likevel.example"


def test_with_an_email_code_one_gets_in(client):
    person = make_person(email=ADDRESS)

    assert ask_for_code(client, " Arne@Likevel.example ").url == "/logg-inn/kode/"
    answer = enter_code(client, code_mailed_to(ADDRESS))

    assert (answer.status_code, answer.url) == (302, "/min-side/")
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("typed", ["400 00 002", "40000002", "+47 400 00 002", "0047 40000002", "400-00-002"])
def test_with_a_text_message_one_gets_in(client, typed):
    person = make_person(email="", phone="+4740000002")

    ask_for_code(client, typed)
    enter_code(client, code_texted_to("+4740000002"))

    assert client.session["_auth_user_id"] == str(person.pk)
    assert mail.outbox == []


@pytest.mark.parametrize("shape", ["{0}{1}", "{0} {1}", " {0}-{1} ", "{0}\u00a0{1}"])
def test_spaces_and_dashes_in_the_code_do_not_matter(client, shape):
    make_person(email=ADDRESS)
    ask_for_code(client, ADDRESS)
    code = code_mailed_to(ADDRESS)

    enter_code(client, shape.format(code[:3], code[3:]))

    assert is_in(client)


def test_where_one_was_going_is_where_one_comes(client):
    make_person(email=ADDRESS)
    page = client.get("/logg-inn/?next=/sjekk/")
    assert '<input type="hidden" name="next" value="/sjekk/">' in page.content.decode()

    answer = client.post("/logg-inn/", {"login": ADDRESS, "next": "/sjekk/"})
    assert answer.url == "/logg-inn/kode/?next=%2Fsjekk%2F"

    assert enter_code(client, code_mailed_to(ADDRESS), next="/sjekk/").url == "/sjekk/"


def test_another_site_is_never_where_one_comes(client):
    make_person(email=ADDRESS)
    client.post("/logg-inn/", {"login": ADDRESS, "next": "https://elsewhere.example/"})

    assert enter_code(client, code_mailed_to(ADDRESS), next="https://elsewhere.example/").url == "/min-side/"


def test_remembering_is_chosen(client):
    make_person(email=ADDRESS)
    log_in_by_mail(client, ADDRESS)
    assert client.session.get_expire_at_browser_close() is True

    other = Client()
    ask_for_code(other, ADDRESS)
    enter_code(other, code_mailed_to(ADDRESS, number=2), remember="on")
    assert other.session.get_expire_at_browser_close() is False
    assert other.session.get_expiry_age() == timedelta(days=30).total_seconds()


def test_the_mail_uses_the_loaded_words_in_the_persons_language(client):
    organisation = make_organisation(sender_name="Kurskontoret", contact_phone="400 00 009")
    person = make_person(name="Arne Berg", email=ADDRESS, language="nn")
    make_role(person, organisation, "board_member")
    MessageTemplate.objects.all().delete()
    MessageTemplate.objects.create(
        key="login_code",
        language="nn",
        subject="Koden din",
        body="Hei {first_name}\n\n{code}, {contact_phone}",
    )

    ask_for_code(client, ADDRESS)
    code = code_mailed_to(ADDRESS)
    letter = letters_to(ADDRESS)[0]

    assert letter.subject == "Koden din"
    assert letter.body.strip() == f"Hei Arne\n\n{code[:3]} {code[3:]}, 400\u00a000\u00a0009"
    assert letter.from_email == "Kurskontoret <post@likevel.example>"


def test_without_loaded_words_the_catalogue_has_them(client):
    MessageTemplate.objects.all().delete()
    make_role(make_person(name="Arne Berg", email=ADDRESS), make_organisation(contact_phone="40000001"))

    ask_for_code(client, ADDRESS)
    code = code_mailed_to(ADDRESS)

    assert letters_to(ADDRESS)[0].body.strip() == (
        f"Hei Arne\n\nKoden din er {code[:3]} {code[3:]}. Den gjelder i 15 minutter.\n\n"
        "Har du ikke bedt om noen kode, kan du se bort fra denne meldingen. "
        "Kommer du ikke inn, så ring 400\u00a000\u00a0001."
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv e-postadressen eller mobilnummeret du fikk invitasjonen på."),
        ("arne@likevel", "Adressen mangler slutten, for eksempel «.no»."),
        (
            "arne.likevel.example",
            "Det mangler en @ i adressen. En e-postadresse ser ut som navn@eksempel.no.",
        ),
        ("@likevel.example", "Det som skal stå foran @, mangler."),
        ("400 00 0", "Et norsk mobilnummer har åtte tall. Tell dem en gang til."),
    ],
)
def test_a_slip_in_the_address_gets_a_sentence_and_loses_nothing(client, typed, sentence):
    answer = ask_for_code(client, typed)

    assert answer.status_code == 200
    assert sentence in text_of(answer)
    if typed:
        assert f'name="login" value="{typed}"' in answer.content.decode()


def test_a_wrong_code_gets_a_sentence_and_what_was_typed_stays(client):
    make_person(email=ADDRESS)
    ask_for_code(client, ADDRESS)
    wrong = "111 111" if code_mailed_to(ADDRESS) != "111111" else "222 222"

    answer = enter_code(client, wrong, remember="on")

    assert "Dette er ikke koden vi sendte sist. Se en gang til, eller be om en ny." in text_of(answer)
    assert f'name="code" value="{wrong}"' in answer.content.decode()
    assert not is_in(client)
    enter_code(client, code_mailed_to(ADDRESS))
    assert is_in(client)


def test_an_empty_code_is_no_try(client):
    make_person(email=ADDRESS)
    ask_for_code(client, ADDRESS)

    for _ in range(5):
        assert "Skriv de seks tallene fra meldingen." in text_of(enter_code(client, ""))

    enter_code(client, code_mailed_to(ADDRESS))
    assert is_in(client)


def test_after_three_wrong_tries_one_asks_for_a_new_code_and_the_address_is_kept(client):
    make_person(email=ADDRESS)
    ask_for_code(client, ADDRESS)
    right = code_mailed_to(ADDRESS)
    wrong = "111111" if right != "111111" else "222222"

    for _ in range(2):
        assert enter_code(client, wrong).status_code == 200
    answer = enter_code(client, wrong)

    assert answer.url == "/logg-inn/"
    page = client.get("/logg-inn/")
    assert "Koden var feil tre ganger, så den virker ikke lenger. Be om en ny her." in text_of(page)
    assert f'name="login" value="{ADDRESS}"' in page.content.decode()
    enter_code(client, right)
    assert not is_in(client)


def test_an_old_code_gets_a_sentence_and_the_address_is_kept(client):
    make_person(email=ADDRESS)
    with time_machine.travel(timezone.now() - timedelta(minutes=16), tick=True):
        ask_for_code(client, ADDRESS)
        code = code_mailed_to(ADDRESS)

    answer = enter_code(client, code)

    assert answer.url == "/logg-inn/"
    page = client.get("/logg-inn/")
    assert "Koden er blitt for gammel. Be om en ny her." in text_of(page)
    assert f'name="login" value="{ADDRESS}"' in page.content.decode()
    assert not is_in(client)


def test_a_code_works_for_almost_fifteen_minutes(client):
    make_person(email=ADDRESS)
    with time_machine.travel(timezone.now() - timedelta(minutes=14), tick=True):
        ask_for_code(client, ADDRESS)
        code = code_mailed_to(ADDRESS)

    enter_code(client, code)

    assert is_in(client)


def test_a_new_code_replaces_the_old_and_lives_as_long(client):
    make_person(email=ADDRESS)
    now = timezone.now()
    with time_machine.travel(now - timedelta(minutes=24), tick=True):
        ask_for_code(client, ADDRESS)
        first = code_mailed_to(ADDRESS)
    with time_machine.travel(now - timedelta(minutes=14), tick=True):
        answer = client.post("/logg-inn/kode/", {"action": "resend"}, follow=True)
        second = code_mailed_to(ADDRESS, number=2)
    assert "Vi har sendt en ny kode. Den gamle virker ikke lenger." in text_of(answer)

    if first != second:
        enter_code(client, first)
        assert not is_in(client)
    enter_code(client, second)
    assert is_in(client)


def test_the_code_page_without_a_code_leads_to_the_start(client):
    assert client.get("/logg-inn/kode/").url == "/logg-inn/"


def test_one_can_start_again_with_another_address(client):
    make_person(email=ADDRESS)
    ask_for_code(client, "arnne@likevel.example")

    page = client.get("/logg-inn/")

    assert page.status_code == 200
    assert 'name="login" value="arnne@likevel.example"' in page.content.decode()
    ask_for_code(client, ADDRESS)
    enter_code(client, code_mailed_to(ADDRESS))
    assert is_in(client)


def test_logging_out_is_a_post(client):
    make_person(email=ADDRESS)
    log_in_by_mail(client, ADDRESS)

    page = client.get("/logg-ut/")
    assert page.status_code == 200
    assert is_in(client)

    assert client.post("/logg-ut/").url == "/"
    assert not is_in(client)
