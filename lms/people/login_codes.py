"""The log-in code on its way to the person: composed at once, sent beside the request, kept nowhere.

Sending in a thread of its own lets the page answer equally fast whether the address is known or not, and keeps the
code out of the task table. See docs/decisions/0008-login-code-mail.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.people.access import organisation_of
from lms.people.models import User
from lms.people.posting import email_for
from lms.people.sms import send_text_message
from lms.people.wording import usual_facts, words_for

logger = logging.getLogger(__name__)
KEY = "login_code"
_sender = ThreadPoolExecutor(max_workers=8, thread_name_prefix="login-code")


def email_code(person: User | None, address: str, code: str) -> Future | None:
    """Send the code by e-mail. Without a person everything is done but the sending, so that it takes as long."""
    language = _language_of(person)
    facts = _facts(person, f"{code[:3]} {code[3:]}")
    words = words_for(KEY, language=language, organisation=organisation_of(person)).filled(facts)
    message = email_for(address, words, sender=facts["sender"], language=language, code=facts["code"])
    return _send_beside(message.send) if person else None


def text_code(person: User | None, phone: str, code: str) -> Future | None:
    """Send the code as a text message. Without a person nothing is sent."""
    with translation.override(_language_of(person)):
        text = _("%(code)s is your code to log in. It works for %(minutes)s minutes.") % {
            "code": code,
            "minutes": minutes_valid(),
        }
    return _send_beside(lambda: send_text_message(phone, text)) if person else None


def minutes_valid() -> int:
    """How long a code works."""
    return settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60


def _language_of(person: User | None) -> str:
    return person.language if person else (get_language() or settings.LANGUAGE_CODE)


def _facts(person: User | None, code: str) -> dict[str, str]:
    return usual_facts(person, None) | {"code": code, "minutes_valid": str(minutes_valid())}


def _send_beside(job: Callable[[], object]) -> Future:
    return _sender.submit(_try, job)


def _try(job: Callable[[], object]) -> bool:
    """Run the job; a failure is logged by its kind alone, because its text may hold the address."""
    try:
        job()
    except Exception as error:  # noqa: BLE001  whatever goes wrong, the person has an answer already
        logger.error("A log-in code could not be sent: %s", type(error).__name__)
        return False
    return True
