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
from courses.check_in_page import CheckInPage
from courses.kinds import EnrolmentState, RunState
from courses.models import Attendance, AttendanceCorrection, CheckIn, CourseRun, Gathering
from tests.courses.leading import (
    OWN_TIME,
    attend,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    secretariat_of,
    state_of,
)
from tests.courses.views.test_gatherings import address
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import base_row, leader_of, logged_in, representative_of
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


def test_the_screen_shows_code_and_list_and_keeps_itself_up_to_date() -> None:
    """The same in HTML and in JSON; closed, no code works, and opened anew another one stands there."""
    run, found, (arne, _elin) = run_today("Arne Dahl", "Elin Foss")
    screen, leader = f"{address(run)}innsjekk/", logged_in(leader_of(run))
    try_it(logged_in(arne.person), found)
    html = leader.get(screen).content.decode()
    assert [words in html for words in (check_in_codes.shown(code_now(found)), "<svg", "1 av 2 er her.")] == [
        True
    ] * 3
    now = leader.get(f"{screen}naa/").json()
    assert (now["open"], now["summary"], now["missing"]) == (True, "1 av 2 er her.", ["Elin Foss"])
    assert now["here"] == [["Arne Dahl", "kl.\xa012.45"]]
    code = code_now(found)
    assert leader.post(screen, {"do": "close"}).url == screen
    assert (leader.get(f"{screen}naa/").json()["open"], check_in_codes.find(code, timezone.now())) == (
        False,
        None,
    )
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=1), tick=False):
        leader.post(screen, {"do": "open"})
        assert code_now(CheckIn.objects.get()) != code


@pytest.mark.parametrize("people", [1, 30])
def test_the_pages_cost_the_same_for_one_and_for_thirty(people: int, django_assert_num_queries) -> None:
    """The screen, what it asks for every few seconds, and the page of whoever checks in."""
    run, found, places = run_today(*(f"Person {number}" for number in range(people)))
    for place in places:
        attend(place, 135)
    leader, trainee = logged_in(leader_of(run)), logged_in(places[0].person)
    trainee.get(f"/innsjekk/{code_now(found)}/")
    for client, where, count in (
        (leader, f"{address(run)}innsjekk/", 7),
        (leader, f"{address(run)}innsjekk/naa/", 6),
        (trainee, "/innsjekk/", 7),
    ):
        client.get(where)
        with django_assert_num_queries(count):
            assert client.get(where).status_code == 200


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


def test_nobody_else_opens_closes_or_reads_the_screen(client) -> None:
    """Strangers and the representative: 404. Guests: the log-in. The secretariat may."""
    run, found, (arne,) = run_today("Arne Dahl")
    screen = f"{address(run)}innsjekk/"
    secretariat, representative = secretariat_of(run), representative_of(run)
    others = strangers(run, arne) | {"representative": representative}
    for who, stranger in others.items():
        theirs = logged_in(stranger)
        answers = [
            theirs.get(screen).status_code,
            theirs.get(f"{screen}naa/").status_code,
            theirs.post(screen, {"do": "close"}).status_code,
        ]
        assert answers == [404] * 3, who
    for where in (screen, f"{screen}naa/"):
        assert client.get(where).url == f"/logg-inn/?next={where}"
    assert client.post(screen, {"do": "close"}).url == f"/logg-inn/?next={screen}"
    assert (logged_in(secretariat).get(screen).status_code, CheckIn.objects.get().closed_at) == (200, None)
    assert logged_in(arne.person).post(f"/innsjekk/{code_now(found)}/").status_code == 405


def test_before_the_day_nothing_is_opened(clock) -> None:
    """A sentence, and no code."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    html = logged_in(leader_of(run)).post(f"{address(run)}innsjekk/", {"do": "open"}).content.decode()
    assert ("er ikke holdt ennå" in html, CheckIn.objects.count()) == (True, 0)


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


def test_who_comes_from_a_pause_is_on_the_screen() -> None:
    """The leader counts heads against it. Fails when all on a pause are left out."""
    run, found, (arne, _pia) = run_today("Arne Dahl", "Pia Pause")
    run.enrolments.update(state=EnrolmentState.PAUSED)
    assert CheckInPage(gathering_of(run)).summary == "0 av 0 er her."
    checking_in.check_in_oneself(check_in=found, person=arne.person)
    shown = CheckInPage(gathering_of(run))
    assert (shown.summary, [name for name, _when in shown.here], shown.missing) == (
        "1 av 1 er her.",
        ["Arne Dahl"],
        [],
    )


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


@pytest.mark.parametrize("state", [RunState.CLOSED, RunState.CANCELLED])
def test_when_the_course_is_over_the_screen_leads_to_the_gathering_and_shows_no_code(state) -> None:
    """Also where the check-in was open. Fails when the screen offers a code that nobody can use."""
    run = open_run()
    client, where = logged_in(leader_of(run)), f"{address(run)}innsjekk/"
    gathering = gathering_of(run)
    gathering.starts_at = STARTS
    gathering.save()
    client.post(where, {"do": "open"})
    assert client.get(f"{where}naa/").json()["open"] is True
    CourseRun.objects.filter(pk=run.pk).update(state=state, ended_at=timezone.now())
    for answer in (
        client.get(where),
        client.post(where, {"do": "open"}),
        client.post(where, {"do": "close"}),
    ):
        assert answer.url == address(run)
    live = client.get(f"{where}naa/").json()
    assert (live["open"], live["code"], live["square"]) == (False, "", "")


def test_a_gathering_that_goes_on_past_midnight_is_todays_until_it_ends(clock) -> None:
    """Fails when the day of its beginning alone counts: nobody who comes late could be let in, or finds the way to the code."""
    run = open_run()
    (place,) = people_in(run, "Arne Dahl")
    own_pages = "/min-side/", f"/kurs/{place.pk}/1.8/"
    gathering = gathering_of(run)
    gathering.starts_at = datetime.datetime(2026, 11, 22, 22, 0, tzinfo=datetime.UTC)  # 23.00 in Oslo
    gathering.save()
    seen = {}
    for hours in (0, 2, 3):
        clock.move_to(gathering.starts_at + datetime.timedelta(hours=hours))
        pages = [logged_in(leader_of(run)).get(address(run))]
        pages += [logged_in(place.person).get(page) for page in own_pages]
        seen[hours] = ["innsjekk/" in page.content.decode() for page in pages]
    assert seen == {0: [True] * 3, 2: [True] * 3, 3: [False] * 3}
