"""The second factor: who is asked for one, how its secrets are kept, and whether it was used in this session."""

from __future__ import annotations

from uuid import uuid4

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.access import is_staff_anywhere
from lms.people.encryption import box
from lms.people.messaging import send
from lms.people.models import User


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted with the field keys; names shown on the person's own devices."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This did not work. Try once more, or use another way in."),
    }

    def encrypt(self, text: str) -> str:
        """The secret of an authenticator app, as it is stored."""
        return box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret of an authenticator app, as it is used."""
        return box().decrypt(encrypted_text.encode("ascii")).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a new passkey is called until the person gives it a name."""
        return _("My passkey")

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def get_public_key_credential_user_entity(self, user: User) -> dict:
        """What the phone shows when it asks which passkey to use."""
        own_name = user.email or user.phone or user.name
        return {
            **super().get_public_key_credential_user_entity(user),
            "display_name": user.name,
            "name": own_name,
        }


class SecondFactorStage(AuthenticateStage):
    """Asks after the code: those who work here, and those who chose an authenticator app themselves.

    For everybody else a passkey is another way in, never a lock on the usual one.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and asks_for_second_factor(self.login.user)


def asks_for_second_factor(person: User) -> bool:
    """Whether a code alone is not enough for `person`. Up to two queries."""
    has_app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    return has_app or is_staff_anywhere(person)


def used_second_factor(request: HttpRequest) -> bool:
    """Whether a passkey, an app or a recovery code was used, or set up, in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def count_as_used(request: HttpRequest, kind: str) -> None:
    """Setting up a second factor proves that one holds it."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)


def tell_about_change(person: User) -> None:
    """A short message that the ways to log in have changed. Nothing for people who cannot be reached."""
    send(
        person,
        "login_changed",
        once=f"login-changed-{uuid4()}",
        context={"link": f"{settings.SITE_ADDRESS}/konto/"},
    )
