"""A person who logs in. No birth date, no address, no identity number, no diagnosis (privacy rule C.4.16)."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HANDLE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_handle() -> str:
    """A random login name that says nothing about the person."""
    return "".join(secrets.choice(HANDLE_ALPHABET) for _ in range(12))


class Channel(models.TextChoices):
    """How messages reach a person. Nothing chosen means e-mail, else text message, else paper."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    PAPER = "paper", _("On paper, by post")


class People(BaseUserManager):
    """Makes people. Nobody has a password; superusers come from the command line."""

    def create_user(self, *, name: str, **fields) -> User:
        """A saved person who cannot log in with a password. E-mail is stored in lower case, or as null."""
        fields["email"] = (fields.get("email") or "").strip().lower() or None
        fields["phone"] = fields.get("phone") or None
        person = self.model(name=name, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, handle: str | None = None, password: str | None = None, **fields) -> User:
        """A person who may do everything in the Wagtail admin. The password argument is ignored on purpose."""
        if handle:
            fields["handle"] = handle
        fields.setdefault("name", "Administrator")
        return self.create_user(is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, handle: str) -> User:
        """The person with this login name."""
        return self.get(handle=handle)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Both e-mail and phone may be missing: then a printed login card is the way in."""

    handle = models.CharField(_("login name"), max_length=20, unique=True, default=new_handle)
    name = models.CharField(_("name"), max_length=120, help_text=_("As it shall stand on the certificate."))
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("mobile phone"), max_length=20, unique=True, null=True, blank=True)
    contact_address = models.CharField(
        _("contact address"),
        max_length=254,
        blank=True,
        help_text=_("An e-mail address or phone shared with somebody else. Not used to log in."),
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nb")
    told_by = models.CharField(_("messages reach me by"), max_length=10, choices=Channel, blank=True)
    wants_nudges = models.BooleanField(_("a message when it has been quiet for a while"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    objects = People()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def first_name(self) -> str:
        """The first of the names, for greetings."""
        return self.name.split(" ")[0] if self.name else ""

    @property
    def last_name(self) -> str:
        """What stands after the first name."""
        return self.name.partition(" ")[2]

    def get_full_name(self) -> str:
        """The name as written."""
        return self.name

    def get_short_name(self) -> str:
        """The first name."""
        return self.first_name
