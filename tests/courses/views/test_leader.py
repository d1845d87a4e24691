"""The leader's run page: who lacks what, without content, without associations, in a fixed number of queries."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.kinds import EnrolmentState
from courses.models import AttendanceShare, ChecklistPage
from courses.run_overview import RunOverview
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
    open_run,
    people_in,
    secretariat_of,
    take_part,
)
from tests.courses.working import SECRET, leader_of, logged_in, representative_of, save
from tests.making import make_enrolment, make_organisation, make_person, make_run

QUERIES_OF_THE_RUN_PAGE = 11


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


@pytest.mark.django_db
def test_the_gathering_that_goes_on_stays_on_top_when_somebody_has_checked_in() -> None:
    """Tonight's plan is needed all evening. Fails if the next gathering took its place at the first name."""
    run = open_run(starts_on=timezone.localdate())
    gathering = gathering_of(run)

    def begins(minutes_ago: int) -> None:
        run.gatherings.filter(code=gathering.code).update(
            starts_at=timezone.now() - datetime.timedelta(minutes=minutes_ago)
        )

    begins(10)
    assert f"Før oppmøtet: {gathering.title}" in page_of(run, leader_of(run))
    attend(people_in(run, "Solveig Nordahl")[0])
    while_it_lasts = page_of(run, leader_of(run))
    begins(gathering.minutes + 10)
    afterwards = page_of(run, leader_of(run))
    assert [
        (f"I dag: {gathering.title}" in page, "Før og rett oppmøte" in page, 'id="plan"' in page)
        for page in (while_it_lasts, afterwards)
    ] == [(True, True, True), (False, False, False)]


def ticks(place) -> None:
    """What somebody needs to take part, ticked on the list for it."""
    found = ChecklistPage.objects.descendant_of(place.course_run.course).get(code="1.6")
    found.purpose = "needs"
    found.save()
    save(place, "1.6", ticked=["one"], finish=True)


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
