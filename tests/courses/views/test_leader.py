"""The leader's pages: who lacks what, without content, without associations, in a fixed number of queries."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.activities.pledge import signing
from courses.kinds import EnrolmentState
from courses.models import ActivityPage, AttendanceCorrection, AttendanceShare, ChecklistPage, PledgeSignature
from courses.run_overview import RunOverview
from lms.people.models import RoleKind
from tests.courses.leading import (
    COMMON,
    HOME,
    OWN_TIME,
    PLEDGE,
    TOGETHER,
    TRIO,
    attend,
    finish_all_but,
    gathering_of,
    joint_run,
    mark,
    open_run,
    people_in,
    secretariat_of,
    state_of,
    take_part,
)
from tests.courses.working import SECRET, base_row, leader_of, logged_in, representative_of, save
from tests.making import make_enrolment, make_organisation, make_person, make_role, make_run

QUERIES_OF_THE_RUN_PAGE = 12


def page_of(run, person) -> str:
    """The run page as this person gets it."""
    response = logged_in(person).get(f"/kursleder/{run.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def overview(run, *places) -> RunOverview:
    """The overview of some places, in bokmål."""
    return RunOverview.of(
        run, places or run.enrolments.select_related("person"), language="nb", discreet=False
    )


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.django_db
def test_the_run_page_costs_the_same_for_one_and_for_thirty(people: int, django_assert_num_queries) -> None:
    """At most twelve queries whatever the size, session, person and frame included."""
    run = open_run()
    for place in people_in(run, *(f"Person {number}" for number in range(people))):
        attend(place, 90)
        ticks(place)
    client = logged_in(leader_of(run))
    client.get("/kursleder/")
    with django_assert_num_queries(QUERIES_OF_THE_RUN_PAGE):
        assert client.get(f"/kursleder/{run.pk}/").status_code == 200


def ticks(place) -> None:
    """What somebody needs to take part, ticked on the list for it."""
    found = ChecklistPage.objects.descendant_of(place.course_run.course).get(code="1.6")
    found.purpose = "needs"
    found.save()
    save(place, "1.6", ticked=["one"], finish=True)


@pytest.mark.parametrize(("people", "expected"), [(1, 24), (30, 24)])
@pytest.mark.django_db
def test_one_participants_page_does_not_grow_with_the_others(
    people: int, expected: int, django_assert_max_num_queries
) -> None:
    """The number of queries of a page does not grow with people."""
    run = open_run()
    place = people_in(run, *(f"Person {number}" for number in range(people)))[0]
    attend(place)
    client = logged_in(leader_of(run))
    with django_assert_max_num_queries(expected):
        assert client.get(f"/kursleder/{run.pk}/deltaker/{place.pk}/").status_code == 200


@pytest.mark.req(41)
@pytest.mark.django_db
def test_leaders_see_that_something_is_done_and_never_what_was_written() -> None:
    """R41 reflection alone *and* with others: the own one stays private. Fails if any page for leaders read the content."""
    run = open_run()
    place = make_enrolment(run, person=make_person("Solveig Nordahl"))
    save(place, HOME, text=SECRET, finish=True)
    save(place, "1.5", move="choose", choice="a")
    for viewer in (leader_of(run), secretariat_of(run), representative_of(run)):
        client = logged_in(viewer)
        for address in (f"/kursleder/{run.pk}/", f"/kursleder/{run.pk}/deltaker/{place.pk}/"):
            html = client.get(address).content.decode()
            assert "Solveig Nordahl" in html
            assert SECRET not in html


@pytest.mark.django_db
def test_what_is_shared_reaches_the_leaders_alone_and_leaves_with_the_sharing() -> None:
    """Sharing is an act to a named receiver: not the secretariat, not the representative; withdrawn at once."""
    run = open_run()
    place = make_enrolment(run, person=make_person("Solveig Nordahl"))
    response = save(place, HOME, text=SECRET, finish=True, sharing="leader")
    address = f"/kursleder/{run.pk}/delt/"
    assert SECRET in logged_in(leader_of(run)).get(address).content.decode()
    others = (secretariat_of(run), representative_of(run), place.person, leader_of(make_run()))
    assert [logged_in(other).get(address).status_code for other in others] == [404, 404, 404, 404]
    save(place, HOME, text=SECRET, finish=True, sharing="private", expected_version=response.version)
    assert SECRET not in logged_in(leader_of(run)).get(address).content.decode()


@pytest.mark.req(53)
@pytest.mark.django_db
def test_on_a_joint_run_leaders_see_nobodys_association_and_representatives_only_their_own_people() -> None:
    """R53; edge case 18. Fails if the page named an association beside a person, or listed others' people."""
    run, other = joint_run()
    make_enrolment(run, person=make_person("Arne Dahl"))
    theirs = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    leader_sees = page_of(run, leader_of(run))
    assert ("Arne Dahl" in leader_sees, "Elin Foss" in leader_sees) == (True, True)
    participant = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/deltaker/{theirs.pk}/").content.decode()
    assert other.short_name not in participant
    assert other.name not in participant
    named = run.run_organisations.get(organisation=other).representative
    assert named.name not in participant
    sees = page_of(run, named)
    assert ("Arne Dahl" in sees, "Elin Foss" in sees) == (False, True)


