"""Cancelling a run: who is told, what each of them meets afterwards, and that it happens once or not at all."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from courses import enrolling, moving, planning
from courses.cancelling import Concerned
from courses.errors import CourseError
from courses.kinds import EnrolmentState, MakeUpKind, RunState
from courses.models import CourseRun, Enrolment, MakeUp
from lms.people.models import SentMessage
from tests.courses.leading import (
    attend,
    gathering_of,
    joint_run,
    open_run,
    secretariat_of,
    state_of,
)
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_organisation, make_person

pytestmark = pytest.mark.django_db
NEXT_MONTH = datetime.timedelta(days=30)


def half_way() -> tuple[CourseRun, list[Enrolment]]:
    """A run where one gathering was held and another is to come, with somebody in each state."""
    run = open_run()
    states = (EnrolmentState.ACTIVE, EnrolmentState.PAUSED, EnrolmentState.INVITED, EnrolmentState.WITHDRAWN)
    names = ("Arne Dahl", "Pia Pause", "Ida By", "Ove Over")
    places = [
        make_enrolment(run, person=make_person(name), state=state)
        for name, state in zip(names, states, strict=True)
    ]
    attend(places[0], 90)
    run.gatherings.exclude(pk=gathering_of(run).pk).update(starts_at=timezone.now() + NEXT_MONTH)
    return run, places


def test_everybody_it_concerns_is_told_once(django_capture_on_commit_callbacks) -> None:
    """Who takes part, takes a pause or is asked, who leads and who represents; not who has left, nor who cancels it.

    Fails without `tell_of_cancelling`, and where two clicks tell twice.
    """
    run, places = half_way()
    by, leader, named = secretariat_of(run), leader_of(run), representative_of(run)
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            planning.cancel_run(course_run=run, by=by)
    told = SentMessage.objects.filter(key="course_cancelled").values_list("person__name", flat=True)
    assert sorted(told) == sorted(["Arne Dahl", "Pia Pause", "Ida By", leader.name, named.name])
    assert {message.subject for message in mail.outbox} == {"Kurset er avlyst"}
    assert [run.title in message.body for message in mail.outbox] == [False] * len(mail.outbox)
    assert [state_of(place) for place in places] == ["not_completed", "paused", "invited", "withdrawn"]


def test_a_guest_from_another_run_is_told_that_the_gathering_is_not_held(
    django_capture_on_commit_callbacks,
) -> None:
    """They would have stood before a closed door. What has been is not told of."""
    run, _places = half_way()
    own = open_run(course=run.course, organiser=run.organiser)
    guest = make_enrolment(own, person=make_person("Gro Gjest"))
    gathering_of(run).__class__.objects.filter(pk=gathering_of(run).pk).update(
        starts_at=timezone.now() + NEXT_MONTH
    )
    MakeUp.objects.create(
        enrolment=guest,
        gathering=gathering_of(own),
        kind=MakeUpKind.OTHER_RUN,
        substitute=gathering_of(run),
        agreed_by=leader_of(own),
        agreed_at=timezone.now(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        planning.cancel_run(course_run=run, by=secretariat_of(run))
    message = SentMessage.objects.get(person=guest.person)
    assert (message.key, state_of(guest)) == ("guest_gathering_cancelled", EnrolmentState.ACTIVE)


def test_the_page_before_says_who_is_told_and_changes_nothing() -> None:
    """Fails when one press of a button on the page of the run cancels it."""
    run, places = half_way()
    type(places[0].person).objects.filter(pk=places[0].person_id).update(email=None, phone=None)
    client = logged_in(secretariat_of(run))
    page = client.get(f"/sekretariat/{run.pk}/").content.decode()
    assert (f"/sekretariat/{run.pk}/avlyse/" in page, "/avlys/" in page) == (True, False)
    html = client.get(f"/sekretariat/{run.pk}/avlyse/").content.decode()
    assert "Disse må dere selv skrive til eller ringe: Arne Dahl." in html
    assert "Tre deltakere får melding nå" in html
    assert CourseRun.objects.get(pk=run.pk).state == RunState.OPEN
    client.post(f"/sekretariat/{run.pk}/avlys/")
    assert client.get(f"/sekretariat/{run.pk}/avlyse/").status_code == 302
    after = client.get(f"/sekretariat/{run.pk}/").content.decode()
    gone = ("/leder/", "/samlinger/", "/representant/", "/avlyse/", "Bekreft på vegne av")
    assert [
        word
        for word in gone
        if f"/sekretariat/{run.pk}{word}" in after or word == "Bekreft på vegne av" in after
    ] == []
    assert logged_in(leader_of(run)).get(f"/sekretariat/{run.pk}/avlyse/").status_code == 404


@pytest.mark.parametrize("who", [0, 1, 2])
def test_my_page_says_that_it_is_cancelled_and_names_no_day_to_come(who: int) -> None:
    """Who takes part, takes a pause or is invited: nobody is sent to a door that is closed. Fails when it asks them to go on."""
    run, places = half_way()
    planning.cancel_run(course_run=run, by=secretariat_of(run))
    html = logged_in(places[who].person).get("/min-side/").content.decode()
    assert "Kurset er avlyst. Det blir ingen flere samlinger." in html
    wrong = (
        "Neste samling",
        "Fortsett der du var",
        "Du tar en pause",
        "Ta en pause",
        "Kommer hit når kurset",
    )
    assert [words for words in wrong if words in html] == []
    assert ("/bevis/deltakelse/" in html) == (who == 0)


def test_the_leaders_page_names_no_gathering_to_come_and_a_calendar_takes_them_away() -> None:
    """Fails when the next gathering still stands on top, or the file drops the days without saying that they are off."""
    run, places = half_way()
    ahead = run.gatherings.exclude(pk=gathering_of(run).pk).get()
    planning.cancel_run(course_run=run, by=secretariat_of(run))
    client = logged_in(secretariat_of(run))
    html = client.get(f"/kursleder/{run.pk}/").content.decode()
    assert ("Neste: " in html, "Hvem kommer" in html, "Den ble ikke holdt." in html) == (False, False, True)
    assert ("Hvem mangler noe?" in html, "Frister løper ikke" in html) == (False, False)
    person = client.get(f"/kursleder/{run.pk}/deltaker/{places[0].pk}/").content.decode()
    assert [words for words in ("Før kurset er fullført", "Kan fortsatt nå det") if words in person] == []
    outline = logged_in(places[0].person).get(f"/kurs/{places[0].pk}/").content.decode()
    assert f"Før {ahead.starts_at.day}." not in outline
    before = client.get(f"/kursleder/{run.pk}/samling/{ahead.pk}/").content.decode()
    assert "Kurset er avlyst. Denne økten blir ikke holdt." in before
    answer = logged_in(places[0].person).get(f"/min-side/kurs/{places[0].pk}/kurset.ics")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CANCELLED"]


def test_the_leader_sees_whom_to_call_and_the_pause_has_its_confirmation() -> None:
    """On paper it is passed on by the leader; who was there before a pause can have the hours confirmed."""
    run, places = half_way()
    attend(places[1], 60)
    type(places[1].person).objects.filter(pk=places[1].person_id).update(email=None, phone=None)
    by = secretariat_of(run)
    planning.cancel_run(course_run=run, by=by)
    assert "Pia Pause" in logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/sagt-fra/").content.decode()
    html = logged_in(by).get(f"/kursleder/{run.pk}/avslutning/").content.decode()
    assert (f"/bevis/deltakelse/{places[1].pk}/" in html, "Pausen varer" in html) == (True, False)


def test_who_is_moved_is_not_offered_to_be_moved_once_more() -> None:
    """Fails when the list of a cancelled run does not show who has been taken care of, or tells of another association's run."""
    run, places = half_way()
    by = secretariat_of(run)
    later = open_run(course=run.course, organiser=run.organiser, starts_on=timezone.localdate())
    planning.cancel_run(course_run=run, by=by)
    client, way = logged_in(by), f"/sekretariat/{run.pk}/deltaker/{places[0].pk}/flytt/"
    make_enrolment(open_run(course=run.course, organiser=make_organisation()), person=places[0].person)
    assert way in client.get(f"/sekretariat/{run.pk}/").content.decode()
    moving.move_place(enrolment=places[0], to=later, by=by)
    html = client.get(f"/sekretariat/{run.pk}/").content.decode()
    assert (way in html, html.count("Har plass på et annet kurs"), "Trekk plassen" in html) == (
        False,
        1,
        False,
    )


