"""How allauth meets our people: no sign-up, no passwords, codes by e-mail or text message."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lms.people.login_codes import email_code, text_code
from lms.people.models import User
from lms.people.second_factor import tell_about_change

CODE_MAIL = "account/email/login_code"
CODE_IS_WRONG = _("This is not the code we sent last. Look once more, or ask for a new one.")
IPV6_PREFIX = 64
WAIT_A_LITTLE = _(
    "There have been many tries with this address. Wait ten minutes, and try again, or call us."
)


class LoginAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only. The phone number lives on the person."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed hash of the network address, by which tries are counted: allauth would keep the address itself in the
        cache, which lies in the database (decision 28). Of IPv6 the network counts, of which one household has one; IPv4
        that is written as IPv6 is IPv4.
        """
        address = ip_address(super().get_client_ip(request))
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        elif isinstance(address, IPv6Address):
            address = IPv6Network((address, IPV6_PREFIX), strict=False).network_address
        return salted_hmac("network address", str(address)).hexdigest()

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": CODE_IS_WRONG,
        "too_many_login_attempts": WAIT_A_LITTLE,
        "rate_limited": WAIT_A_LITTLE,
        "invalid_login": _("Write the e-mail address or mobile number that the invitation came to."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves; the secretariat invites."""
        return False

    def get_login_stages(self) -> list[str]:
        """Code, then the second factor for those who need one. No e-mail or phone verification: the code is that."""
        return [
            "allauth.account.stages.LoginByCodeStage",
            "lms.people.second_factor.SecondFactorStage",
        ]

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """Ways to show once more that it is you: the passkey first, then codes."""
        return sorted(
            super().get_reauthentication_methods(user), key=lambda way: not way["id"].endswith("webauthn")
        )

    def get_user_by_phone(self, phone: str) -> User | None:
        """The person with this number."""
        return User.objects.filter(phone=phone, is_active=True).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The person's number, taken as verified: the secretariat wrote it down."""
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Stores the number on the person."""
        user.phone = phone
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Numbers need no further mark."""

    def generate_phone_verification_code(self, *, user: User, phone: str) -> str:
        """The same six digits as in an e-mail."""
        return self.generate_login_code()

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """The code, to the person with this address. No other mail of allauth's is used."""
        if template_prefix != CODE_MAIL:
            raise ValueError(f"No such mail is sent from here: {template_prefix}")
        email_code(User.objects.filter(email__iexact=email, is_active=True).first(), email, context["code"])

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Sends the log-in code as a text message."""
        text_code(user, phone, code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """An unknown number gets nothing."""
        text_code(None, phone, self.generate_login_code())

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: Any = None
    ) -> None:
        """Tells the person that a way to log in was added or removed; not which, and not from where."""
        tell_about_change(user)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only our own sentences reach the screen; allauth's templates of messages are not used."""
        if message:
            super().add_message(request, level, message=message, extra_tags=extra_tags)
