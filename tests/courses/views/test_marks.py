"""Marks that the attendance page sends by itself: each kept once, the later act stands, and only JSON lets a phone forget."""

from __future__ import annotations

import datetime
import json
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from courses import timetable
from courses.kinds import EnrolmentState
from courses.models import Attendance, AttendanceCorrection, AttendanceMark, TogetherMark
from tests.courses.leading import (
    TOGETHER,
    TRIO,
    attend,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    secretariat_of,
)
from tests.courses.sending import address_of_marks, answers, mark, send
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import base_row, leader_of, logged_in, page, representative_of
from tests.making import make_enrolment, make_person
from tests.other_processes import told_by_another

pytestmark = pytest.mark.django_db
MINUTE = 60_000
KEPT = (False, "")
ONE_MARK = {"id": str(uuid4()), "place": 1, "minutes": 0, "age": 0, "untouched": False}
TOGETHER_MARK = {"id": str(uuid4()), "activity": str(uuid4()), "age": 0, "without": [], "pair": []}


def recorded() -> dict[str, int]:
    """What stands, by name."""
    return dict(Attendance.objects.values_list("enrolment__person__name", "minutes"))


def test_each_mark_is_kept_and_named_in_the_answer() -> None:
    """Who was there becomes done; the answer names every id, and only then does a phone forget."""
    run = open_run()
    arne, elin, tor = people_in(run, "Arne Dahl", "Elin Foss", "Tor Opdal")
    sent = [mark(arne, 135), mark(elin, 90), mark(tor, 0)]
    response = send(logged_in(leader_of(run)), run, *sent)
    told = response.json()
    assert (told["state"], [one["id"] for one in told["marks"]]) == ("kept", [one["id"] for one in sent])
    assert recorded() == {"Arne Dahl": 135, "Elin Foss": 90, "Tor Opdal": 0}
    assert base_row(arne, "1.8").state == "done"


