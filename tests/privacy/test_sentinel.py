"""The sentinel: a secret in every private field, and every page, list, search, export, mail and byte read by everybody.

First the walker proves itself: a word that is public is found on every surface, and authors find their own secrets.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable
from contextlib import contextmanager

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.template import engines
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from lms.people.access import is_staff_anywhere
from lms.people.encryption import encrypted_columns
from lms.people.models import User
from tests.approvals.making import NOW
from tests.privacy import surfaces
from tests.privacy.planting import plant
from tests.privacy.walking import (
    NEVER_OPENED,
    Address,
    addresses,
    asked_of_lists,
    door_only,
    once_each,
    one_activity_each,
    own_addresses,
)
from tests.privacy.world import PUBLIC, SECRETS, World

pytestmark = pytest.mark.django_db
WORDS = (PUBLIC, *(secret.needle for secret in SECRETS.values()))
BROKEN_ON_PURPOSE = "admin/failwhale/"


#: What the committee agreed on is for the committee and the person, but not encrypted: it is a record, not a thought.
NOT_SECRET_FROM_THE_OPERATOR = {SECRETS["agreed sentence of a decision"].needle}
#: Which pages there are does not depend on the database, and the whole walk is dear.
SHORT_WALK = ["guest", "author", "participant", "leader"]


@task()
def a_task_that_is_told(word: str) -> None:
    """Does nothing with what it is told; the row that waits for it holds the word."""


@pytest.fixture
def _as_on_a_real_site(settings) -> None:
    """Tasks and cache lie in the database, and the time stands still so that no session or code runs out."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": surfaces.CACHE_TABLE}
    settings.CACHES = {"default": table}
    call_command("createcachetable", verbosity=0)
    settings.ROOT_URLCONF = "tests.privacy.addresses_of_the_walk"
    # Wagtail's own templates ask for much that is not there, and to find out whose template asks is slow.
    engines["django"].engine.string_if_invalid = ""


@contextmanager
def everything_logged() -> Generator[surfaces.Log]:
    """Every logger at DEBUG, the database's own with each statement and its values."""
    log = surfaces.Log(WORDS)
    loggers = [
        logging.getLogger(name) for name in ("", "wagtail", "django_tasks", "django", "django.db.backends")
    ]
    before = [logger.level for logger in loggers]
    # Django's own sample of a missing variable is the whole page around it; and pytest would keep every line.
    logging.getLogger("django.template").setLevel(logging.INFO)
    for handler in logging.getLogger().handlers:
        handler.setLevel(max(handler.level, logging.INFO))
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(log)
    connection.force_debug_cursor = True
    try:
        yield log
    finally:
        connection.force_debug_cursor = False
        logging.getLogger().removeHandler(log)
        logging.getLogger("django.template").setLevel(logging.NOTSET)
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def words_in(read: str | bytes) -> set[str]:
    """Which of the words stand there."""
    text = read.encode() if isinstance(read, str) else read
    return {word for word in WORDS if word.encode() in text}


def why_never_opened() -> dict[str, str]:
    """The reason of each page that nobody opens."""
    return {pattern: reason for reason, named in NEVER_OPENED.items() for pattern in named}


def pages_for(person: User | None, walked: list[Address]) -> list[Address]:
    """Everything outside the admin; of the admin what the person can come to."""
    if person is not None and is_staff_anywhere(person):
        return [*once_each(walked), *asked_of_lists(walked)]
    return door_only(walked)


def walk(world: World, role: str, walked: list[Address], opened: dict[str, set[int]]) -> set[str]:
    """Opens every address as this role. Returns the words that were found."""
    client, person = world.clients[role], world.people[role]
    keys = client.cookies.copy()
    found: set[str] = set()
    mine = walked if role == "author" else one_activity_each(walked)
    here = [*pages_for(person, mine), *own_addresses(world, person)]
    for address in here:
        client.cookies = keys.copy()  # Wagtail's way out takes the cookie away even when it refuses
        answer = client.get(address.path)
        opened[address.pattern].add(answer.status_code)
        found |= surfaces.words_on(answer, WORDS)
    client.cookies = keys
    assert client.get("/min-side/").status_code == (200 if person else 302), (
        f"{role} was logged out under way"
    )
    return found


