"""Joint runs: several associations share a room and not their secrets. Each promise of it, with data that could leak."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone

from certificates.approvals.handover import leaders_of
from courses import attending
from courses.errors import SeatsTaken
from courses.kinds import EnrolmentState
from courses.models import CourseRun, Enrolment
from lms.people.models import Organisation, User
from lms.people.registering import register_membership
from tests.courses.leading import (
    HOME,
    OWN_TIME,
    PLEDGE,
    TOGETHER,
    TRIO,
    attend,
    finish_all_but,
    gathering_of,
    invited,
    joint_run,
    mark,
    open_run,
    people_in,
    secretariat_of,
    state_of,
    take_part,
)
from tests.courses.making_up import another_run, as_guest, held_today, who_missed
from tests.courses.views.test_making_up import person_page, shown
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_organisation, make_person, make_role

pytestmark = pytest.mark.django_db


def three_associations() -> tuple[CourseRun, Organisation, Organisation]:
    """An open joint run of three, with own time for each at the same hour."""
    run, second = joint_run()
    third = make_organisation(name="Foreningen Sjøbris", short_name="Sjøbris")
    take_part(run, third)
    return run, second, third


def pages_of_the_leader(run: CourseRun, places: list[Enrolment]) -> list[str]:
    """Every page of the run that a leader reads."""
    gathering = gathering_of(run)
    return [
        f"/kursleder/{run.pk}/",
        f"/kursleder/{run.pk}/utskrift/",
        f"/kursleder/{run.pk}/samling/{gathering.pk}/",
        f"/kursleder/{run.pk}/samling/{gathering.pk}/liste/",
        *(person_page(place) for place in places),
    ]


@pytest.mark.req(38)
def test_three_associations_share_a_run_and_each_keeps_its_own_to_itself() -> None:
    """R38 the training is joint. Each representative sees their own people and own time alone, on every page; fails if
    any of the lists were those of the run."""
    run, second, third = three_associations()
    names = {run.organiser: "Arne Dahl", second: "Elin Foss", third: "Tor Opdal"}
    places = {
        association: make_enrolment(run, person=make_person(name), organisation=association)
        for association, name in names.items()
    }
    for place in places.values():
        attend(place, 0)
    for association, own in places.items():
        representative = run.run_organisations.get(organisation=association).representative
        page = shown(representative, f"/kursleder/{run.pk}/")
        paper = shown(representative, f"/kursleder/{run.pk}/utskrift/")
        others = [name for name in names.values() if name != names[association]]
        assert [names[association] in page, *(name in page + paper for name in others)] == [
            True,
            False,
            False,
        ]
        assert shown(representative, person_page(own))
        browser = logged_in(representative)
        strange = [person_page(place) for place in places.values() if place != own]
        assert [browser.get(address).status_code for address in strange] == [404, 404]


def test_no_page_of_a_leader_says_who_belongs_where_or_what_they_live_with() -> None:
    """People.md: «seeing first names and practical needs, not association category of others». One is alone from theirs."""
    run, second, _third = three_associations()
    area = second.areas.create(name="Sjelden leverlidelse")
    places = people_in(run, "Arne Dahl", "Kari Vold")
    alone = make_enrolment(run, person=make_person("Elin Foss"), organisation=second)
    register_membership(
        person=alone.person, organisation=second, areas=[area], confirmed_on=timezone.localdate()
    )
    attend(alone, 60)
    representative = run.run_organisations.get(organisation=second).representative
    for address in pages_of_the_leader(run, [*places, alone])[1:]:
        page = shown(leader_of(run), address)
        leaks = [
            second.name,
            second.short_name,
            area.name,
            representative.name,
            representative.first_name + " fører",
        ]
        assert [words in page for words in leaks] == [False] * len(leaks), address
    page = shown(leader_of(run), f"/kursleder/{run.pk}/")
    assert (second.name in page, area.name in page) == (False, False)
    assert "Elin Foss" in page


def test_own_time_runs_in_parallel_and_each_is_recorded_by_its_own() -> None:
    """R51: three at the same hour, in three rooms; nobody records another's."""
    run, second, third = three_associations()
    own_times = [gathering_of(run, OWN_TIME, association) for association in (run.organiser, second, third)]
    assert len({own.starts_at for own in own_times}) == 1
    representatives = [
        run.run_organisations.get(organisation=own.organisation).representative for own in own_times
    ]
    for person in representatives:
        browser = logged_in(person)
        codes = [browser.get(f"/kursleder/{run.pk}/samling/{own.pk}/").status_code for own in own_times]
        assert sorted(codes) == [200, 404, 404]
    codes = [
        logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/samling/{own.pk}/").status_code
        for own in own_times
    ]
    assert codes == [404, 404, 404]


