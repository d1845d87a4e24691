"""Walks through the log-in pages as a person does."""

from __future__ import annotations

import re
import threading
import time

from django.core import mail
from django.test import Client

from lms.people.login_codes import _sender
from lms.people.sms import MemoryBackend


def ask_for_code(client: Client, address: str, **extra):
    """Writes the address on the log-in page; returns the answer."""
    return client.post("/logg-inn/", {"login": address}, **extra)


def letters_to(address: str) -> list[mail.EmailMultiAlternatives]:
    return [letter for letter in mail.outbox if letter.to == [address]]


def code_mailed_to(address: str, *, number: int = 1) -> str:
    """The code in the `number`th e-mail to this address. Codes are sent beside the request, so this waits a little."""
    wait_for(lambda: len(letters_to(address)) >= number)
    return code_in(letters_to(address)[number - 1].body)


def code_texted_to(phone: str) -> str:
    wait_for(lambda: any(number == phone for number, _text in MemoryBackend.outbox))
    return code_in(next(text for number, text in MemoryBackend.outbox if number == phone))


def code_in(text: str) -> str:
    return re.search(r"\b(\d{3} ?\d{3})\b", text)[1].replace(" ", "")


def wait_for(happened, seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "It did not happen in time."
        time.sleep(0.01)


def all_codes_are_sent() -> None:
    """Waits until everything handed over so far has been tried: until all the threads are free at once."""
    free = threading.Barrier(_sender._max_workers)
    for waiting in [_sender.submit(free.wait, 5) for _ in range(_sender._max_workers)]:
        waiting.result(5)


def enter_code(client: Client, code: str, **more):
    return client.post("/logg-inn/kode/", {"action": "verify", "code": code, **more})


def log_in_by_mail(client: Client, address: str):
    """The whole way in; returns the last answer."""
    already = len(letters_to(address))
    ask_for_code(client, address)
    return enter_code(client, code_mailed_to(address, number=already + 1))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def text_of(answer) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("\xa0", " ").split())
