"""Checking in oneself: through logging in and by keyboard, with plain sentences, and with nothing kept but who and when."""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from courses import check_in_codes, checking_in
from courses.kinds import EnrolmentState, RunState
from courses.models import Attendance, AttendanceCorrection, CheckIn, Gathering
from tests.courses.leading import (
    OWN_TIME,
    attend,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    state_of,
)
from tests.courses.working import base_row, leader_of, logged_in
from tests.making import make_enrolment, make_person
from tests.privacy import surfaces
from tests.privacy.surfaces import raw_database

pytestmark = pytest.mark.django_db
HERE = "Du er sjekket inn"
IN_A_TABLE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": surfaces.CACHE_TABLE,
}
STARTS = datetime.datetime(2026, 11, 22, 12, 0, tzinfo=datetime.UTC)  # 13.00 in Oslo


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    """A quarter before the gathering; no count of tries from another test."""
    cache.clear()
    with time_machine.travel(STARTS - datetime.timedelta(minutes=15), tick=False) as travelling:
        yield travelling


@contextmanager
def everything_logged(words: Iterable[str]) -> Iterator[surfaces.Log]:
    """Reads every line of our own rooms, of Django and of its database, at every level."""
    log = surfaces.Log(list(words))
    loggers = [
        logging.getLogger(name) for name in ("", "courses", "lms", "django.request", "django.db.backends")
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(log)
    connection.force_debug_cursor = True
    try:
        yield log
    finally:
        connection.force_debug_cursor = False
        loggers[0].removeHandler(log)
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def run_today(*names: str):
    """A run whose common gathering is today at one, with these people, and an open check-in."""
    run = open_run(starts_on=timezone.localdate())
    run.gatherings.filter(pk=gathering_of(run).pk).update(starts_at=STARTS)
    places = people_in(run, *names)
    found = checking_in.open_check_in(gathering=gathering_of(run), by=leader_of(run))
    return run, found, places


def code_now(found: CheckIn) -> str:
    """The code on the screen."""
    return check_in_codes.code_of(found, timezone.now())


def try_it(client: Client, found: CheckIn) -> str:
    """Scans the square and presses the button; the page one ends on."""
    client.get(f"/innsjekk/{code_now(found)}/")
    return client.post("/innsjekk/", follow=True).content.decode().replace("\xa0", " ")


def test_a_scanned_code_and_one_press_record_who_is_here(django_capture_on_commit_callbacks) -> None:
    """Nothing is recorded by opening the address. Then the whole gathering, the activity, and when; twice is once."""
    _run, found, (arne,) = run_today("Arne Dahl")
    client = logged_in(arne.person)
    assert client.get(f"/innsjekk/{code_now(found)}/").url == "/innsjekk/"
    assert ("Jeg er her" in client.get("/innsjekk/").content.decode(), Attendance.objects.count()) == (
        True,
        0,
    )
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert HERE in try_it(client, found)
    row = Attendance.objects.get()
    assert (row.minutes, row.recorded_by, row.checked_in_at) == (135, arne.person, timezone.now())
    assert (base_row(arne, "1.8").state, base_row(arne, "1.8").marked_by) == ("done", found.opened_by)


def test_a_code_is_typed_by_keyboard_with_spaces_and_small_letters() -> None:
    """No camera is needed, and the wrong code gets a sentence."""
    _run, found, (arne,) = run_today("Arne Dahl")
    client = logged_in(arne.person)
    html = client.post("/innsjekk/", {"code": "abc def"}).content.decode()
    assert ("Det er ikke koden, eller så er den byttet ut." in html, Attendance.objects.count()) == (True, 0)
    typed = check_in_codes.shown(code_now(found)).lower()
    assert client.post("/innsjekk/", {"code": f" {typed} "}).url == "/innsjekk/"
    assert HERE in client.post("/innsjekk/", follow=True).content.decode()


@pytest.mark.parametrize("how", ["scanned", "typed"])
def test_logging_in_takes_its_time_and_leads_back(how: str, client, clock) -> None:
    """The code is gone by then; this browser has shown it. Fails if the code alone counted, or if the log-in forgot."""
    _run, found, (arne,) = run_today("Arne Dahl")
    code = code_now(found)
    answer = (
        client.get(f"/innsjekk/{code}/") if how == "scanned" else client.post("/innsjekk/", {"code": code})
    )
    assert answer.url == "/logg-inn/?next=/innsjekk/"
    clock.shift(datetime.timedelta(minutes=10))
    client.force_login(arne.person)
    assert HERE in client.post("/innsjekk/", follow=True).content.decode()
    clock.shift(datetime.timedelta(minutes=11))
    assert HERE not in client.get("/innsjekk/").content.decode()


def test_the_code_is_changed_each_minute_and_the_one_before_still_works(clock) -> None:
    """A picture of the screen is worth little."""
    _run, found, (arne,) = run_today("Arne Dahl")
    clock.move_to(timezone.now().replace(second=0))
    code, client = code_now(found), logged_in(arne.person)
    clock.shift(datetime.timedelta(seconds=61))
    assert (code_now(found) == code, client.get(f"/innsjekk/{code}/").status_code) == (False, 302)
    clock.shift(datetime.timedelta(seconds=60))
    html = client.get(f"/innsjekk/{code}/").content.decode()
    assert "Den koden er byttet ut." in html


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (-60, "Du er tidlig ute. Du kan sjekke inn fra kl. 12.30."),
        (136, "Det er for sent å sjekke inn her."),
    ],
)
def test_too_early_and_too_late_are_plain_sentences(shift: int, sentence: str, clock) -> None:
    """From half an hour before until the end."""
    _run, found, (arne,) = run_today("Arne Dahl")
    clock.move_to(STARTS + datetime.timedelta(minutes=shift))
    assert (sentence in try_it(logged_in(arne.person), found), Attendance.objects.count()) == (True, 0)


