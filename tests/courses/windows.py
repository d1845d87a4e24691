"""What tests of saving while one types share: a sending from a window, and the text that is kept."""

from __future__ import annotations

from django.test import Client

from courses.models import ReflectionResponse
from tests.courses.working import address

TEXT = "1.2"


def send(client: Client, place, text: str, **more):
    """One sending of window w1, unless another is named."""
    fields = {"text": text, "version": 0, "window": "w1", "stroke": 1, **more}
    return client.post(address(place, TEXT, "lagre/"), fields)


def text_of(place) -> str:
    """The text that is kept."""
    return ReflectionResponse.objects.get(enrolment=place).text
