"""Two clicks in the secretariat: one run, one place, one message; and the way to more seats when they are taken."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from courses import enrolling, inviting, planning
from courses.kinds import MakeUpKind, MakeUpState
from courses.models import CourseRun, Enrolment, MakeUp
from lms.people.models import SentMessage, User
from tests.courses.leading import OWN_TIME, attend, gathering_of, open_run, people_in, secretariat_of
from tests.courses.working import logged_in
from tests.logging_in import log_in_with_second_factor, make_superuser
from tests.making import make_course, make_organisation, make_person, make_role, make_run

pytestmark = pytest.mark.django_db


def said(client: Client, response) -> list[str]:
    """What stands at the top of the page one is led to."""
    return [str(message) for message in client.get(response.url).context["messages"]]


def test_a_run_set_up_with_two_clicks_is_one_run() -> None:
    """Fails when the second form makes another run, with gatherings and leaders of its own."""
    organiser, course = make_organisation(), make_course()
    client = logged_in(make_role(organisation=organiser).person)
    data = {
        "course": course.pk,
        "title": " Grunnkurs i Vadsø",
        "organiser": organiser.pk,
        "place": "Vadsø",
        "starts_on": "2026-03-14",
        "ends_on": "2026-03-28",
        "language": "nb",
        "leaders": "Liv Aas; liv@likevel.example",
    }
    answers = [client.post("/sekretariat/ny/", data) for _click in range(2)]
    run = CourseRun.objects.get()
    assert ({answer.url for answer in answers}, run.leaders.count()) == ({f"/sekretariat/{run.pk}/"}, 1)
    client.post("/sekretariat/ny/", data | {"starts_on": "2026-03-15"})
    assert CourseRun.objects.count() == 2


def test_a_list_sent_with_two_clicks_invites_once_and_does_not_say_that_nobody_was() -> None:
    run = make_run()
    client = logged_in(secretariat_of(run))
    address = f"/sekretariat/{run.pk}/inviter/"
    data = {"organisation": run.organiser.pk, "text": "Arne Dahl; arne@likevel.example", "do": "send"}
    words = [said(client, client.post(address, data)) for _click in range(2)]
    assert words == [["1 person er invitert."], ["Alle på lista har plass fra før."]]
    assert (Enrolment.objects.count(), SentMessage.objects.count()) == (1, 1)


def test_a_place_on_paper_given_with_two_clicks_is_one_person() -> None:
    """Nobody is found by name, so only the same name given again at once, by the same one, is the same person."""
    run = make_run()
    by, own = secretariat_of(run), run.organiser
    client = logged_in(by)
    for name in ("Tor Eide", "Tor  Eide"):
        client.post(f"/sekretariat/{run.pk}/inviter/papir/", {"organisation": own.pk, "name": name})
    assert (Enrolment.objects.count(), User.objects.filter(name="Tor Eide").count()) == (1, 1)
    enrolling.withdraw(enrolment=Enrolment.objects.get(), by=by)
    again = inviting.invite_by_name(course_run=run, organisation=own, name="Tor Eide", by=by)
    assert again.state == "invited"
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=3), tick=False):
        inviting.invite_by_name(course_run=run, organisation=own, name="Tor Eide", by=by)
    another = make_role(organisation=own).person
    inviting.invite_by_name(course_run=run, organisation=own, name="Tor Eide", by=another)
    assert User.objects.filter(name="Tor Eide").count() == 4


def test_where_the_seats_are_taken_the_way_to_more_of_them_stands_beside_it() -> None:
    """Fails when the link leads to another association's seats, to none, or to a page the secretariat may not open."""
    run = make_run()
    by, own = secretariat_of(run), run.organiser
    part = run.run_organisations.get(organisation=own)
    run.run_organisations.update(seats=1)
    inviting.invite(course_run=run, person=make_person(), organisation=own, by=by)
    client = log_in_with_second_factor(Client(), by)
    tries = {
        "inviter/": {"text": "Arne Dahl; arne@likevel.example", "do": "send"},
        "inviter/papir/": {"name": "Tor Eide"},
    }
    edit = f"/admin/deltakende-foreninger/edit/{part.pk}/"
    for path, data in tries.items():
        address = f"/sekretariat/{run.pk}/{path}"
        refused = client.post(address, data | {"organisation": own.pk}).content.decode()
        assert (f'href="{edit}"' in refused, "er tatt, så ingen ble invitert." in refused) == (True, True)
        assert edit not in client.get(address).content.decode()
    assert (client.get(edit).status_code, edit in client.get(f"/sekretariat/{run.pk}/").content.decode()) == (
        200,
        True,
    )
    assert Enrolment.objects.count() == 1