def test_who_is_not_invited_is_told_whom_to_talk_to() -> None:
    """Also somebody who has left, and somebody of another run. Nothing is told of the gathering's people."""
    run, found, (arne,) = run_today("Arne Dahl")
    elsewhere = make_enrolment(open_run(title="Et annet kurs"), person=make_person("Elin Foss"))
    type(arne).objects.filter(pk=arne.pk).update(state=EnrolmentState.WITHDRAWN)
    for person in (elsewhere.person, arne.person, make_person("Ukjent")):
        assert "Du står ikke på lista for denne økten." in try_it(logged_in(person), found)
    run.state = RunState.CANCELLED
    run.save()
    type(arne).objects.filter(pk=arne.pk).update(state=EnrolmentState.ACTIVE)
    assert "avsluttet eller avlyst" in try_it(logged_in(arne.person), found)
    assert Attendance.objects.count() == 0


@pytest.mark.parametrize(("late", "minutes"), [(15, 135), (16, 119), (100, 35), (135, 1)])
def test_who_comes_late_gets_the_minutes_that_are_left(late: int, minutes: int, clock) -> None:
    """A quarter of an hour is nothing."""
    _run, found, (arne,) = run_today("Arne Dahl")
    clock.move_to(STARTS + datetime.timedelta(minutes=late))
    try_it(logged_in(arne.person), found)
    assert Attendance.objects.get().minutes == minutes


def test_the_leader_corrects_it_and_what_a_leader_recorded_stands() -> None:
    """Nobody writes over a leader's mark by checking in."""
    run, found, (arne, elin) = run_today("Arne Dahl", "Elin Foss")
    try_it(logged_in(arne.person), found)
    attend(arne, 0)
    attend(elin, 0)
    assert "Kurslederen har allerede ført oppmøtet ditt." in try_it(logged_in(elin.person), found)
    try_it(logged_in(arne.person), found)
    assert list(Attendance.objects.values_list("minutes", flat=True)) == [0, 0]
    correction = AttendanceCorrection.objects.get()
    assert (correction.old_minutes, correction.corrected_by) == (135, leader_of(run))


def test_an_unanswered_invitation_is_confirmed_by_being_there() -> None:
    """By the person."""
    run, found, _none = run_today()
    (yngve,) = people_in(run, "Yngve Å", state=EnrolmentState.INVITED)
    try_it(logged_in(yngve.person), found)
    yngve.refresh_from_db()
    assert (state_of(yngve), yngve.confirmed_by) == (EnrolmentState.CONFIRMED, yngve.person)


