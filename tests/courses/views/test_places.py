"""The pages for people in and out: moving, the door, the waiting list, a leader who leads no longer; and whom they refuse."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils import timezone

from courses import planning, waiting
from courses.kinds import EnrolmentState
from courses.models import Enrolment, WaitingPlace
from tests.courses.leading import gathering_of, joint_run, open_run, secretariat_of, state_of
from tests.courses.test_people_in_and_out import a_line, another_run_of, seats
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_person


def move_address(place) -> str:
    """Where a place is moved."""
    return f"/sekretariat/{place.course_run_id}/deltaker/{place.pk}/flytt/"


def door_address(run) -> str:
    """Where somebody is put on the list of the common gathering."""
    return f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/ny-deltaker/"


@pytest.mark.django_db
def test_the_secretariat_moves_a_place_and_lands_where_it_is_now() -> None:
    """Asks first, says what happens, then moves."""
    run = open_run()
    later, place = another_run_of(run, title="Kurs på Gjøvik"), make_enrolment(run)
    client = logged_in(secretariat_of(run))
    assert "Kurs på Gjøvik" in client.get(move_address(place)).content.decode()
    answer = client.post(move_address(place), {"to": later.pk})
    assert (answer.url, state_of(place)) == (f"/sekretariat/{later.pk}/", EnrolmentState.WITHDRAWN)
    wrong = client.post(move_address(make_enrolment(run)), {"to": run.pk})
    assert "Velg et kurs." in wrong.content.decode()


@pytest.mark.django_db
def test_without_another_run_the_page_says_so() -> None:
    """And offers no button that would be refused."""
    place = make_enrolment(open_run())
    html = logged_in(secretariat_of(place.course_run)).get(move_address(place)).content.decode()
    assert "Det er ikke noe annet kurs å flytte til nå." in html


@pytest.mark.django_db
def test_a_leader_puts_somebody_in_the_door_on_the_list_and_records_them() -> None:
    """The link stands on the day alone; back on the sheet the name is there."""
    run = open_run()
    sheet = f"/kursleder/{run.pk}/samling/{gathering_of(run).pk}/"
    client = logged_in(leader_of(run))
    assert door_address(run) not in client.get(sheet).content.decode()
    run.gatherings.update(starts_at=timezone.now())
    assert door_address(run) in client.get(sheet).content.decode()
    data = {"person": "Wenche Nygård; wenche@likevel.example", "organisation": run.organiser_id}
    answer = client.post(door_address(run), data)
    assert answer.url == sheet
    assert "Wenche Nygård" in client.get(sheet).content.decode()
    client.post(door_address(run), data)
    assert run.enrolments.count() == 1


@pytest.mark.django_db
def test_who_finds_the_seats_taken_can_be_put_in_line_and_invited_when_one_is_free() -> None:
    """From the refusal to the waiting list in one click, and from there to an invitation."""
    run = open_run()
    seats(run, 0)
    client = logged_in(secretariat_of(run))
    fields = {"organisation": run.organiser_id, "text": "Wenche Nygård; wenche@likevel.example", "do": "send"}
    assert 'value="wait"' in client.post(f"/sekretariat/{run.pk}/inviter/", fields).content.decode()
    client.post(f"/sekretariat/{run.pk}/inviter/", {**fields, "do": "wait"})
    turn = run.waiting.get()
    give = f"/sekretariat/{run.pk}/venteliste/{turn.pk}/inviter/"
    page = client.get(f"/sekretariat/{run.pk}/").content.decode()
    assert ("Wenche Nygård" in page, give in page) == (True, False)
    seats(run, 1)
    assert give in client.get(f"/sekretariat/{run.pk}/").content.decode()
    client.post(give)
    client.post(give)
    assert (run.waiting.count(), run.enrolments.get().state) == (0, EnrolmentState.INVITED)


@pytest.mark.django_db
def test_the_secretariat_ends_a_leaders_time_and_takes_somebody_off_the_list() -> None:
    """Two buttons on the page of the run."""
    run = open_run()
    leader = run.leaders.get()
    (turn,) = waiting.put_in_line(
        course_run=run, organisation=run.organiser, lines=[a_line()], by=secretariat_of(run)
    )
    client = logged_in(secretariat_of(run))
    last = client.post(f"/sekretariat/{run.pk}/leder/{leader.pk}/slutt/", follow=True)
    assert "Legg til den som tar over, først" in last.content.decode()
    run.leaders.create(person=make_person("Vera Vikar"))
    client.post(f"/sekretariat/{run.pk}/leder/{leader.pk}/slutt/")
    client.post(f"/sekretariat/{run.pk}/venteliste/{turn.pk}/fjern/")
    assert client.post(f"/sekretariat/{run.pk}/venteliste/{turn.pk}/noe/").status_code == 404
    assert WaitingPlace.objects.count() == 0
    assert logged_in(leader.person).get(f"/kursleder/{run.pk}/").status_code == 404


@pytest.mark.django_db
def test_no_stranger_moves_anybody_puts_anybody_on_a_list_or_sees_who_waits(client) -> None:
    """Leader and representative of the run itself have no secretariat's page; strangers have none at all."""
    run = open_run()
    run.gatherings.update(starts_at=timezone.now())
    later, place, leader = another_run_of(run), make_enrolment(run), run.leaders.get()
    (turn,) = waiting.put_in_line(
        course_run=run, organisation=run.organiser, lines=[a_line()], by=secretariat_of(run)
    )
    office = [
        (move_address(place), {"to": later.pk}),
        (f"/sekretariat/{run.pk}/venteliste/{turn.pk}/inviter/", {}),
        (f"/sekretariat/{run.pk}/venteliste/{turn.pk}/fjern/", {}),
        (f"/sekretariat/{run.pk}/leder/{leader.pk}/slutt/", {}),
    ]
    door = (
        door_address(run),
        {"person": "Ny Person; ny@likevel.example", "organisation": run.organiser_id},
    )
    for inside in (leader.person, representative_of(run)):
        browser = logged_in(inside)
        assert [browser.post(*one).status_code for one in office] == [404] * 4
        assert browser.get(move_address(place)).status_code == 404
    assert logged_in(representative_of(run)).post(*door).status_code == 404
    for who, stranger in strangers(run, place).items():
        browser = logged_in(stranger)
        assert [browser.post(*one).status_code for one in (*office, door)] == [404] * 5, who
        assert [browser.get(one).status_code for one in (door[0], move_address(place))] == [404] * 2, who
    for address, data in (*office, door):
        assert client.post(address, data).url == f"/logg-inn/?next={address}"
    assert (state_of(place), run.waiting.count(), run.enrolments.count()) == (EnrolmentState.ACTIVE, 1, 1)
    office_browser = logged_in(secretariat_of(run))
    assert [office_browser.get(address).status_code for address, _data in office[1:]] == [405] * 3