@pytest.mark.django_db
def test_needs_are_for_those_who_lead_and_arrange_and_end_with_the_run() -> None:
    """«Kurslederne og de som ordner det praktiske, ser lista.» Nobody else, and not afterwards."""
    run = open_run()
    place = make_enrolment(run, person=make_person("Arne Dahl"))
    ticks(place)
    seen = {
        name: "Det de trenger for å delta" in page_of(run, viewer)
        for name, viewer in (
            ("leader", leader_of(run)),
            ("secretariat", secretariat_of(run)),
            ("representative", representative_of(run)),
        )
    }
    assert seen == {"leader": True, "secretariat": True, "representative": False}
    assert "Én linje" in page_of(run, leader_of(run))
    run.state = "closed"
    run.save()
    assert "Én linje" not in page_of(run, leader_of(run))


@pytest.mark.django_db
def test_only_the_lines_somebody_wants_to_ask_about_reach_the_leader() -> None:
    """2.1: «vil spørre om», never what was understood."""
    run = open_run()
    place = make_enrolment(run, person=make_person("Arne Dahl"))
    found = ChecklistPage.objects.descendant_of(run.course).get(code="1.6")
    found.purpose, found.style = "questions", "ask"
    found.save()
    save(place, "1.6", answers={"one": "understood", "two": "ask"}, finish=True)
    html = page_of(run, leader_of(run))
    assert ("To linjer" in html, "Én linje" in html) == (True, False)


@pytest.mark.django_db
def test_what_is_due_lies_before_the_last_gathering_held_and_the_rest_is_ongoing_or_ahead() -> None:
    """Nothing ahead is ever called missing, and a person on a pause lacks nothing."""
    run = open_run()
    place, paused = people_in(run, "Arne Dahl", "Mariam Jama")
    paused.state = EnrolmentState.PAUSED
    paused.save()
    rows = overview(run, place, paused).rows
    assert [activity.code for activity in rows[0].missing] == [HOME, TOGETHER, TRIO, PLEDGE, OWN_TIME]
    assert [(row.lacks, row.cells) for row in rows] == [(True, ["miss"]), (False, ["dot"])]
    run.gatherings.update(starts_at=timezone.now() + datetime.timedelta(days=2))
    (row,) = overview(run, place).rows
    assert ([activity.code for activity in row.missing], row.cells) == ([], ["later"])
    finish_home = overview(run, place)
    assert (finish_home.up_to_date[0].enrolment, finish_home.is_held) == (place, False)