def test_own_time_is_for_the_associations_own_people() -> None:
    """R51: opened by its representative; the others are not on the list."""
    run, other = joint_run()
    elin = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    arne = make_enrolment(run, person=make_person("Arne Dahl"))
    own = gathering_of(run, OWN_TIME, other)
    run.gatherings.filter(pk=own.pk).update(starts_at=STARTS)
    own.refresh_from_db()
    by = run.run_organisations.get(organisation=other).representative
    found = checking_in.open_check_in(gathering=own, by=by)
    assert "Du står ikke på lista" in try_it(logged_in(arne.person), found)
    assert HERE in try_it(logged_in(elin.person), found)


def test_no_address_place_or_device_is_kept(settings) -> None:
    """The request holds them all. Fails if any reached the database, the log, or what is packed in a session or the cache,
    and if what is counted against guessing could be turned back into an address or were kept for longer than its window.
    """
    settings.CACHES = {"default": IN_A_TABLE}
    call_command("createcachetable", verbosity=0)
    _run, found, (arne,) = run_today("Arne Dahl")
    traces = {
        "REMOTE_ADDR": "203.0.113.77",
        "HTTP_X_FORWARDED_FOR": "198.51.100.99",
        "HTTP_USER_AGENT": "Telefon-nr-4711",
        "HTTP_X_GEO": "59.91,10.75",
    }
    client = Client(**traces)
    with everything_logged(traces.values()) as log:
        client.get(f"/innsjekk/{code_now(found)}/")
        client.force_login(arne.person)
        assert HERE in client.post("/innsjekk/", follow=True).content.decode()
    kept = [raw_database(), surfaces.sessions().encode(), surfaces.cache()]
    assert [value.encode() in where for value in traces.values() for where in kept] == [False] * 12
    assert ("check_in" in surfaces.sessions(), b"rate-limit" in kept[2]) == (True, True)
    assert (log.found, log.read > 0) == (set(), True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(expires) FROM {surfaces.CACHE_TABLE} WHERE cache_key LIKE '%rate-limit%'")  # noqa: S608
        (last,) = cursor.fetchone()
    last = last if isinstance(last, datetime.datetime) else datetime.datetime.fromisoformat(last)
    assert last.replace(tzinfo=datetime.UTC) - timezone.now() <= datetime.timedelta(minutes=1)
    fields = {field.name for model in (Attendance, CheckIn) for field in model._meta.get_fields()}
    assert not [name for name in fields if re.search("address|ip|agent|device|place|position", name)]


def test_the_leader_does_not_check_in_with_a_code_of_their_own() -> None:
    """Nobody says for themselves that they were there."""
    run, found, _none = run_today()
    make_enrolment(run, person=leader_of(run))
    assert "Noen andre må føre dette for deg." in try_it(logged_in(leader_of(run)), found)


def test_what_a_crash_left_after_a_check_in_is_found() -> None:
    """The process died before anything followed. Done once, and not again; a corrected check-in is left alone."""
    _run, found, (arne, elin) = run_today("Arne Dahl", "Elin Foss")
    for place in (arne, elin):
        try_it(logged_in(place.person), found)
    attend(elin, 0)
    assert (arne.responses.count(), elin.responses.count()) == (0, 0)
    assert [checking_in.find_what_a_crash_left() for _twice in range(2)] == [1, 0]
    assert (base_row(arne, "1.8").state, elin.responses.count()) == ("done", 0)


def test_who_was_set_to_not_here_is_not_told_that_all_is_well() -> None:
    """Fails when the time of checking in is read, whatever the leader said since."""
    _run, found, (arne,) = run_today("Arne Dahl")
    client = logged_in(arne.person)
    assert HERE in try_it(client, found)
    attend(arne, 0)
    shown = client.get("/innsjekk/").content.decode()
    assert (HERE in shown, "har allerede ført oppmøtet ditt" in shown) == (False, True)


def test_what_follows_a_check_in_is_read_when_it_is_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A leader who held the gathering said «not here». Fails when the row is read before the lock."""
    _run, found, (arne,) = run_today("Arne Dahl")
    attendance = checking_in.check_in_oneself(check_in=found, person=arne.person)
    waits = Gathering.objects.select_for_update

    def after_the_leader(*args: object, **more: object):
        Attendance.objects.filter(pk=attendance.pk).update(minutes=0)
        return waits(*args, **more)

    monkeypatch.setattr(Gathering.objects, "select_for_update", after_the_leader)
    assert checking_in.follow(attendance_id=attendance.pk) is False
    assert not arne.responses.exists()
