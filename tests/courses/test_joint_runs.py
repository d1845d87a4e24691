"""Joint runs: several associations share a room and not their secrets. Each promise of it, with data that could leak."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.utils import timezone, translation

from certificates.approvals.handover import leaders_of
from courses import attending, completion
from courses.errors import SeatsTaken
from courses.kinds import EnrolmentState, MakeUpKind
from courses.models import CourseRun, Enrolment
from lms.people.judging import Actor
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
from tests.courses.making_up import agreed, another_run, as_guest, held_today, who_missed
from tests.courses.views.test_making_up import person_page, shown
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_organisation, make_person, make_role
from tests.privacy.changes import NOISE

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


def read_by_the_leader(run: CourseRun, places: list[Enrolment]) -> list[str]:
    """Every page and file with status that a leader reads, without what differs each time."""
    client, at = logged_in(leader_of(run)), f"/kursleder/{run.pk}/"
    more = [
        f"{at}{page}" for page in ("fremdrift/", "fremdrift/temaer/", "fremdrift/tabell.csv", "avslutning/")
    ]
    lacking = [f"{at}fremdrift/?hvem=mangler", f"{at}fremdrift/tabell.csv?hvem=mangler"]
    paths = [*pages_of_the_leader(run, places), *more, *lacking]
    return [NOISE.sub("", client.get(path).content.decode()) for path in paths]


def test_a_leader_cannot_tell_who_belongs_together_by_who_has_had_own_time() -> None:
    """Edge case 18: «single participant from an association. Egentid individually, by phone». The pages of the leader are the
    same before and after, in words, files and numbers, until all associations have had theirs. Fails if one page told
    it of one person, or counted them, or told that it is agreed on.
    """
    run, second = joint_run()
    run.gatherings.filter(organisation=second).update(starts_at=timezone.now() + datetime.timedelta(days=7))
    arne, elin, alone = people_in(run, "Arne Dahl", "Elin Foss", "Mona Ask")
    Enrolment.objects.filter(pk=elin.pk).update(organisation=second)
    Enrolment.objects.filter(course_run=run).update(confirmed_at=timezone.now())
    own, representative = gathering_of(run, OWN_TIME, run.organiser), representative_of(run)
    places = [arne, elin, alone]
    read_by_the_leader(run, places)  # what a page says only once is said now
    before = read_by_the_leader(run, places)
    attend(arne, 45, code=OWN_TIME)
    mark(arne, PLEDGE)
    attend(alone, 0, code=OWN_TIME)
    agreed(alone, MakeUpKind.OWN_TIME, gathering=own, by=representative, place="På telefon")
    assert [now == then for now, then in zip(read_by_the_leader(run, places), before, strict=True)] == [
        True
    ] * len(before)
    own_people = logged_in(representative).get(f"/kursleder/{run.pk}/fremdrift/tabell.csv").content.decode()
    assert own_people != before[-3]
    run.gatherings.filter(organisation=second).update(starts_at=own.starts_at)
    after = read_by_the_leader(run, places)
    assert [after[n] == before[n] for n in (4, 7, 8)] == [False, False, False]
    name = representative.first_name
    assert [name in page for page in after[4:7]] == [False] * 3
    assert f"Registrert av {name}" in shown(representative, person_page(arne))


def who_is_quiet(viewer: User, run: CourseRun) -> list[str]:
    """Whom the page of progress and its file list as quiet, as this viewer reads it; both say the same."""
    client, at = logged_in(viewer), f"/kursleder/{run.pk}/fremdrift/"
    answers = [client.get(f"{at}{way}?hvem=stille").content.decode() for way in ("", "tabell.csv")]
    names = run.enrolments.order_by("person__name").values_list("person__name", flat=True)
    page, table = ([name for name in names if name in answer] for answer in answers)
    assert page == table
    return page


def test_who_is_quiet_says_nothing_of_own_time_to_who_leads_a_joint_course() -> None:
    """Edge case 18, decision 45. Three have done nothing for a month but that two of them had own time, each with their own, a
    week apart. Fails if attendance, the pledge there, or what is done in it counted for the leader, before all had theirs
    or afterwards: then the days would tell who belongs together.
    """
    run, second = joint_run()
    arne, elin, mona = people_in(run, "Arne Dahl", "Elin Foss", "Mona Ask")
    Enrolment.objects.filter(pk=elin.pk).update(organisation=second)
    Enrolment.objects.filter(course_run=run).update(confirmed_at=timezone.now() - datetime.timedelta(days=30))
    first, later = (gathering_of(run, OWN_TIME, one) for one in (run.organiser, second))
    for gathering, days in ((first, 20), (later, 3)):
        type(gathering).objects.filter(pk=gathering.pk).update(
            starts_at=timezone.now() - datetime.timedelta(days=days)
        )
    representative = run.run_organisations.get(organisation=second).representative
    attending.record_attendance(gathering=later, minutes_by_enrolment={elin.pk: 45}, by=representative)
    mark(arne, PLEDGE)
    everybody = ["Arne Dahl", "Elin Foss", "Mona Ask"]
    leader, secretariat = leader_of(run), secretariat_of(run)
    assert who_is_quiet(leader, run) == everybody
    assert who_is_quiet(secretariat, run) == ["Mona Ask"]
    assert who_is_quiet(representative, run) == []
    type(later).objects.filter(pk=later.pk).update(starts_at=timezone.now() + datetime.timedelta(days=3))
    assert who_is_quiet(leader, run) == everybody
    mark(mona, HOME)
    assert who_is_quiet(leader, run) == ["Arne Dahl", "Elin Foss"]
    CourseRun.objects.filter(pk=run.pk).update(joint=False)
    assert who_is_quiet(leader, run) == []


def test_own_time_that_is_not_planned_is_nobodys_lack_and_is_told_to_those_who_act() -> None:
    """Edge cases 17 and 18, decision 45. When the others have had theirs, who has none planned stands like them to the leader.
    Fails when only planned own time is waited for: then Elin alone lacks hers, and it is plain whose she is.
    """
    run, second = joint_run()
    run.gatherings.filter(organisation=second).delete()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    Enrolment.objects.filter(pk=elin.pk).update(organisation=second)
    elin.refresh_from_db()
    own = gathering_of(run, OWN_TIME, run.organiser)
    held = timezone.now() - datetime.timedelta(hours=2)
    run.gatherings.filter(pk=own.pk).update(starts_at=held, minutes=45)
    for place in (arne, elin):
        mark(place, HOME, TOGETHER, TRIO)
    read_by_the_leader(run, [arne, elin])  # what a page says only once is said now
    before = read_by_the_leader(run, [arne, elin])
    attend(arne, 45, code=OWN_TIME)
    after = read_by_the_leader(run, [arne, elin])
    assert [now == then for now, then in zip(after, before, strict=True)] == [True] * len(before)
    with translation.override("nb"):
        own_words = completion.judge(elin)[2]
    second_one = run.run_organisations.get(organisation=second).representative
    assert (own_words.sentence, own_words.actor) == (
        f"Egentiden med foreningen er ikke planlagt ennå. {second_one.first_name} og sekretariatet avtaler et tidspunkt.",
        Actor.SECRETARIAT,
    )
    lacks = "Egentiden for Nyrenett er ikke planlagt ennå. Representanten deres og sekretariatet avtaler et tidspunkt."
    third = make_organisation(name="Foreningen Sjøbris", short_name="Sjøbris")
    take_part(run, third)
    run.gatherings.filter(organisation=third).delete()
    readers = (second_one, secretariat_of(run), leader_of(run), representative_of(run))
    pages = [shown(reader, f"/kursleder/{run.pk}/") for reader in readers]
    assert [lacks in page for page in pages] == [True, True, True, False]
    assert ["Sjøbris" in page for page in (pages[0], pages[3])] == [False, False]
    assert own_words.sentence in shown(second_one, person_page(elin))


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
