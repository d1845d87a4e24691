"""The invitation: what it is, who to call, a code to the invited address, one button, and a sentence for each dead end."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from courses import inviting
from courses.kinds import EnrolmentState, RunState
from courses.models import Enrolment
from lms.people.models import User
from tests.courses.leading import secretariat_of, state_of
from tests.courses.working import logged_in
from tests.making import make_person, make_run


@pytest.fixture
def invited(db, django_capture_on_commit_callbacks) -> tuple[Enrolment, str]:
    """Solveig's place and the address in her mail."""
    run = make_run(title="Grunnkurs i Trondheim")
    with django_capture_on_commit_callbacks(execute=True):
        place = inviting.invite(
            course_run=run,
            person=make_person("Solveig Nordahl", email="solveig@likevel.example"),
            organisation=run.organiser,
            by=secretariat_of(run),
        )
    return place, re.search(r"/invitasjon/[\w-]+/", mail.outbox[-1].body).group(0)


def heading(client: Client, address: str) -> tuple[int, str]:
    """What the page says first."""
    response = client.get(address)
    return response.status_code, re.search(r"<h1>(.*?)</h1>", response.content.decode()).group(1)


def test_a_guest_sees_what_it_is_and_who_to_call_and_nobodys_name(invited, client: Client) -> None:
    """The link is no key: no name, no address, nothing of the person's."""
    place, address = invited
    html = client.get(address).content.decode()
    said = [
        "Grunnkurs i Trondheim" in html,
        place.organisation.name in html,
        "Hege" in html,
        "400\xa000\xa0001" in html,
    ]
    assert said == [True] * 4
    assert ["Solveig" in html, "solveig@" in html] == [False, False]
    response = client.get(address)
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert state_of(place) == EnrolmentState.INVITED


def test_from_the_mail_by_the_code_to_a_confirmed_place(invited, client: Client) -> None:
    """Invitation → code to the invited address → one button. A guest's POST confirms nothing."""
    place, address = invited
    response = client.post(address)
    assert response.url == f"/logg-inn/kode/?next={address.replace('/', '%2F')}"
    assert (state_of(place), mail.outbox[-1].to) == (EnrolmentState.INVITED, ["solveig@likevel.example"])


def test_one_button_confirms_and_a_second_press_is_harmless(invited) -> None:
    """By the person alone; the next time the page says that it is done."""
    place, address = invited
    own = logged_in(place.person)
    assert heading(own, address) == (200, "Du er invitert")
    assert state_of(place) == EnrolmentState.INVITED
    assert own.post(address).url == "/min-side/"
    assert own.post(address).status_code == 200
    place.refresh_from_db()
    assert (place.state, place.confirmed_by) == (EnrolmentState.CONFIRMED, place.person)
    assert heading(own, address) == (200, "Plassen din er alt bekreftet")


def test_who_is_under_age_is_asked_to_call_first_and_how_old_somebody_is_stands_nowhere(invited) -> None:
    """Edge case 11: «Default stop with friendly text and phone number». Fails when the sentence beside the button, or the
    number to call, goes. Nobody's age is asked for or kept: privacy rule C.4.16.
    """
    place, address = invited
    html = logged_in(place.person).get(address).content.decode()
    said = "Kurset er for dem som har fylt 18 år. Er du yngre? Da venter du med å si ja, og ringer oss."
    assert [said in html, "Ja, jeg vil ha plassen" in html, "400\xa000\xa0001" in html] == [True] * 3
    kept = {field.name for model in (User, Enrolment) for field in model._meta.get_fields()}
    assert {name for name in kept if "birth" in name or "age" in name.split("_")} == set()


def test_somebody_else_who_is_logged_in_gets_a_sentence_and_no_place(invited) -> None:
    """A couple who share a phone. Fails if the place were confirmed for whoever is logged in."""
    place, address = invited
    other = logged_in(make_person("Harald Nordahl"))
    assert heading(other, address) == (200, "Invitasjonen er til en annen")
    assert "Solveig" not in other.get(address).content.decode()
    other.post(address)
    assert (state_of(place), Enrolment.objects.count()) == (EnrolmentState.INVITED, 1)


def test_old_unknown_used_and_overtaken_invitations_get_plain_sentences(invited, client: Client) -> None:
    """Each says what to do, has a number to call, and changes nothing."""
    place, address = invited
    assert heading(client, "/invitasjon/abc/") == (404, "Vi kjenner ikke denne invitasjonen")
    own = logged_in(place.person)
    changes = [
        (
            Enrolment,
            {"invitation_expires_at": timezone.now() - datetime.timedelta(days=1)},
            "Invitasjonen er blitt for gammel",
        ),
        (Enrolment, {"state": EnrolmentState.WITHDRAWN}, "Invitasjonen gjelder ikke lenger"),
        (type(place.course_run), {"state": RunState.CANCELLED}, "Invitasjonen gjelder ikke lenger"),
    ]
    for model, change, words in changes:
        row = place if model is Enrolment else place.course_run
        before = {name: getattr(row, name) for name in change}
        model.objects.filter(pk=row.pk).update(**change)
        assert heading(own, address) == heading(client, address) == (200, words)
        own.post(address)
        html = client.get(address).content.decode()
        assert "tel:+4740000001" in html
        model.objects.filter(pk=row.pk).update(**before)
    assert state_of(place) == EnrolmentState.INVITED


def test_the_secret_is_not_logged(invited, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Django logs the path of a 404; this path may hold a mistyped secret."""
    client.get("/invitasjon/hemmelig-og-feil/")
    assert [record for record in caplog.records if "hemmelig" in record.getMessage()] == []


def test_a_guest_with_somebodys_link_is_not_told_their_address(invited, client: Client) -> None:
    """Also not after having typed another address, and after the code was asked for again."""
    _place, address = invited
    client.post("/logg-inn/", {"login": "nysgjerrig@likevel.example"})
    code_page = client.post(address).url
    client.post("/logg-inn/", {"login": "dette er ingen adresse"})
    pages = [client.get(code_page), client.post("/logg-inn/kode/", {"action": "resend"}, follow=True)]
    assert ["solveig@" in page.content.decode() for page in pages] == [False, False]
    assert "<strong>s…@l…</strong>" in pages[0].content.decode()


def test_guessing_is_slowed_down(db, client: Client) -> None:
    """More tries than a whole classroom needs get the page that says to wait."""
    with time_machine.travel(
        timezone.now(), tick=False
    ):  # on a busy machine the tries take longer than the window
        codes = {client.get(f"/invitasjon/gjett{number}/").status_code for number in range(125)}
    assert codes == {404, 429}
