"""Which words a message has, and how the fill-ins get into them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy

from lms.people.access import organisation_of
from lms.people.dates import phone_words
from lms.people.models import MessageTemplate, Organisation, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Words:
    """A subject and a text, before or after the fill-ins."""

    subject: StrOrPromise
    body: StrOrPromise

    def filled(self, facts: Mapping[str, str]) -> Words:
        """The same with every known {word} filled in. One that is not known stays as the editor wrote it."""
        return Words(fill(self.subject, facts), fill(self.body, facts))


def fill(text: StrOrPromise, facts: Mapping[str, str]) -> str:
    """`text` with each {name} of `facts` put in. What is put in is not read again."""
    return re.sub(r"\{(\w+)\}", lambda found: str(facts.get(found[1], found[0])), str(text))


# What is said where no words were loaded for a message that must always get through.
STANDARD = {
    "login_code": Words(
        gettext_lazy("Your code"),
        gettext_lazy(
            "Hello {first_name}\n\nYour code is {code}. It works for {minutes_valid} minutes.\n\n"
            "If you did not ask for a code, you can ignore this message. If you cannot get in, call {contact_phone}."
        ),
    ),
    "login_changed": Words(
        gettext_lazy("The way you log in has changed"),
        gettext_lazy(
            "Hello {first_name}\n\nA way to log in was added or removed. If it was you, you need not do anything.\n\n"
            "If it was not you, look here, or call {contact_name} on {contact_phone}:\n{link}\n\n{sender}"
        ),
    ),
}


def words_for(key: str, *, language: str, organisation: Organisation | None) -> Words | None:
    """The association's own words in this language, else the common ones, else either in bokmål, else the standard
    ones. None when there are none at all. One query.
    """
    languages = [language, settings.LANGUAGE_CODE]
    own = organisation.pk if organisation else None
    found = MessageTemplate.objects.filter(key=key, language__in=languages)
    candidates = [row for row in found if row.organisation_id in (own, None)]
    best = min(
        candidates,
        key=lambda row: (languages.index(row.language), row.organisation_id is None),
        default=None,
    )
    if best is None and key in STANDARD:
        with translation.override(language):
            return Words(str(STANDARD[key].subject), str(STANDARD[key].body))
    return Words(best.subject, best.body) if best else None


def usual_facts(person: User | None, organisation: Organisation | None) -> dict[str, str]:
    """What every message may say by itself: first name, sender, and whom to call."""
    organisation = organisation or organisation_of(person)
    facts = {"first_name": person.first_name if person else ""}
    if organisation is None:
        return facts | {
            "sender": settings.SITE_NAME,
            "contact_name": settings.HELP_NAME,
            "contact_phone": phone_words(settings.HELP_PHONE),
        }
    return facts | {
        "sender": organisation.sender_name,
        "contact_name": organisation.contact_name,
        "contact_phone": phone_words(organisation.contact_phone),
    }
