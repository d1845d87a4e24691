"""What tests of the committee's pages share: the addresses, somebody logged in, and the words of a page."""

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from lms.people.models import User
from tests.logging_in import log_in_with_second_factor

READS = ("case", "pass_on", "book", "held", "guide")


def address(name: str, *keys: int) -> str:
    """The address of a page of this room, by its name."""
    return reverse(f"approvals:{name}", args=keys)


def as_user(person: User) -> Client:
    """A browser in which this person is logged in, as staff do it."""
    return log_in_with_second_factor(Client(), person)


def text_of(response) -> str:
    """The words of the page's main part."""
    main = response.content.decode().partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