def test_from_the_seats_in_the_admin_there_is_a_way_back_to_the_course() -> None:
    """On the form and after saving; not for somebody who could not open the page. Fails without `ways_on_from`."""
    run = make_run()
    part = run.run_organisations.get()
    client = log_in_with_second_factor(Client(), secretariat_of(run))
    edit, back = f"/admin/deltakende-foreninger/edit/{part.pk}/", f'href="/sekretariat/{run.pk}/"'
    assert client.get(edit).content.decode().count(back) == 1
    saved = client.post(edit, {"seats": "20"}, follow=True)
    assert (run.run_organisations.get().seats, saved.content.decode().count(back)) == (20, 1)
    operator = log_in_with_second_factor(Client(), make_superuser())
    assert back not in operator.get(edit).content.decode()


def test_for_who_withdrew_and_was_there_the_confirmation_stands_beside_the_name() -> None:
    """Fails when it stands beside who is under way, who was never there, or leads to nothing. Back it leads here."""
    run = open_run()
    gone, never, goes_on = people_in(run, "Gro Gikk", "Nils Aldri", "Siri Fortsetter")
    for place in (gone, goes_on):
        attend(place)
    for place in (gone, never):
        enrolling.withdraw(enrolment=place, by=place.person)
    client = logged_in(secretariat_of(run))
    page = client.get(f"/sekretariat/{run.pk}/").content.decode()
    address = f"/bevis/deltakelse/{gone.pk}/"
    assert (page.count("/bevis/deltakelse/"), f'href="{address}"' in page) == (1, True)
    asked = client.get(address).content.decode()
    assert ("Gro Gikk" in asked, f'href="/sekretariat/{run.pk}/"' in asked) == (True, True)


def test_who_has_withdrawn_is_not_counted_among_the_places() -> None:
    run = make_run()
    by = secretariat_of(run)
    client = logged_in(by)
    address = f"/sekretariat/{run.pk}/"
    assert "Ingen har fått plass ennå." in client.get(address).content.decode()
    places = [
        inviting.invite(course_run=run, person=make_person(), organisation=run.organiser, by=by)
        for _number in range(3)
    ]
    enrolling.confirm(enrolment=places[0], by=by)
    for _click in range(2):
        client.post(f"{address}deltaker/{places[1].pk}/trekk/")
    assert "1 av 2 har bekreftet plass." in client.get(address).content.decode()


def test_a_confirmation_is_linked_where_there_is_something_to_confirm_and_nowhere_else() -> None:
    """Own time alone adds no hours, so there is nothing to confirm; a make-up that was confirmed does. The same on the page of
    the secretariat, at the end of the course and on my page.

    Fails if any of them went by other rows than the confirmation itself, or its link led to nothing.
    """
    run = open_run()
    own_time, made_up, there = people = people_in(run, "Gro Gikk", "Mia Minutt", "Tor Til")
    attend(own_time, 45, code=OWN_TIME)
    attend(there)
    now = timezone.now()
    MakeUp.objects.create(
        enrolment=made_up,
        gathering=gathering_of(run),
        kind=MakeUpKind.TALK,
        state=MakeUpState.CONFIRMED,
        agreed_at=now,
        confirmed_at=now,
        minutes=60,
    )
    planning.close_run(course_run=run, by=None)
    client = logged_in(secretariat_of(run))
    pages = [
        client.get(way).content.decode()
        for way in (f"/sekretariat/{run.pk}/", f"/kursleder/{run.pk}/avslutning/")
    ]
    expected = [False, True, True]
    for page in pages:
        assert [f'href="/bevis/deltakelse/{place.pk}/"' in page for place in people] == expected
    own = [
        logged_in(place.person).get(f"/min-side/kurs/{place.pk}/", follow=True).content.decode()
        for place in people
    ]
    assert [
        f'href="/bevis/deltakelse/{place.pk}/"' in page for place, page in zip(people, own, strict=True)
    ] == expected
    sheets = [
        client.get(f"/kursleder/{run.pk}/deltaker/{place.pk}/deltakelse/").status_code for place in people
    ]
    assert sheets == [404, 200, 200]