def test_what_is_sent_again_is_answered_as_before_and_changes_nothing() -> None:
    """An answer was lost, and minutes were corrected meanwhile. Fails without the look for the id that is kept."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    client, sent = logged_in(leader_of(run)), mark(arne, 90)
    first = send(client, run, sent)
    attend(arne, 135)
    again = send(client, run, sent | {"age": 0})
    assert (answers(first), answers(again)) == ([KEPT], [KEPT])
    assert (recorded(), AttendanceMark.objects.count()) == ({"Arne Dahl": 135}, 1)
    assert list(AttendanceCorrection.objects.values_list("old_minutes", "new_minutes")) == [(90, 135)]


def test_the_later_act_stands_whatever_arrives_last_and_both_leave_a_trace() -> None:
    """Odd marked at ten past, offline. Liv marked at twenty past. Odd's phone sends at two: Liv's stands, his is told."""
    run = open_run()
    (jonas,) = people_in(run, "Jonas Hole")
    odd, liv = make_person("Odd Berg"), leader_of(run)
    run.leaders.create(person=odd, since=run.leaders.get().since)
    noon = datetime.datetime(2026, 11, 22, 13, 0, tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=False):
        assert answers(send(logged_in(liv), run, mark(jonas, 135))) == [KEPT]
    with time_machine.travel(noon + datetime.timedelta(minutes=40), tick=False):
        late, later = mark(jonas, 0, age=50 * MINUTE), mark(jonas, 90, age=10 * MINUTE)
        assert answers(send(logged_in(odd), run, late)) == [(True, "")]
        assert recorded() == {"Jonas Hole": 135}
        html = logged_in(odd).get(address_of_marks(run).removesuffix("merker/")).content.decode()
        html = html.replace("\xa0", " ")
        assert "Odd merket «Ikke her» 22. november kl. 13.50. Det som ble merket senere, gjelder." in html
        assert answers(send(logged_in(odd), run, later)) == [KEPT]
        assert answers(send(logged_in(odd), run, late)) == [(True, "")]
    correction = AttendanceCorrection.objects.get()
    assert (correction.old_minutes, correction.corrected_by, recorded()) == (135, odd, {"Jonas Hole": 90})
    assert correction.corrected_at == noon + datetime.timedelta(minutes=30)
    assert correction.recorded_at == noon + datetime.timedelta(minutes=40)


def test_no_clock_of_a_phone_reaches_outside_the_day_of_the_gathering() -> None:
    """A phone whose clock is years wrong: never later than now, never before the day. Fails without the bounds."""
    run = open_run()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    send(logged_in(leader_of(run)), run, mark(arne, 135, age=10**12), mark(elin, 135, age=-(10**12)))
    ancient, fresh = AttendanceMark.objects.order_by("attendance__enrolment")
    day = timezone.localtime(gathering_of(run).starts_at)
    assert timezone.localtime(ancient.marked_at).date() == day.date()
    assert abs(fresh.marked_at - fresh.recorded_at) < datetime.timedelta(seconds=5)


def test_what_was_marked_on_the_day_that_was_not_held_is_refused_on_the_new_one() -> None:
    """Marked without a net, the gathering moved a week, sent on the morning of the new day. Fails when the age is only bounded: people
    would stand as here before anybody came. What is marked on the day itself is kept.
    """
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    gathering = gathering_of(run)
    new_day = timezone.now() + datetime.timedelta(days=6)
    timetable.move_gatherings(course_run=run, times=[(gathering, new_day, gathering.place)])
    with time_machine.travel(new_day - datetime.timedelta(minutes=5), tick=False):
        client, week = logged_in(leader_of(run)), 6 * 24 * 60 * MINUTE
        activity = str(page(arne, "1.3").translation_key)
        done = TOGETHER_MARK | {"id": str(uuid4()), "activity": activity, "age": week}
        told = answers(send(client, run, mark(arne, 135, age=week), together=[done]))
        words = "Dette ble ført før økten ble flyttet, så det er ikke lagret. Før det en gang til."
        assert (told, recorded()) == ([(False, words)] * 2, {})
        assert answers(send(client, run, mark(arne, 135, age=MINUTE))) == [KEPT]


def test_what_nobody_pressed_leaves_a_colleagues_mark_alone() -> None:
    """Decision 13, from a phone."""
    run = open_run()
    jonas, tor = people_in(run, "Jonas Hole", "Tor Opdal")
    attend(jonas, 0)
    untouched = [mark(place, 135, untouched=True) for place in (jonas, tor)]
    assert answers(send(logged_in(leader_of(run)), run, *untouched)) == [KEPT, KEPT]
    assert (recorded(), AttendanceCorrection.objects.count()) == ({"Jonas Hole": 0, "Tor Opdal": 135}, 0)


def test_one_mark_that_cannot_be_is_refused_with_a_sentence_and_the_others_are_kept() -> None:
    """500 minutes, oneself and somebody who has left: none holds up the others. Whose course is over was there all the same."""
    run = open_run()
    arne, elin, gone = people_in(run, "Arne Dahl", "Elin Foss", "Gerd Borte")
    (over,) = people_in(run, "Ove Over", state=EnrolmentState.NOT_COMPLETED)
    type(gone).objects.filter(pk=gone.pk).update(state=EnrolmentState.WITHDRAWN)
    own = make_enrolment(run, person=leader_of(run))
    marks = [mark(arne, 500), mark(own, 135), mark(gone, 135), mark(over, 135), mark(elin, 135)]
    refusals = [words for _late, words in answers(send(logged_in(leader_of(run)), run, *marks))]
    assert refusals == [
        "Økten varer i 135 minutter. Skriv et tall fra 0 til 135.",
        "Noen andre må føre dette for deg.",
        "En du førte opp, står ikke på lista lenger, så det ble ikke lagret.",
        "",
        "",
    ]
    assert recorded() == {"Elin Foss": 135, "Ove Over": 135}
    assert not over.responses.exists()


def test_two_marks_for_the_same_person_in_one_parcel_follow_each_other() -> None:
    """Sent in whichever order, the one made last stands."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    send(logged_in(leader_of(run)), run, mark(arne, 90, age=MINUTE), mark(arne, 0, age=2 * MINUTE))
    assert recorded() == {"Arne Dahl": 90}
    assert list(AttendanceCorrection.objects.values_list("old_minutes", "new_minutes")) == [(0, 90)]


