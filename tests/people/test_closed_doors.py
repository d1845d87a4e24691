"""Password forms, sign-up and e-mail management of the libraries are closed, every one."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.views.generic import RedirectView

from lms.people import login_urls
from tests.making import make_person

pytestmark = pytest.mark.django_db

PASSWORD_FORMS = [
    "/admin/login/",
    "/admin/password_reset/",
    "/admin/password_reset/done/",
    "/admin/password_reset/confirm/MQ/abc-def/",
    "/admin/password_reset/complete/",
    "/_util/login/",
    "/nn/_util/login/",
    "/en/_util/login/",
    "/_util/authenticate_with_password/1/1/",
    "/nn/_util/authenticate_with_password/1/1/",
    "/en/_util/authenticate_with_password/1/1/",
]
CLOSED_NAMES = [
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reauthenticate",
    "account_change_phone",
    "account_verify_phone",
    "mfa_signup_webauthn",
    "mfa_trust",
]


@pytest.mark.parametrize("address", PASSWORD_FORMS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_form_leads_to_our_log_in(client, address, method):
    answer = getattr(client, method)(
        address, {"username": "x", "password": "y"} if method == "post" else None
    )

    assert (answer.status_code, answer.url) == (302, "/logg-inn/")


@pytest.mark.parametrize("name", CLOSED_NAMES)
def test_an_address_of_allauth_that_is_not_needed_does_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/2fa/"]
)
def test_the_stock_addresses_are_not_there(client, path):
    assert client.get(path).status_code == 404


def test_no_open_page_of_ours_asks_for_a_password():
    """Walks every address of the log-in that needs no argument."""
    addresses = {
        reverse(pattern.name) for pattern in login_urls.urlpatterns if "<" not in str(pattern.pattern)
    }
    for address in sorted(addresses | {"/kort/", "/kort/abcd/"}):
        answer = Client().get(address, follow=True)
        assert b'type="password"' not in answer.content, address


def test_no_view_of_djangos_or_wagtails_log_in_can_be_reached():
    """Whichever address comes first for these names is ours; their own views are only ever shadowed."""
    for name in ("wagtailadmin_login", "wagtailadmin_password_reset", "wagtailcore_login"):
        found = get_resolver().resolve(reverse(name))
        assert found.func.view_class is RedirectView, name


def test_nobody_gets_a_password():
    person = make_person()

    assert person.has_usable_password() is False
    assert Client().login(handle=person.handle, password="") is False
