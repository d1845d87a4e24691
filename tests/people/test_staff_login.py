"""Who gets into /admin/: a role that holds today, and a second factor – demo excepted."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from lms.people.appointing import end_role
from lms.people.models import RoleKind
from tests.making import make_organisation, make_person, make_role
from tests.people.logging_in import ask_for_code, code_mailed_to, enter_code, is_in, log_in_by_mail

pytestmark = pytest.mark.django_db
ADDRESS = "hege@likevel.example"
SECRET = "JBSWY3DPEHPK3PXP"


def app_code() -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(SECRET, counters[len(counters) // 2]))


@pytest.fixture
def hege():
    person = make_person(name="Hege Sand", email=ADDRESS)
    make_role(person, kind=RoleKind.ADMINISTRATOR)
    return person


def test_a_guest_is_sent_to_our_log_in(client):
    assert client.get("/admin/").url == "/logg-inn/?next=/admin/"


@pytest.mark.parametrize(
    "kind", [RoleKind.COMMITTEE_LEADER, RoleKind.BOARD_MEMBER, RoleKind.CHAPTER_CONTACT, None]
)
def test_without_a_staff_role_one_does_not_get_in(client, kind):
    person = make_person()
    if kind:
        make_role(person, kind=kind)
    client.force_login(person)

    assert client.get("/admin/").url == "/"


def test_staff_without_a_second_factor_are_asked_to_add_one(client, hege):
    log_in_by_mail(client, ADDRESS)

    assert client.get("/admin/").url == "/konto/"
    assert (
        "De som arbeider i administrasjonen, kan se noe om andre." in client.get("/konto/").content.decode()
    )


def test_adding_an_app_opens_the_door_and_the_secret_is_encrypted(client, hege):
    log_in_by_mail(client, ADDRESS)
    client.get("/konto/app/")
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()

    assert client.post("/konto/app/", {"code": app_code()}).url == "/konto/reservekoder/"

    assert client.get("/admin/").status_code == 200
    stored = Authenticator.objects.get(user=hege, type="totp").data["secret"]
    assert SECRET not in stored
    assert "Reservekoder" in client.get("/konto/reservekoder/").content.decode()


def test_the_second_factor_is_asked_for_at_the_next_log_in(client, hege):
    TOTP.activate(hege, SECRET)
    ask_for_code(client, ADDRESS)

    assert enter_code(client, code_mailed_to(ADDRESS)).url == "/logg-inn/bekreft/"
    assert not is_in(client)
    wrong = client.post("/logg-inn/bekreft/", {"code": "000000" if app_code() != "000000" else "111111"})
    assert "Det gikk ikke. Prøv en gang til, eller bruk en annen vei inn." in wrong.content.decode()
    client.post("/logg-inn/bekreft/", {"code": app_code()})
    assert is_in(client)
    assert client.get("/admin/").status_code == 200


def test_a_spare_code_works_once(client, hege):
    TOTP.activate(hege, SECRET)
    spare = RecoveryCodes.activate(hege).get_unused_codes()[0]
    log_in_by_mail(client, ADDRESS)
    client.post("/logg-inn/bekreft/", {"code": spare})
    assert is_in(client)

    other = Client()
    log_in_by_mail(other, ADDRESS)
    other.post("/logg-inn/bekreft/", {"code": spare})
    assert not is_in(other)


def test_a_session_from_before_the_second_factor_does_not_open_the_door(client, hege):
    """Removing `used_second_factor` from staff_login.py fails this."""
    log_in_by_mail(client, ADDRESS)
    TOTP.activate(hege, SECRET)

    assert client.get("/admin/pages/").url == "/konto/bekreft/?next=%2Fadmin%2Fpages%2F"
    answer = client.post("/konto/bekreft/", {"code": app_code(), "next": "/admin/"})
    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_guessing_the_second_factor_is_limited(client, hege):
    TOTP.activate(hege, SECRET)
    log_in_by_mail(client, ADDRESS)
    for number in range(5):
        client.post("/logg-inn/bekreft/", {"code": f"no{number}"})

    client.post("/logg-inn/bekreft/", {"code": app_code()})

    assert not is_in(client)


def test_a_trainee_with_a_passkey_can_still_use_a_code(client):
    person = make_person(email=ADDRESS)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "telefonen", "credential": {}})

    log_in_by_mail(client, ADDRESS)

    assert is_in(client)


def test_an_ended_role_loses_access_the_same_day(client, hege, settings):
    settings.DEMO_MODE = True
    client.force_login(hege)
    assert client.get("/admin/").status_code == 200

    end_role(role=hege.roles.get())

    assert client.get("/admin/").url == "/"


def test_a_role_ends_by_itself_and_takes_its_rights_along(client, hege, settings):
    settings.DEMO_MODE = True
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    make_role(hege, make_organisation(), RoleKind.EDITOR)
    hege.roles.filter(kind=RoleKind.ADMINISTRATOR).update(until=yesterday)
    assert hege.has_perm("people.change_role")
    client.force_login(hege)

    assert client.get("/admin/").status_code == 200

    again = type(hege).objects.get(pk=hege.pk)
    assert (again.has_perm("wagtailadmin.access_admin"), again.has_perm("people.change_role")) == (
        True,
        False,
    )


def test_in_the_demo_no_second_factor_is_asked_for(client, hege, settings):
    settings.DEMO_MODE = True
    client.force_login(hege)

    assert client.get("/admin/").status_code == 200


def test_what_changes_the_log_in_is_a_post(client, hege):
    log_in_by_mail(client, ADDRESS)
    TOTP.activate(hege, SECRET)
    for address in ("/konto/app/fjern/", "/konto/reservekoder/nye/"):
        client.get(address)

    assert Authenticator.objects.filter(user=hege).count() == 1


def test_nobody_removes_another_persons_passkey(client, hege):
    theirs = Authenticator.objects.create(
        user=make_person(), type="webauthn", data={"name": "x", "credential": {}}
    )
    log_in_by_mail(client, ADDRESS)

    assert client.post(f"/konto/passnokler/{theirs.pk}/fjern/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()