def send_what_waits() -> None:
    """Does the background work that waits, as the worker does it: letters go out, certificates are made."""
    for row in DBTaskResult.objects.ready():
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])


def plant_the_public_word(world: World) -> None:
    """Puts the public word where only its surface shows it: a log line, a task, a session and the cache."""
    logging.getLogger("likevel.test").debug("A line with %s", PUBLIC)
    a_task_that_is_told.enqueue(PUBLIC)
    session = world.clients["author"].session
    session["word"] = PUBLIC
    session.save()
    cache.set("word", {"told": PUBLIC})


@pytest.fixture
def planted(_as_on_a_real_site, django_capture_on_commit_callbacks) -> Generator[tuple[World, surfaces.Log]]:
    """The world with its secrets, everything that follows from writing them done, and the log read all the while."""
    with time_machine.travel(NOW, tick=False), everything_logged() as log:
        with django_capture_on_commit_callbacks(execute=True):
            world = plant()
        plant_the_public_word(world)
        send_what_waits()
        connection.force_debug_cursor = False  # each statement of the walk too would take very long
        connection.queries_log.clear()
        yield world, log


def holds(needles: Collection[str], texts: Iterable[str]) -> bool:
    """Whether one of the needles stands in one of the texts."""
    return any(needle in text for text in texts for needle in needles)


def test_every_encrypted_column_holds_a_secret(planted):
    """A new encrypted column must be planted before it can be said to be private."""
    needles = [secret.needle for secret in SECRETS.values()]
    without = {
        f"{model._meta.label}.{field.name}"
        for model, field in encrypted_columns()
        if not holds(needles, model.objects.values_list(field.name, flat=True))
    }

    assert without == set()


def expected_of(roles: Collection[str]) -> dict[str, object]:
    """What a walk as these roles finds when everything is as it shall be."""
    expected: dict[str, object] = {
        "found": {role: {one.needle for one in SECRETS.values() if role in one.readers} for role in roles},
        "finds not even the public word": set(),
        "broken or shut": set(),
        "database": {PUBLIC} | NOT_SECRET_FROM_THE_OPERATOR,
        "log": {PUBLIC} | NOT_SECRET_FROM_THE_OPERATOR,  # each statement to the database with its values
    } | {surface: {PUBLIC} for surface in ("mails", "tasks", "sessions", "cache")}
    if roles != SHORT_WALK:
        expected["never opened"] = set(why_never_opened())
    return expected


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Wagtail leaves the file of a picture open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.req(6)
@pytest.mark.long
def test_only_those_it_was_written_for_find_a_secret(planted):
    """R6, privacy rules C.4.1–6: «reflektere over egne og andres erfaringer», and nobody reads it whom the author did
    not choose. Fails when any page, list, search, history, export, mail, log line, task, session, cache row or byte of
    the database gives a secret to one more role – or to one less: then the walk no longer reaches it.
    """
    world, log = planted
    walked = [address for address in addresses(world) if address.pattern != BROKEN_ON_PURPOSE]
    opened: dict[str, set[int]] = defaultdict(set)
    roles = SHORT_WALK if connection.vendor == "postgresql" else list(world.people)
    found = {role: walk(world, role, walked, opened) for role in roles}

    send_what_waits()
    outcome = {
        "found": {role: words - {PUBLIC} for role, words in found.items()},
        "finds not even the public word": {role for role in roles if PUBLIC not in found[role]},
        "broken or shut": {pattern for pattern, codes in opened.items() if codes & {429, 500}},
        "never opened": {pattern for pattern, codes in opened.items() if not codes & {200, 405}},
        "log": log.found,
        "mails": words_in(surfaces.mails()),
        "tasks": words_in(surfaces.tasks()),
        "sessions": words_in(surfaces.sessions()),
        "cache": words_in(surfaces.cache()),
        "database": words_in(surfaces.raw_database()),
    }
    if roles == SHORT_WALK:
        del outcome["never opened"]
    assert outcome == expected_of(roles)