def test_nobody_comes_back_from_a_pause_to_a_run_that_is_cancelled() -> None:
    """An old page still has the button. Fails when the place stands as under way in a course that is not held."""
    run, places = half_way()
    planning.cancel_run(course_run=run, by=secretariat_of(run))
    client = logged_in(places[1].person)
    html = client.post(f"/kurs/{places[1].pk}/fortsett/", follow=True).content.decode()
    assert ("Kurset er avlyst. Det du har gjort, blir stående." in html, state_of(places[1])) == (
        True,
        "paused",
    )
    for place in places:
        page = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/deltaker/{place.pk}/").content.decode()
        assert ('id="place"' in page, f"/deltaker/{place.pk}/merk/" in page) == (False, False)


def test_a_closed_run_says_so_and_leads_to_everybody_of_it() -> None:
    """Fails when it says who lacks something now, or leaves out who did not complete it."""
    run, places = half_way()
    planning.close_run(course_run=run, by=secretariat_of(run))
    html = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/").content.decode()
    assert ("Kurset er avsluttet." in html, "Mangler noe nå" in html) == (True, False)
    assert [html.count(f"/deltaker/{place.pk}/") for place in places[:2]] == [2, 2]


def test_an_association_of_a_joint_run_is_told_through_its_representative() -> None:
    """They come to hold own time. Each once, whatever they are."""
    run, other = joint_run()
    named = run.run_organisations.get(organisation=other).representative
    holding = [person for person, _organisation in Concerned(run).holding]
    assert (named in holding, len(holding)) == (True, len(set(holding)))


