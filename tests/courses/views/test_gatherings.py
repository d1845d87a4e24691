"""The page of a gathering: all set to «here», exceptions, one save, and the list on paper."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import attending, planning, staying_away
from courses.kinds import EnrolmentState, RunState
from courses.models import AbsenceNotice, Attendance, AttendanceCorrection, PledgeSignature, PracticeResponse
from tests.courses.leading import (
    OWN_TIME,
    PLEDGE,
    TOGETHER,
    TRIO,
    attend,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    secretariat_of,
    state_of,
)
from tests.courses.working import base_row, leader_of, logged_in, page, representative_of
from tests.making import make_enrolment, make_person


def address(run, gathering=None) -> str:
    """The page of the common gathering."""
    return f"/kursleder/{run.pk}/samling/{(gathering or gathering_of(run)).pk}/"


def filled(*rows: tuple, **more) -> dict:
    """A form as a browser sends it: (place, where, minutes, seen)."""
    data: dict = dict(more)
    for place, where, minutes, seen in rows:
        data |= {f"where_{place.pk}": where, f"minutes_{place.pk}": minutes, f"seen_{place.pk}": seen}
    return data


def recorded() -> dict[str, int]:
    """What stands, by name."""
    return dict(Attendance.objects.values_list("enrolment__person__name", "minutes"))


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.django_db
def test_the_page_costs_the_same_for_one_and_for_thirty(people: int, django_assert_num_queries) -> None:
    """At most twelve queries whatever the number of people."""
    run = open_run()
    for place in people_in(run, *(f"Person {number}" for number in range(people))):
        attend(place, 90)
        attend(place, 100)
    client = logged_in(leader_of(run))
    client.get("/kursleder/")
    with django_assert_num_queries(12):
        assert client.get(address(run)).status_code == 200


@pytest.mark.req(40, 42)
@pytest.mark.django_db
def test_one_save_records_attendance_and_what_was_done_together() -> None:
    """R40, R42: own activity and practice happen in the gathering and are marked there. Sent twice it changes nothing."""
    run = open_run()
    arne, bjorg, jonas = people_in(run, "Arne Dahl", "Bjørg Eide", "Jonas Hole")
    key, trio = (str(page(arne, code).translation_key) for code in (TOGETHER, TRIO))
    data = filled(
        (arne, "here", "", 135),
        (bjorg, "partly", "90", 135),
        (jonas, "not_here", "", 135),
        together=[key, trio],
        **{f"without_{trio}": [str(bjorg.pk)]},
    )
    client = logged_in(leader_of(run))
    for _twice in range(2):
        assert client.post(address(run), data).url == f"/kursleder/{run.pk}/"
    assert recorded() == {"Arne Dahl": 135, "Bjørg Eide": 90, "Jonas Hole": 0}
    assert AttendanceCorrection.objects.count() == 0
    assert [base_row(place, TOGETHER).state for place in (arne, bjorg)] == ["done", "done"]
    assert base_row(arne, TRIO).state == "done"
    assert (bjorg.responses.filter(practiceresponse__isnull=False).exists(), jonas.responses.exists()) == (
        False,
        False,
    )


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        ("500", "Økten varer i 135 minutter. Skriv et tall fra 0 til 135."),
        ("", "Skriv hvor mange minutter, opp til 135."),
        ("halve", "Skriv minuttene som et tall, for eksempel 90."),
    ],
)
@pytest.mark.django_db
def test_impossible_minutes_get_a_sentence_keep_what_was_typed_and_save_nothing(
    minutes: str, sentence: str
) -> None:
    """Issue 2: an attendance of 500 minutes gets a plain sentence and changes nothing."""
    run = open_run()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    data = filled((arne, "here", "", 135), (elin, "partly", minutes, 135))
    response = logged_in(leader_of(run)).post(address(run), data)
    html = response.content.decode()
    assert (response.status_code, sentence in html, recorded()) == (200, True, {})
    assert f'value="{minutes}"' in html or minutes == ""


@pytest.mark.django_db
def test_a_crash_while_saving_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attendance and marks are one transaction: the machine that goes down between them takes the attendance with it."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    key = str(page(arne, TOGETHER).translation_key)

    def goes_down(**_marks: object) -> None:
        raise SystemExit

    monkeypatch.setattr(attending, "mark_done_together", goes_down)
    with pytest.raises(SystemExit):
        logged_in(leader_of(run)).post(address(run), filled((arne, "here", "", 135), together=[key]))
    assert recorded() == {}


@pytest.mark.django_db
def test_a_leader_who_has_a_place_saves_the_others_and_nothing_for_themselves() -> None:
    """Somebody else records it. Fails when the own row is sent along, which refuses the whole form or stores what is not true."""
    run = open_run()
    (jonas,) = people_in(run, "Jonas Hole")
    leader = leader_of(run)
    own = make_enrolment(run, person=leader)
    client, key = logged_in(leader), str(page(jonas, TOGETHER).translation_key)
    shown = client.get(address(run)).content.decode()
    assert ("Det er deg. En annen som leder kurset" in shown, f"where_{own.pk}" in shown) == (True, False)
    sent = filled((jonas, "here", "", 135), (own, "here", "", 135), together=[key])
    assert client.post(address(run), sent).status_code == 302
    assert (recorded(), own.responses.exists()) == ({"Jonas Hole": 135}, False)


@pytest.mark.django_db
def test_a_form_is_about_those_who_stood_on_it() -> None:
    """A colleague let somebody in meanwhile. Fails when the new one is asked for, and nothing is saved."""
    run = open_run()
    jonas, tor = people_in(run, "Jonas Hole", "Tor Opdal")
    sent = filled((jonas, "here", "", 135), (tor, "not_here", "", 135))
    people_in(run, "Ny Person")
    assert logged_in(leader_of(run)).post(address(run), sent).status_code == 302
    assert recorded() == {"Jonas Hole": 135, "Tor Opdal": 0}


@pytest.mark.django_db
def test_in_a_closed_run_what_is_true_can_still_be_recorded() -> None:
    """Edge case 3: who did not complete was there after all. Fails when the ended place refuses the whole save."""
    run = open_run()
    arne, bea = people_in(run, "Arne Dahl", "Bea Dahl")
    for place in (arne, bea):
        attend(place, 0)
    key = str(page(arne, TOGETHER).translation_key)
    planning.close_run(course_run=run, by=None)
    sent = filled((arne, "not_here", "", 0), (bea, "here", "", 0), together=[key])
    assert logged_in(leader_of(run)).post(address(run), sent).status_code == 302
    assert (recorded(), state_of(bea)) == ({"Arne Dahl": 0, "Bea Dahl": 135}, "not_completed")


@pytest.mark.django_db
def test_two_leaders_at_once_end_in_one_truth() -> None:
    """Both opened the empty page. The second to save says nothing about Jonas, so what the first said stands."""
    run = open_run()
    jonas, tor = people_in(run, "Jonas Hole", "Tor Opdal")
    first, second = leader_of(run), make_person("Odd Berg")
    logged_in(first).post(address(run), filled((jonas, "not_here", "", 135), (tor, "here", "", 135)))
    run.leaders.create(person=second, since=run.leaders.get().since)
    logged_in(second).post(address(run), filled((jonas, "here", "", 135), (tor, "partly", "90", 135)))
    assert recorded() == {"Jonas Hole": 0, "Tor Opdal": 90}
    (trace,) = AttendanceCorrection.objects.all()
    assert (trace.old_minutes, trace.corrected_by) == (135, second)


@pytest.mark.django_db
def test_the_page_shows_who_corrected_what_and_never_why() -> None:
    """«Rettet … av Liv. Før: Her.» No field asks for a reason."""
    run = open_run()
    (jonas,) = people_in(run, "Jonas Hole")
    attend(jonas, 135)
    attend(jonas, 0)
    html = logged_in(leader_of(run)).get(address(run)).content.decode()
    assert "av Leif. Før: Her." in html
    assert "<textarea" not in html


@pytest.mark.django_db
def test_the_page_says_whether_it_records_or_corrects_and_takes_nobody_more_when_the_course_is_over() -> None:
    """Recorded for one of two is not recorded. Fails if a page said «de vi venter, er satt til Her» over what a colleague recorded, or
    offered to let people in to a course that is closed.
    """
    run = open_run()
    run.gatherings.update(starts_at=timezone.now())
    jonas, tor = people_in(run, "Jonas Hole", "Tor Opdal")
    seen = []
    for change in (
        lambda: None,
        lambda: attend(jonas, 0),
        lambda: attend(tor, 135),
        lambda: type(run).objects.filter(pk=run.pk).update(state=RunState.CLOSED),
    ):
        change()
        html = logged_in(leader_of(run)).get(address(run)).content.decode()
        seen.append(
            (
                "De vi venter, er satt til" in html,
                "Oppmøtet er ført." in html,
                "En som ikke står på lista" in html,
            )
        )
    assert seen == [(True, False, True), (True, False, True), (False, True, True), (False, True, False)]


@pytest.mark.django_db
def test_people_on_a_pause_or_without_an_answer_are_set_to_not_here() -> None:
    """All others to «here»; what is recorded already stands as recorded."""
    run = open_run()
    places = people_in(run, "Arne Dahl", "Elin Foss")
    people_in(run, "Mariam Jama", state=EnrolmentState.PAUSED)
    people_in(run, "Yngve Å", state=EnrolmentState.INVITED)
    attend(places[1], 90)
    html = logged_in(leader_of(run)).get(address(run)).content.decode()
    assert [html.count(f'value="{value}" checked') for value in ("here", "partly", "not_here")] == [1, 1, 2]
    assert "1 her, 1 delvis, 2 ikke her." in html


@pytest.mark.req(51, 52, 53)
@pytest.mark.django_db
def test_own_time_has_a_page_of_its_own_with_the_associations_people_alone() -> None:
    """R51–R53: pledge, registration and travel are gone through with one's own representative. Fails if others stood there."""
    run, other = joint_run()
    make_enrolment(run, person=make_person("Arne Dahl"))
    elin = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    gathering = gathering_of(run, OWN_TIME, other)
    representative = run.run_organisations.get(organisation=other).representative
    client = logged_in(representative)
    html = client.get(address(run, gathering)).content.decode()
    assert ("Elin Foss" in html, "Arne Dahl" in html) == (True, False)
    assert client.post(address(run, gathering), filled((elin, "here", "", 45))).status_code == 302
    assert recorded() == {"Elin Foss": 45}
    refused = [
        logged_in(who).get(address(run, gathering)).status_code
        for who in (leader_of(run), representative_of(run))
    ]
    assert refused == [404, 404]
    assert logged_in(secretariat_of(run)).get(address(run, gathering)).status_code == 200


