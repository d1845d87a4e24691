"""Puts words into an e-mail: text first, the same as HTML, no pictures, nothing personal in the subject."""

from __future__ import annotations

import re
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from lms.people.wording import Words

# Answering machines leave these alone.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def email_for(
    address: str, words: Words, *, sender: str, language: str, code: str = ""
) -> EmailMultiAlternatives:
    """An unsent e-mail. Paragraphs of the text are separated by an empty line; `code` is set large in the HTML."""
    with translation.override(language):
        context = {
            "subject": words.subject,
            "body": words.body,
            "paragraphs": [part.strip() for part in re.split(r"\n\s*\n", str(words.body)) if part.strip()],
            "sender": sender,
            "code": code,
            "language": language,
        }
        text = render_to_string("email/base.txt", context)
        page = render_to_string("email/base.html", context)
    _, from_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        subject=" ".join(words.subject.split()),
        body=text,
        from_email=formataddr((sender, from_address)),
        to=[address],
        headers=HEADERS,
    )
    message.attach_alternative(page, "text/html")
    return message