def test_what_was_done_together_is_marked_once_with_its_exceptions() -> None:
    """Sent again after a mark was taken back, it stays taken back."""
    run = open_run()
    arne, bjorg, jonas = people_in(run, "Arne Dahl", "Bjørg Eide", "Jonas Hole")
    client, key = logged_in(leader_of(run)), str(page(arne, TRIO).translation_key)
    done = {"id": str(uuid4()), "activity": key, "age": 0, "without": [jonas.pk], "pair": [bjorg.pk]}
    marks = [mark(place, 135, untouched=True) for place in (arne, bjorg, jonas)]
    assert answers(send(client, run, *marks, together=[done], finished=True)) == [KEPT] * 4
    assert (base_row(arne, TRIO).state, jonas.responses.count()) == ("done", 1)
    assert "Lagret: 3 her, 0 delvis, 0 ikke her." in client.get(f"/kursleder/{run.pk}/").content.decode()
    client.post(
        f"/kursleder/{run.pk}/deltaker/{arne.pk}/merk/",
        {"activity": TRIO, "do": "take_back"},
    )
    assert answers(send(client, run, together=[done])) == [KEPT]
    assert (base_row(arne, TRIO).state, TogetherMark.objects.count()) == ("started", 1)
    strange = done | {"id": str(uuid4()), "activity": str(page(arne, "1.2").translation_key)}
    assert answers(send(client, run, together=[strange])) != [KEPT]


def test_an_id_that_another_leader_used_tells_nothing() -> None:
    """Whoever sends somebody else's id is asked to mark anew."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    sent = mark(arne, 90)
    send(logged_in(leader_of(run)), run, sent)
    other = send(logged_in(secretariat_of(run)), run, sent)
    assert answers(other) == [(False, "Dette ble ikke lagret. Før det en gang til.")]


def test_nobody_else_marks_and_nothing_but_json_is_answered_to_a_phone(client) -> None:
    """Leader of another run, former leader, trainee, another secretariat: 404. Logged out: 401. GET: 405."""
    run, other = joint_run()
    (arne,), leader = people_in(run, "Arne Dahl"), leader_of(run)
    for who, stranger in strangers(run, arne).items():
        assert send(logged_in(stranger), run, mark(arne, 135)).status_code == 404, who
    partner = run.run_organisations.get(organisation=other).representative
    assert [
        send(logged_in(who), run, mark(arne, 135)).status_code for who in (partner, representative_of(run))
    ] == [404, 404]
    logged_out = send(client, run, mark(arne, 135))
    assert (logged_out.status_code, logged_out.json()) == (401, {"state": "logged_out"})
    assert logged_in(leader).get(address_of_marks(run)).status_code == 405
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(leader)
    assert (send(careful, run, mark(arne, 135)).status_code, recorded()) == (403, {})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        json.dumps({"marks": [{"id": "1"}], "together": [], "finished": False}),
        json.dumps({"marks": [], "together": [7], "finished": False}),
        json.dumps({"marks": [{}] * 2001, "together": [], "finished": False}),
        json.dumps({"marks": [ONE_MARK] * 21, "together": [], "finished": False}),
        json.dumps({"marks": [], "together": [TOGETHER_MARK] * 51, "finished": False}),
        json.dumps(
            {"marks": [], "together": [TOGETHER_MARK | {"without": [*range(2001)]}], "finished": False}
        ),
        json.dumps({"marks": [], "together": [TOGETHER_MARK | {"pair": [*range(2001)]}], "finished": False}),
    ],
)
def test_what_our_page_does_not_send_is_answered_with_400_and_keeps_nothing(body: str) -> None:
    """No traceback for a stray parcel, and none that holds a gathering for minutes or is more than a query takes."""
    run = open_run()
    response = logged_in(leader_of(run)).post(address_of_marks(run), body, content_type="application/json")
    assert (response.status_code, response.json(), AttendanceMark.objects.count()) == (
        400,
        {"state": "unreadable"},
        0,
    )


@pytest.mark.parametrize("people", [1, 30])
def test_a_parcel_costs_the_same_before_the_people_in_it(people: int, django_assert_num_queries) -> None:
    """Sent again, nothing is written: the same few queries for one mark and for thirty."""
    run = open_run()
    client = logged_in(leader_of(run))
    sent = [mark(place, 0) for place in people_in(run, *(f"Person {number}" for number in range(people)))]
    send(client, run, *sent)
    with django_assert_num_queries(8):
        send(client, run, *sent)


def test_before_the_day_a_sentence_tells_why_and_names_no_mark() -> None:
    """409 keeps everything on the phone."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    (arne,) = people_in(run, "Arne Dahl")
    response = send(logged_in(leader_of(run)), run, mark(arne, 135))
    assert (response.status_code, response.json()["state"], "marks" in response.json()) == (
        409,
        "refused",
        False,
    )