@pytest.mark.django_db
def test_a_gathering_one_missed_is_not_lacking_when_the_time_at_the_others_suffices() -> None:
    """Three of four gatherings are three quarters: then nobody «lacks» the fourth."""
    run = open_run()
    place = make_enrolment(run)
    attend(place, 0)
    (row,) = overview(run, place).rows
    assert COMMON in [activity.code for activity in row.missing]
    run.requirements.non_polymorphic().filter(attendanceshare__isnull=False).get().attendanceshare.delete()
    AttendanceShare.objects.create(course_run=run, percent=0, position=1)
    (row,) = overview(run, place).rows
    assert COMMON not in [activity.code for activity in row.missing]


@pytest.mark.django_db
def test_after_the_last_gathering_the_page_says_what_remains_and_who_acts() -> None:
    """Who lacks what and who acts, per person."""
    run = open_run()
    place = make_enrolment(run, person=make_person("Arne Dahl"))
    finish_all_but(place, TRIO)
    html = page_of(run, leader_of(run))
    assert "Før kurset er fullført" in html
    assert "Roller som ikke er prøvd ennå: forteller, lytter og observatør. Avtal med Leif når." in html


@pytest.mark.django_db
def test_an_association_without_a_representative_is_told_to_those_who_can_act() -> None:
    """R53 on the page: leaders and secretariat; the other representatives are not bothered."""
    run, _other = joint_run()
    take_part(run, make_organisation(short_name="Tredje"), represented=False)
    sentence = "Tredje har ingen representant fra utvalget."
    viewers = (leader_of(run), secretariat_of(run), representative_of(run))
    assert [sentence in page_of(run, viewer) for viewer in viewers] == [True, True, False]


@pytest.mark.django_db
def test_names_stand_in_norwegian_order_everywhere_people_are_listed() -> None:
    """Á with A, then Æ, Ø and Å last; never by who has done most."""
    run = open_run()
    people_in(run, "Åse Lie", "Øyvind By", "Ánte Somby", "Zara Ali", "Arne Dahl", "Ærlend Vik")
    names = [row.enrolment.person.name for row in overview(run).rows]
    assert names == ["Ánte Somby", "Arne Dahl", "Zara Ali", "Ærlend Vik", "Øyvind By", "Åse Lie"]


# --- One participant --------------------------------------------------------------------------------------------


