"""Login cards: a printed code for people with no e-mail and no mobile phone of their own. Works once."""

from __future__ import annotations

import datetime
import secrets

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lms.people.access import decides_anywhere, is_staff_anywhere, people_in_care_of
from lms.people.errors import PeopleError
from lms.people.models import LoginCard, User
from lms.people.models.users import HANDLE_ALPHABET

GROUPS, GROUP_LENGTH = 3, 4
WORKS_FOR = datetime.timedelta(days=90)


class CardDoesNotWork(PeopleError):
    """The code is unknown, used, replaced or too old. The sentence does not say which."""


@transaction.atomic
def make_card(*, person: User, made_by: User, at: datetime.datetime | None = None) -> tuple[LoginCard, str]:
    """A new card and its code in groups of four. Older cards of the person stop working. The code is kept as a hash
    only, so this is the one moment when it can be printed.

    Whoever holds a card can read what its owner has written. So a card is refused for people who can be sent a code,
    and for those who work here: the secretariat shall have no way into other people's reflections. Nor is one made for
    those who decide about others: whoever prints a card could decide in their name. Raises PeopleError.
    """
    _refuse_unless_allowed(person, made_by)
    User.objects.select_for_update().get(pk=person.pk)
    now = at or timezone.now()
    LoginCard.objects.filter(person=person, used_at__isnull=True, replaced_at__isnull=True).update(
        replaced_at=now
    )
    code = new_code()
    card = LoginCard.objects.create(
        person=person, made_by=made_by, code_hash=hash_of(code), made_at=now, expires_at=now + WORKS_FOR
    )
    return card, code


def _refuse_unless_allowed(person: User, made_by: User) -> None:
    if not people_in_care_of(made_by).filter(pk=person.pk).exists():
        raise PeopleError(_("Only the secretariat of the association can do this."))
    if person.email or person.phone:
        raise PeopleError(_("This person can get a code by e-mail or text message, and needs no card."))
    if is_staff_anywhere(person):
        raise PeopleError(_("People who work in the secretariat cannot log in with a card."))
    if decides_anywhere(person):
        raise PeopleError(
            _(
                "People in the committee or the board cannot log in with a card. Add their e-mail or mobile number."
            )
        )


def new_code() -> str:
    """A random code that can be read aloud: three groups of four, without letters that look alike."""
    return "-".join(
        "".join(secrets.choice(HANDLE_ALPHABET) for _sign in range(GROUP_LENGTH)) for _group in range(GROUPS)
    )


def hash_of(code: str) -> str:
    """The keyed hash a code is found by; capitals, spaces and dashes do not count."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return salted_hmac("login-card", plain, algorithm="sha256").hexdigest()


@transaction.atomic
def use_card(*, code: str, at: datetime.datetime | None = None) -> LoginCard:
    """Mark the card with this code as used and return it. Raises CardDoesNotWork, also when its owner has got a role
    since that no card opens.
    """
    now = at or timezone.now()
    card = LoginCard.objects.select_for_update().filter(code_hash=hash_of(code)).first()
    if (
        card is None
        or card.used_at
        or card.replaced_at
        or card.expires_at <= now
        or not card.person.is_active
        or is_staff_anywhere(card.person)
        or decides_anywhere(card.person)
    ):
        raise CardDoesNotWork(
            _(
                "This code does not work. A card works once. Look at the code again, or call us for a new card."
            )
        )
    card.used_at = now
    card.save(update_fields=["used_at"])
    return card


def log_in_with_card(request: HttpRequest, code: str, *, redirect_url: str | None = None) -> HttpResponse:
    """Log in the owner of the card and stay logged in for as long as the settings allow. Raises CardDoesNotWork."""
    card = use_card(code=code)
    request.session.set_expiry(None)
    record_authentication(request, card.person, method="card")
    return perform_login(request, Login(user=card.person, redirect_url=redirect_url))
