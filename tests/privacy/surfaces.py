"""Everywhere a word could lie besides on a page: mail, text messages, log, tasks, sessions, cache, and the raw database.

Each returns bytes or text in which a word can be searched for; what is packed (PDF, spreadsheet, session, cache) is
unpacked first, so that a hit cannot hide.
"""

from __future__ import annotations

import base64
import logging
import zipfile
from collections.abc import Collection, Iterator
from io import BytesIO

from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.http import HttpResponseBase
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from lms.people.sms import MemoryBackend

CACHE_TABLE = "likevel_cache"


class Log(logging.Handler):
    """Reads every line that is logged anywhere, at every level, with its traceback and arguments."""

    def __init__(self, words: Collection[str]) -> None:
        super().__init__(level=logging.DEBUG)
        self.words, self.found, self.read = words, set(), 0

    def emit(self, record: logging.LogRecord) -> None:
        """Remembers which of the words stand in the line, and no line."""
        self.read += 1
        text = f"{self.format(record)} {record.args} {vars(record).get('params', '')}"
        self.found |= {word for word in self.words if word in text}


def words_on(answer: HttpResponseBase, words: Collection[str]) -> set[str]:
    """Which of the words stand in an answer: body, header lines, and what is packed inside."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = unpacked(body) + repr(answer.headers).encode() + answer.cookies.output().encode()
    return {word for word in words if word.encode() in text}


def unpacked(body: bytes) -> bytes:
    """The text of a PDF or of a zipped document (a spreadsheet is one); other bytes as they are."""
    if body.startswith(b"%PDF") and len(body) > 200:
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages).encode()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return body


def mails() -> str:
    """Every letter and text message, with all header lines."""
    letters = [letter.message().as_bytes().decode("utf-8", "replace") for letter in mail.outbox]
    bodies = [str((letter.subject, letter.body, letter.alternatives, letter.to)) for letter in mail.outbox]
    return "\n".join([*letters, *bodies, *map(str, MemoryBackend.outbox)])


def tasks() -> str:
    """The arguments and results of all background work."""
    return str(list(DBTaskResult.objects.values()))


def sessions() -> str:
    """All sessions, decoded."""
    return str([session.get_decoded() for session in Session.objects.all()])


def cache() -> bytes:
    """The cache table, decoded."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key, value FROM {CACHE_TABLE}")  # noqa: S608  our own name
        return b"\n".join(key.encode() + b" " + base64.b64decode(value) for key, value in cursor.fetchall())


def raw_database() -> bytes:
    """The database as it would lie on the disk: the file's own pages on SQLite, every row as text on PostgreSQL."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return connection.connection.serialize()
    return b"\n".join(_rows_as_text())


def _rows_as_text() -> Iterator[bytes]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT row_to_json(kept)::text FROM {connection.ops.quote_name(table)} AS kept")  # noqa: S608
            yield from (row.encode() for (row,) in cursor.fetchall())