def post(place, button: str, viewer, **data):
    """A button on the participant's page."""
    return logged_in(viewer).post(f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/{button}/", data)


@pytest.mark.django_db
def test_done_on_paper_is_registered_on_behalf_and_can_be_taken_back() -> None:
    """Every step has a paper route, and the record says who registered it."""
    place = make_enrolment(open_run())
    leader = leader_of(place.course_run)
    for _twice in range(2):
        assert post(place, "merk", leader, activity=HOME, do="done").status_code == 302
    assert (base_row(place, HOME).state, base_row(place, HOME).marked_by) == ("done", leader)
    post(place, "merk", leader, activity=HOME, do="take_back")
    assert base_row(place, HOME).state == "started"


@pytest.mark.django_db
def test_only_what_may_be_skipped_is_skipped_by_agreement() -> None:
    """6.2 may be; anything else gets a sentence and stays."""
    place = make_enrolment(open_run())
    leader = leader_of(place.course_run)
    response = logged_in(leader).post(
        f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/merk/",
        {"activity": HOME, "do": "skip"},
        follow=True,
    )
    assert "kan ikke hoppes over" in response.content.decode()
    assert not place.responses.exists()
    ActivityPage.objects.descendant_of(place.course_run.course).filter(code=HOME).update(may_be_skipped=True)
    post(place, "merk", leader, activity=HOME, do="skip")
    assert base_row(place, HOME).state == "skipped"


@pytest.mark.django_db
def test_roles_that_were_not_all_tried_are_ticked_for_the_person() -> None:
    """The exception to «all tried all roles»."""
    place = make_enrolment(open_run())
    post(place, "merk", leader_of(place.course_run), activity=TRIO, do="done", roles=["talker", "observer"])
    assert place.responses.get().roles_tried == ["talker", "observer"]


@pytest.mark.django_db
def test_the_place_is_confirmed_paused_and_resumed_on_behalf() -> None:
    """By phone or on paper; a second press changes nothing."""
    place = make_enrolment(open_run(), state=EnrolmentState.INVITED)
    leader = leader_of(place.course_run)
    states = []
    for what in ("bekreft", "bekreft", "pause", "fortsett", "trekk"):
        assert post(place, what, leader).status_code == 302
        states.append(state_of(place))
    assert states == ["confirmed", "confirmed", "paused", "active", "withdrawn"]
    assert post(place, "ukjent", leader).status_code == 404


@pytest.mark.req(57)
@pytest.mark.django_db
def test_the_representative_records_that_the_pledge_was_gone_through_and_a_signature_on_paper() -> None:
    """R57 «går igjennom taushetsløfte» in own time. Fails if the leader of a joint run, or another association, could."""
    run, other = joint_run()
    text = "Jeg lover å tie om det jeg får vite."
    signing.publish_version(
        organisation=run.organiser,
        texts=dict.fromkeys(("nb", "nn", "en"), (text, "Jeg har lest løftet.")),
        adopted_on=datetime.date(2024, 2, 8),
    )
    place = make_enrolment(run, person=make_person("Solveig Nordahl"))
    stranger = run.run_organisations.get(organisation=other).representative
    data = {"what": "explained", "day": timezone.localdate().isoformat()}
    assert [post(place, "lofte", person, **data).status_code for person in (leader_of(run), stranger)] == [
        404,
        404,
    ]
    assert post(place, "lofte", representative_of(run), **data).status_code == 302
    assert place.pledge_explanation.explained_by == representative_of(run)
    assert base_row(place, PLEDGE).state == "done"
    data = {"what": "signed", "day": timezone.localdate().isoformat(), "signed_name": "Solveig Nordahl"}
    for _twice in range(2):
        assert post(place, "lofte", representative_of(run), **data).status_code == 302
    assert [signature.how for signature in PledgeSignature.objects.all()] == ["paper"]


@pytest.mark.django_db
def test_a_day_to_come_gets_a_sentence_and_what_was_typed_stays() -> None:
    """Bad input is answered beside the form, in the reader's language."""
    place = make_enrolment(open_run())
    ahead = (timezone.localdate() + datetime.timedelta(days=3)).isoformat()
    response = post(place, "lofte", representative_of(place.course_run), what="explained", day=ahead)
    html = response.content.decode()
    assert (response.status_code, "Den dagen har ikke kommet ennå." in html) == (200, True)
    assert ahead in html


# --- Who may ----------------------------------------------------------------------------------------------------


def strangers(run, place) -> dict:
    """Everybody who has no business here, by who they are."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = make_person("Frida Før")
    run.leaders.create(person=former, since=yesterday, until=yesterday)
    return {
        "former leader": former,
        "leader of another run": leader_of(make_run(title="Et annet kurs")),
        "representative of another run": representative_of(make_run(title="Et tredje kurs")),
        "another secretariat": make_role(kind=RoleKind.ADMINISTRATOR).person,
        "committee member": make_role(organisation=run.organiser, kind=RoleKind.COMMITTEE_MEMBER).person,
        "trainee": place.person,
    }


@pytest.mark.django_db
def test_no_page_and_no_button_answers_a_stranger(client) -> None:
    """Leader of another run, former leader, trainee, guest: 404 or the log-in, on every page and every POST."""
    run = open_run()
    place = make_enrolment(run, person=make_person("Solveig Nordahl"))
    mark(place, TOGETHER)
    before = base_row(place, TOGETHER).changed_at
    gathering = gathering_of(run)
    person = f"/kursleder/{run.pk}/deltaker/{place.pk}/"
    reads = [
        f"/kursleder/{run.pk}/",
        f"/kursleder/{run.pk}/delt/",
        f"/kursleder/{run.pk}/samling/{gathering.pk}/",
        f"/kursleder/{run.pk}/samling/{gathering.pk}/liste/",
        person,
        f"{person}lofte/",
    ]
    writes = [
        f"/kursleder/{run.pk}/samling/{gathering.pk}/",
        f"{person}lofte/",
        f"{person}merk/",
        f"{person}trekk/",
    ]
    data = {"activity": TOGETHER, "do": "take_back"}
    for who, stranger in strangers(run, place).items():
        browser = logged_in(stranger)
        assert [browser.get(address).status_code for address in reads] == [404] * len(reads), who
        assert [browser.post(address, data).status_code for address in writes] == [404] * len(writes), who
        assert run.title not in browser.get("/kursleder/").content.decode(), who
    for address in (*reads, "/kursleder/"):
        assert client.get(address).url == f"/logg-inn/?next={address}"
    for address in writes:
        assert client.post(address, data).url == f"/logg-inn/?next={address}"
    assert (base_row(place, TOGETHER).changed_at, state_of(place)) == (before, EnrolmentState.ACTIVE)


@pytest.mark.django_db
def test_a_representative_is_refused_what_leaders_do_with_a_sentence() -> None:
    """They open the page of their own people; confirming and pausing are not theirs."""
    place = make_enrolment(open_run())
    response = logged_in(representative_of(place.course_run)).post(
        f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/pause/", follow=True
    )
    assert "Bare deltakeren, kursleder eller sekretariatet kan gjøre dette." in response.content.decode()
    assert state_of(place) == EnrolmentState.ACTIVE


@pytest.mark.django_db
def test_a_place_is_found_under_its_own_run_only() -> None:
    """An address put together from two runs one leads is no address."""
    run, elsewhere = open_run(), open_run()
    leader = leader_of(run)
    elsewhere.leaders.create(person=leader)
    place = make_enrolment(elsewhere)
    browser = logged_in(leader)
    assert browser.get(f"/kursleder/{run.pk}/deltaker/{place.pk}/").status_code == 404
    assert browser.get(f"/kursleder/{run.pk}/samling/{gathering_of(elsewhere).pk}/").status_code == 404


@pytest.mark.django_db
def test_writing_is_never_a_get() -> None:
    """A link, a crawler or a preview changes nothing."""
    place = make_enrolment(open_run())
    browser = logged_in(leader_of(place.course_run))
    own = logged_in(place.person)
    base = f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/"
    assert [browser.get(f"{base}{what}/").status_code for what in ("merk", "bekreft", "pause", "trekk")] == [
        405
    ] * 4
    addresses = [
        f"/kurs/{place.pk}/{what}/" for what in ("bli-med", "pause", "fortsett", "avslutt", "kom-tilbake")
    ]
    assert [own.get(address).status_code for address in addresses] == [405] * 5
    assert (state_of(place), AttendanceCorrection.objects.count()) == (EnrolmentState.ACTIVE, 0)


@pytest.mark.django_db
def test_a_trainee_pauses_comes_back_and_leaves_from_the_own_page_alone() -> None:
    """One button each, double presses harmless, and nobody else's place."""
    place, another = people_in(open_run(), "Arne Dahl", "Elin Foss")
    own = logged_in(place.person)
    states = []
    for what in ("pause", "pause", "fortsett", "avslutt"):
        assert own.post(f"/kurs/{place.pk}/{what}/").url == f"/min-side/kurs/{place.pk}/"
        states.append(state_of(place))
    assert states == ["paused", "paused", "active", "withdrawn"]
    assert own.post(f"/kurs/{another.pk}/pause/").status_code == 404
    assert state_of(another) == EnrolmentState.ACTIVE
