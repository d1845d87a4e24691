"""Text messages, sent by whichever backend the settings name."""

from __future__ import annotations

import logging
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class ConsoleBackend:
    """Prints the message on the console. For the demo and for developers."""

    def send(self, phone: str, text: str) -> None:
        """Writes the number and the text to standard output, not to the log."""
        print(f"--- text message to {phone}\n{text}\n---", flush=True)  # noqa: T201


class MemoryBackend:
    """Keeps the messages in a list. For tests."""

    outbox: ClassVar[list[tuple[str, str]]] = []

    def send(self, phone: str, text: str) -> None:
        """Adds the message to `outbox`."""
        self.outbox.append((phone, text))


class NoBackend:
    """For an association that sends no text messages. Says so in the log, without number and text, each time."""

    def send(self, phone: str, text: str) -> None:
        """Refuses."""
        raise ImproperlyConfigured("No text messages are sent from here. Name a backend in SMS_BACKEND.")


def send_text_message(phone: str, text: str) -> None:
    """Sends `text` to `phone` through settings.SMS_BACKEND. Raises whatever the backend raises."""
    import_string(settings.SMS_BACKEND)().send(phone, text)
