"""Marks delivered after midnight by who led on the day of the gathering and leads no more: for twelve hours, and nothing else."""

from __future__ import annotations

import datetime
import json
from uuid import uuid4

import pytest
import time_machine

from courses.kinds import EnrolmentState
from courses.models import CourseRun
from lms.people.models import User
from tests.courses.leading import (
    OWN_TIME,
    TOGETHER,
    gathering_of,
    open_run,
    people_in,
    take_part,
)
from tests.courses.making_up import another_run, as_guest, who_missed
from tests.courses.sending import address_of_marks, answers, mark, send
from tests.courses.views.test_marks import KEPT, MINUTE, recorded
from tests.courses.working import base_row, logged_in, page, representative_of
from tests.making import make_organisation, make_person

pytestmark = pytest.mark.django_db
STARTS = datetime.datetime(2026, 11, 22, 13, 0, tzinfo=datetime.UTC)
MIDNIGHT = datetime.datetime(2026, 11, 23, 0, 10, tzinfo=datetime.UTC)
OVER = STARTS + datetime.timedelta(minutes=135)


def led_until_the_gathering(**fields) -> tuple[CourseRun, User]:
    """A run that met on 22 November, and Odd, whose last day as a leader that was."""
    run, odd = open_run(**fields), make_person("Odd Berg")
    run.gatherings.filter(pk=gathering_of(run).pk).update(starts_at=STARTS)
    run.leaders.create(person=odd, since=STARTS.date(), until=STARTS.date())
    return run, odd


def test_who_led_on_the_day_delivers_what_waits_on_the_phone_after_midnight() -> None:
    """Odd's last day is the gathering's, and he is online again at home: who was there, the rest of the parcel, and an
    invited one confirmed. Nothing else opens. Fails when only who leads today is let in, by the view or by a verb behind it.
    """
    run, odd = led_until_the_gathering()
    arne, jonas = people_in(run, "Arne Dahl", "Jonas Hole")
    (ida,) = people_in(run, "Ida Invitert", state=EnrolmentState.INVITED)
    done = {"id": str(uuid4()), "activity": str(page(arne, TOGETHER).translation_key), "age": 0}
    together = [done | {"without": [ida.pk], "pair": []}]
    with time_machine.travel(MIDNIGHT, tick=False):
        client, marks = logged_in(odd), [mark(arne, 135), mark(jonas, 0, age=600 * MINUTE), mark(ida, 90)]
        response = send(client, run, *marks, together=together, finished=True)
        assert (response.json()["stays"], answers(response)) == (True, [KEPT] * 4)
        assert answers(send(client, run, *marks, together=together)) == [KEPT] * 4
        here = address_of_marks(run).removesuffix("merker/")
        reads = [here, f"{here}liste/", f"{here}innsjekk/", f"/kursleder/{run.pk}/"]
        assert [client.get(address).status_code for address in reads] == [404] * 4
        writes = [here, f"{here}liste/", f"{here}innsjekk/", f"{here}kommer-ikke/{arne.pk}/"]
        assert [client.post(address, {f"seen_{arne.pk}": "here"}).status_code for address in writes] == [
            404
        ] * 4
    assert recorded() == {"Arne Dahl": 135, "Jonas Hole": 0, "Ida Invitert": 90}
    assert [base_row(place, "1.8").state for place in (arne, ida)] == ["done", "done"]
    assert (base_row(arne, TOGETHER).state, base_row(arne, TOGETHER).marked_by) == ("done", odd)
    assert {place.responses.filter(activity_key=done["activity"]).count() for place in (jonas, ida)} == {0}


def test_a_guest_from_another_course_is_marked_by_who_led_on_the_day() -> None:
    """Who makes the gathering up here is done with it there too. Fails when the marks of a guest ask who leads today."""
    with time_machine.travel(STARTS - datetime.timedelta(days=1), tick=False):
        place = who_missed()
        host = another_run(place.course_run, days=1)
        as_guest(place, host)
        odd = make_person("Odd Berg")
        host.gatherings.filter(pk=gathering_of(host).pk).update(starts_at=STARTS)
        host.leaders.create(person=odd, since=STARTS.date(), until=STARTS.date())
    with time_machine.travel(MIDNIGHT, tick=False):
        assert answers(send(logged_in(odd), host, mark(place, 135, age=600 * MINUTE))) == [KEPT]
    assert (base_row(place, "1.8").state, base_row(place, "1.8").marked_by) == ("done", odd)


@pytest.mark.parametrize(("hours", "status"), [(12, 200), (13, 404)])
def test_after_twelve_hours_nobody_delivers_who_leads_no_more(hours: int, status: int) -> None:
    """As long as a phone keeps the page, and no longer."""
    run, odd = led_until_the_gathering()
    (arne,) = people_in(run, "Arne Dahl")
    with time_machine.travel(OVER + datetime.timedelta(hours=hours), tick=False):
        assert send(logged_in(odd), run, mark(arne, 135)).status_code == status
    assert recorded() == ({"Arne Dahl": 135} if status == 200 else {})


def test_nobody_but_who_led_on_the_day_delivers_after_midnight() -> None:
    """A leader whose last day was the day before, one of another run, trainee, both representatives, who leads from today on
    and had access all along, a gathering of another run, and one that is gone. Fails when the day is not asked for.
    """
    run, odd = led_until_the_gathering(joint=True)
    other = take_part(run, make_organisation(name="Foreningen Nyrenett", short_name="Nyrenett"))
    (arne,) = people_in(run, "Arne Dahl")
    former, coming = make_person("Frida Før"), make_person("Nina Ny")
    day = datetime.timedelta(days=1)
    run.leaders.create(person=former, since=STARTS.date() - day, until=STARTS.date() - day)
    run.leaders.create(person=coming, since=STARTS.date() + day)
    elsewhere, theirs = led_until_the_gathering(title="Et annet kurs")
    strange = [former, theirs, arne.person, other.representative]
    with time_machine.travel(MIDNIGHT, tick=False):
        for stranger in [*strange, representative_of(run)]:
            assert send(logged_in(stranger), run, mark(arne, 135)).status_code == 404, stranger.name
        assert answers(send(logged_in(coming), run, mark(arne, 90))) == [KEPT]
        own_time = gathering_of(run, OWN_TIME)
        addresses = [
            address_of_marks(run).replace(f"/{run.pk}/", f"/{elsewhere.pk}/", 1),
            f"/kursleder/{run.pk}/samling/{own_time.pk}/merker/",
            f"/kursleder/{run.pk}/samling/{own_time.pk + 1000}/merker/",
        ]
        body = json.dumps({"marks": [mark(arne, 0)], "together": [], "finished": False})
        told = [logged_in(odd).post(one, body, content_type="application/json") for one in addresses]
        assert [response.status_code for response in told] == [404] * 3
    assert recorded() == {"Arne Dahl": 90}