@pytest.mark.req(52, 57)
@pytest.mark.django_db
def test_ticking_the_pledge_in_own_time_records_who_went_through_it_and_signs_nothing() -> None:
    """R52, R57 «går igjennom taushetsløfte» in own time. Fails if the mark did not record the explanation."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    gathering = gathering_of(run, OWN_TIME)
    data = filled((arne, "here", "", 45), together=[str(page(arne, PLEDGE).translation_key)])
    assert logged_in(representative_of(run)).post(address(run, gathering), data).status_code == 302
    assert arne.pledge_explanation.explained_by == representative_of(run)
    assert (base_row(arne, PLEDGE).state, PledgeSignature.objects.count()) == ("done", 0)


@pytest.mark.django_db
def test_before_the_day_the_leader_sees_who_comes_and_writes_down_who_called(
    django_assert_num_queries,
) -> None:
    """Fails if the page before the day did not tell who has said no, or its buttons wrote nothing."""
    run = open_run(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    arne, elin, _tor = people_in(run, "Arne Dahl", "Elin Foss", "Tor Opdal")
    staying_away.tell(enrolment=arne, gatherings=[gathering_of(run)], by=arne.person)
    client = logged_in(leader_of(run))
    html = client.get(address(run)).content.decode()
    assert ("To kommer. Én har sagt fra og kan ikke komme." in html, html.count("Kan ikke komme.")) == (
        True,
        1,
    )
    assert client.post(f"{address(run)}kommer-ikke/{elin.pk}/", {"do": "tell"}).url == address(run)
    assert client.post(f"{address(run)}kommer-ikke/{arne.pk}/", {"do": "take_back"}).url == address(run)
    assert list(AbsenceNotice.objects.values_list("enrolment", "told_by")) == [(elin.pk, leader_of(run).pk)]
    with django_assert_num_queries(9):
        client.get(address(run))
    people_in(run, *(f"Person {number}" for number in range(27)))
    with django_assert_num_queries(9):
        client.get(address(run))


@pytest.mark.django_db
def test_who_cannot_come_is_set_to_not_here_on_the_day() -> None:
    """What was said beforehand is where the form starts; nothing is recorded by it."""
    run = open_run(starts_on=timezone.localdate())
    arne, _elin = people_in(run, "Arne Dahl", "Elin Foss")
    AbsenceNotice.objects.create(
        enrolment=arne,
        gathering=gathering_of(run),
        starts_at=gathering_of(run).starts_at,
        told_at=timezone.now(),
        told_by=arne.person,
    )
    html = logged_in(leader_of(run)).get(address(run)).content.decode()
    assert ("1 her, 0 delvis, 1 ikke her." in html, recorded()) == (True, {})


@pytest.mark.django_db
def test_only_those_who_record_there_write_down_an_absence_and_only_by_post() -> None:
    """404 for everybody else, 405 for GET."""
    run, other = joint_run()
    (arne,) = people_in(run, "Arne Dahl")
    where = f"{address(run, gathering_of(run, OWN_TIME, other))}kommer-ikke/{arne.pk}/"
    for person in (arne.person, leader_of(run), representative_of(run)):
        assert logged_in(person).post(where, {"do": "tell"}).status_code == 404
    assert logged_in(leader_of(run)).get(f"{address(run)}kommer-ikke/{arne.pk}/").status_code == 405
    assert AbsenceNotice.objects.count() == 0


@pytest.mark.req(42)
@pytest.mark.django_db
def test_a_trio_that_lacked_one_counts_the_roles_the_two_tried() -> None:
    """Edge case 41: «Pair variant with leader as observer; roles counted». Fails if a pair had observed, or lost the mark."""
    run = open_run()
    arne, bjorg, jonas = people_in(run, "Arne Dahl", "Bjørg Eide", "Jonas Hole")
    trio = str(page(arne, TRIO).translation_key)
    data = filled(
        *((place, "here", "", 135) for place in (arne, bjorg, jonas)),
        together=[trio],
        **{f"pair_{trio}": [str(arne.pk), str(bjorg.pk)]},
    )
    assert logged_in(leader_of(run)).post(address(run), data).status_code == 302
    tried = dict(PracticeResponse.objects.values_list("enrolment__person__name", "roles_tried"))
    two, three = ["talker", "listener"], ["talker", "listener", "observer"]
    assert tried == {"Arne Dahl": two, "Bjørg Eide": two, "Jonas Hole": three}
    assert [base_row(place, TRIO).state for place in (arne, bjorg, jonas)] == ["done"] * 3