RACER = """
import json, sys, threading, uuid, datetime
import django
django.setup()
from django.db import connection
from courses.models import Attendance, AttendanceCorrection, AttendanceMark, Gathering
from courses.phone_marks import SentMark, keep_marks
from lms.people.models import User

gathering, leader, places, ids = json.loads(sys.argv[1])
gathering, leader = Gathering.objects.get(pk=gathering), User.objects.get(pk=leader)
barrier, wrong = threading.Barrier(6), []

def race():
    barrier.wait()
    try:
        age = datetime.timedelta(seconds=1)
        marks = [SentMark(uuid.UUID(one), place, 90, age) for one, place in zip(ids, places)]
        if any(answer.outdated or answer.refusal for answer in keep_marks(gathering=gathering, marks=marks, by=leader)):
            wrong.append("answer")
    except Exception as error:
        wrong.append(repr(error))
    finally:
        connection.close()

racers = [threading.Thread(target=race) for _ in range(6)]
for racer in racers: racer.start()
for racer in racers: racer.join()
print(json.dumps([wrong, Attendance.objects.count(), AttendanceMark.objects.count(), AttendanceCorrection.objects.count()]))
"""


@pytest.mark.django_db(transaction=True)
def test_the_same_parcel_six_times_at_the_same_moment_is_kept_once(tmp_path) -> None:
    """Real threads. Fails without the lock on the gathering, or with the look for known ids before it."""
    run = open_run()
    places = people_in(run, "Arne Dahl", "Elin Foss", "Tor Opdal")
    given = [gathering_of(run).pk, leader_of(run).pk, [p.pk for p in places], [str(uuid4()) for _ in places]]
    assert told_by_another(RACER, given, tmp_path) == [[], 3, 3, 0]


def test_the_activity_together_needs_no_mark_of_its_own_for_those_who_were_away() -> None:
    """Who is marked «not here» in the same parcel is left out of what was done together."""
    run = open_run()
    arne, jonas = people_in(run, "Arne Dahl", "Jonas Hole")
    key = str(page(arne, TOGETHER).translation_key)
    done = {"id": str(uuid4()), "activity": key, "age": 0, "without": [], "pair": []}
    send(logged_in(leader_of(run)), run, mark(arne, 135), mark(jonas, 0), together=[done])
    assert (base_row(arne, TOGETHER).state, jonas.responses.count()) == ("done", 0)


def test_a_real_mark_that_arrives_late_beats_what_nobody_pressed() -> None:
    """Odd, without a signal, says that Jonas is not here. Liv never touches Jonas, and finishes. Fails when her untouched «here»
    counts as decided when she pressed «Ferdig».
    """
    run = open_run()
    (jonas,) = people_in(run, "Jonas Hole")
    odd = make_person("Odd Berg")
    run.leaders.create(person=odd, since=run.leaders.get().since)
    send(
        logged_in(run.leaders.exclude(person=odd).get().person),
        run,
        mark(jonas, 135, untouched=True),
        finished=True,
    )
    assert answers(send(logged_in(odd), run, mark(jonas, 0, age=50 * MINUTE))) == [KEPT]
    assert recorded() == {"Jonas Hole": 0}
