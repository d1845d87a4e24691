"""How allauth meets our people: no sign-up, no passwords, codes by e-mail or text message."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from lms.people.models import User
from lms.people.sms import send_text_message


class LoginAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only. The phone number lives on the person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves; the secretariat invites."""
        return False

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

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs) -> None:
        """Sends the log-in code as a text message."""
        send_text_message(phone, code)