def test_a_day_that_was_cancelled_stays_cancelled_when_it_comes() -> None:
    """Cancelled on Monday, planned for Thursday, looked at on Saturday. Fails when «not held» is asked of the clock alone."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    place = make_enrolment(run, person=make_person("Arne Dahl"))
    planning.cancel_run(course_run=run, by=None)
    gathering, leader = gathering_of(run), leader_of(run)
    where = f"/kursleder/{run.pk}/samling/{gathering.pk}/"
    with time_machine.travel(gathering.starts_at + datetime.timedelta(days=2)):
        client = logged_in(leader)
        page = client.get(f"/kursleder/{run.pk}/").content.decode()
        said = ("Før oppmøtet:", "Oppmøtet er ikke ført ennå.", "Den ble ikke holdt.")
        assert [words in page for words in said] == [False, False, True]
        assert "blir ikke holdt" in client.get(where).content.decode()
        with pytest.raises(CourseError):
            attend(place, 0)
        own = logged_in(place.person).get(f"/kurs/{place.pk}/{gathering.code}/").content.decode()
        assert ("blir ikke holdt" in own, "Du var ikke med" in own) == (True, False)


def test_in_a_closed_run_nothing_that_lay_ahead_is_next() -> None:
    """Closed early. Fails when the page goes on with who is coming, or comes to life on the planned day."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    place = make_enrolment(run, person=make_person("Arne Dahl"))
    planning.close_run(course_run=run, by=None)
    gathering = gathering_of(run)
    for later in (datetime.timedelta(), datetime.timedelta(days=5)):
        with time_machine.travel(timezone.now() + later):
            page = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/").content.decode()
            own = logged_in(place.person).get(f"/kurs/{place.pk}/{gathering.code}/").content.decode()
        said = ("Neste:", "Hvem kommer", "Før oppmøtet", "Oppmøtet er ikke ført", "Kurset er avsluttet")
        assert [words in page for words in said] == [False, False, False, False, True]
        assert [words in own for words in ("fører oppmøtet", "Du var ikke med")] == [False, False]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=5)), pytest.raises(CourseError):
        attend(place, 0)


def test_of_a_closed_run_is_told_what_lacked_and_nobody_is_asked_to_act() -> None:
    """Fails when the sentences of a run under way stand there: «avtal med», «fører», «krysser av»."""
    run, places = half_way()
    page = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/deltaker/{places[0].pk}/").content.decode()
    assert "Avtal med" in page
    planning.close_run(course_run=run, by=secretariat_of(run))
    page = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/deltaker/{places[0].pk}/").content.decode()
    part = page[page.index("Slik sto det da kurset ble avsluttet") : page.index('id="presence"')]
    assert ("Det manglet " in part, 'id="pledge"' in page) == (True, False)
    assert [word for word in ("Avtal", "fører", "krysser", "skal bekrefte", "ordner") if word in part] == []


def test_who_takes_a_pause_from_a_closed_run_is_led_to_no_gathering_of_it() -> None:
    """The pause stands, what lay ahead does not. Fails when my page names a time and a place where nobody meets."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=5))
    place = make_enrolment(run, person=make_person("Arne Dahl"))
    run.gatherings.update(place="Snippesalen")
    enrolling.pause(enrolment=place, by=place.person)
    pages = []
    for close in (False, True):
        if close:
            planning.close_run(course_run=run, by=None)
        pages.append(logged_in(place.person).get(f"/min-side/kurs/{place.pk}/").content.decode())
    assert ["Snippesalen" in page for page in pages] == [True, False]
