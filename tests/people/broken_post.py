"""A mail server that refuses everybody, by name."""

from smtplib import SMTPRecipientsRefused

from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({address: (550, b"no") for letter in messages for address in letter.to})