@pytest.mark.req(53)
def test_without_a_representative_the_day_goes_on_with_a_warning_and_own_time_stays_open() -> None:
    """R53 a representative is always present. Edge case 17: warn, let the course go on; completion is held for that
    association alone. Fails if recording were refused, or anybody stood in."""
    run, _second, third = three_associations()
    run.run_organisations.filter(organisation=third).update(representative=None)
    ours = make_enrolment(run, person=make_person("Arne Dahl"))
    theirs = make_enrolment(run, person=make_person("Tor Opdal"), organisation=third)
    assert "Sjøbris har ingen representant fra utvalget" in shown(leader_of(run), f"/kursleder/{run.pk}/")
    finish_all_but(ours)
    mark(theirs, HOME, TOGETHER, TRIO)
    mark(theirs, PLEDGE, by=make_role(organisation=third).person)
    attend(theirs)
    assert (state_of(ours), state_of(theirs)) == (EnrolmentState.COMPLETED, EnrolmentState.ACTIVE)
    own = gathering_of(run, OWN_TIME, third)
    for person in (leader_of(run), representative_of(run)):
        assert logged_in(person).get(f"/kursleder/{run.pk}/samling/{own.pk}/").status_code == 404


def test_each_association_has_its_own_seats() -> None:
    """One that is full does not take from another."""
    run, second, _third = three_associations()
    run.run_organisations.filter(organisation=second).update(seats=1)
    invited(run, make_person("Elin Foss"), organisation=second)
    with pytest.raises(SeatsTaken):
        invited(run, make_person("Kari Vold"), organisation=second)
    assert invited(run, make_person("Arne Dahl")).organisation == run.organiser


def partner_until(run: CourseRun, until: datetime.date) -> User:
    """A guest from a partner organisation, let in by the secretariat until a day."""
    browser = logged_in(secretariat_of(run))
    address = f"/sekretariat/{run.pk}/leder/"
    given = {"person": "Pia Partner; pia@partner.example", "until": until.isoformat()}
    assert browser.post(address, given).status_code == 302
    return User.objects.get(name="Pia Partner")


@pytest.mark.req(39)
def test_a_partners_leader_is_a_guest_whose_access_ends_by_itself() -> None:
    """R39 developed with a partner. On the last day every page answers, on the day after none does, and nobody did
    anything in between. Fails if access were asked for without the day."""
    run, second, _third = three_associations()
    place = make_enrolment(run, person=make_person("Elin Foss"), organisation=second)
    until = timezone.localdate() + datetime.timedelta(days=3)
    partner = partner_until(run, until)
    addresses = pages_of_the_leader(run, [place])
    noon = timezone.make_aware(datetime.datetime.combine(until, datetime.time(12)))
    with time_machine.travel(noon, tick=False):
        browser = logged_in(partner)
        assert [browser.get(address).status_code for address in addresses] == [200] * len(addresses)
    with time_machine.travel(noon + datetime.timedelta(days=1), tick=False):
        browser = logged_in(partner)
        gathering = gathering_of(run)
        writes = [
            f"/kursleder/{run.pk}/samling/{gathering.pk}/",
            f"/kursleder/{run.pk}/samling/{gathering.pk}/grupper/",
            f"{person_page(place)}merk/",
            f"{person_page(place)}ta-igjen/{gathering.pk}/",
        ]
        assert [browser.get(address).status_code for address in addresses] == [404] * len(addresses)
        assert [browser.post(address).status_code for address in writes] == [404] * len(writes)
    assert "til" in shown(secretariat_of(run), f"/sekretariat/{run.pk}/")


def test_a_day_that_is_over_is_refused_with_a_sentence() -> None:
    """And nobody is let in."""
    run = open_run()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    given = {"person": "Pia Partner; pia@partner.example", "until": yesterday.isoformat()}
    page = logged_in(secretariat_of(run)).post(f"/sekretariat/{run.pk}/leder/", given)
    assert "Denne dagen er over. Velg i dag eller en senere dag." in page.content.decode()
    assert run.leaders.count() == 1


def test_who_led_the_run_and_who_had_the_guest_are_noted_for_the_case() -> None:
    """Edge case 14: nobody decides alone about somebody they have trained, also where it was one gathering."""
    place = who_missed()
    host = another_run(place.course_run)
    as_guest(place, host)
    own = leader_of(place.course_run).pk
    assert leaders_of(place.pk) == {own}
    attending.record_attendance(
        gathering=held_today(host), minutes_by_enrolment={place.pk: 135}, by=leader_of(host)
    )
    assert leaders_of(place.pk) == {own, leader_of(host).pk}


def test_small_numbers_are_said_nowhere_on_the_pages_of_the_run() -> None:
    """Edge case 18: no page of leader or representative counts people by association."""
    run, second, _third = three_associations()
    make_enrolment(run, person=make_person("Elin Foss"), organisation=second)
    people_in(run, "Arne Dahl", "Kari Vold")
    page = shown(leader_of(run), f"/kursleder/{run.pk}/")
    assert "Tre deltakere." in page
    theirs = run.run_organisations.get(organisation=second).representative
    assert "Én deltaker." in shown(theirs, f"/kursleder/{run.pk}/")
    for name in (second.short_name, "Sjøbris"):
        after = page.split(name)[1:]
        assert [
            part.lstrip(" .,").lower().startswith(("én", "1", "en delt", "deltaker")) for part in after
        ] == [False] * len(after)