@pytest.mark.django_db
def test_rows_of_another_run_are_not_found_under_this_one() -> None:
    """A number from elsewhere in the address is the number of nothing: what is answered is the same, and nothing changes."""
    run, other = open_run(), open_run()
    place = make_enrolment(other)
    (turn,) = waiting.put_in_line(
        course_run=other, organisation=other.organiser, lines=[a_line()], by=secretariat_of(other)
    )
    client = logged_in(secretariat_of(run))
    assert client.post(f"/sekretariat/{run.pk}/deltaker/{place.pk}/flytt/", {}).status_code == 404
    other.leaders.create(person=make_person("Vera Vikar"))
    for address, number in (
        ("venteliste/{}/inviter/", turn.pk),
        ("leder/{}/slutt/", other.leaders.first().pk),
    ):
        answers = [
            client.post(f"/sekretariat/{run.pk}/{address.format(one)}", follow=True)
            for one in (number, 999_999)
        ]
        told = [(answer.redirect_chain, list(answer.context["messages"])) for answer in answers]
        assert told == [([(f"/sekretariat/{run.pk}/", 302)], [])] * 2
    assert Enrolment.objects.filter(course_run=other).count() == 1
    assert (other.waiting.count(), other.leaders.held_on().count()) == (1, 2)


@pytest.mark.django_db
def test_the_second_click_leads_to_the_same_page_as_the_first() -> None:
    """Inviting from the line, taking away who was named leader by mistake, moving. Fails if a row that is gone were a
    page that is not found, or who is moved were asked about once more.
    """
    run = open_run()
    later, place, by = another_run_of(run), make_enrolment(run), secretariat_of(run)
    (turn,) = waiting.put_in_line(course_run=run, organisation=run.organiser, lines=[a_line()], by=by)
    wrong = planning.add_leader(course_run=run, person=make_person("Feil Person"), by=by)
    client, own = logged_in(by), f"/sekretariat/{run.pk}/"
    for address, data, lands in (
        (f"{own}venteliste/{turn.pk}/inviter/", {}, own),
        (f"{own}leder/{wrong.pk}/slutt/", {}, own),
        (move_address(place), {"to": later.pk}, f"/sekretariat/{later.pk}/"),
    ):
        answers = [client.post(address, data) for _click in range(2)]
        assert [(answer.status_code, answer.headers.get("Location")) for answer in answers] == [
            (302, lands)
        ] * 2
    assert (run.enrolments.count(), run.leaders.count(), later.enrolments.count()) == (2, 1, 1)


@pytest.mark.django_db
def test_on_a_joint_course_the_door_asks_which_association_and_tells_no_leader_who_is_whose() -> None:
    """The choice holds the associations that take part, never anybody's."""
    run, other = joint_run()
    run.gatherings.update(starts_at=timezone.now())
    make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    html = logged_in(leader_of(run)).get(door_address(run)).content.decode()
    assert (other.name in html, "Elin Foss" in html) == (True, False)
    data = {"person": "Ny Person; ny@likevel.example", "organisation": other.pk}
    logged_in(leader_of(run)).post(door_address(run), data)
    assert run.enrolments.get(person__name="Ny Person").organisation == other


@pytest.mark.django_db
def test_the_door_is_no_place_to_find_out_who_is_known_here() -> None:
    """A refusal tells that an address is known to somebody; whoever tries many is asked to wait. Reading is not counted."""
    run = open_run()
    run.gatherings.update(starts_at=timezone.now())
    make_person("Elin Foss", email="elin@likevel.example")
    client, guess = logged_in(leader_of(run)), {"person": "Ola Berg; elin@likevel.example"}
    sent = {**guess, "organisation": run.organiser_id}
    assert "et annet navn" in client.post(door_address(run), sent).content.decode()
    (key,) = [name.split(":", 2)[2] for name in cache._cache if "rate-limit:walk-in:" in name]
    cache.set(key, 120)
    assert client.post(door_address(run), sent).status_code == 429
    assert (client.get(door_address(run)).status_code, run.enrolments.count()) == (200, 0)
