"""The end of a run: what lacks and who acts, closing it, the files, and who gets none of it."""

from __future__ import annotations

import pytest

from courses.kinds import CourseKind, EnrolmentState, RunState
from courses.models import CourseRun, Enrolment, GatheringPage
from tests.courses.following import following, run_of
from tests.courses.leading import (
    COMMON,
    HOME,
    TRIO,
    attend,
    finish_all_but,
    joint_run,
    mark,
    open_run,
    people_in,
    secretariat_of,
    state_of,
)
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import SECRET, leader_of, logged_in, representative_of, save
from tests.making import make_activity, make_enrolment, make_gathering, make_person

QUERIES_OF_THE_CLOSING_PAGE = 9


def address(run, way: str = "avslutning/") -> str:
    """The closing page, or what hangs on it."""
    return f"/kursleder/{run.pk}/{way}"


def state_of_run(run) -> str:
    """The state in the database."""
    return CourseRun.objects.values_list("state", flat=True).get(pk=run.pk)


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.django_db
def test_the_closing_page_costs_the_same_for_one_and_for_thirty(
    people: int, django_assert_num_queries
) -> None:
    """At most twelve queries whatever the size."""
    run = open_run()
    for place in people_in(run, *(f"Person {number}" for number in range(people))):
        attend(place, 90)
    client = logged_in(leader_of(run))
    client.get("/kursleder/")
    with django_assert_num_queries(QUERIES_OF_THE_CLOSING_PAGE):
        assert client.get(address(run)).status_code == 200


@pytest.mark.django_db
def test_the_page_says_what_lacks_and_who_acts_and_when_what_is_deleted() -> None:
    """Per person; and the days on which needs, texts, names and numbers go."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    finish_all_but(arne, TRIO)
    html = logged_in(secretariat_of(run)).get(address(run)).content.decode()
    assert "Roller som ikke er prøvd ennå: forteller, lytter og observatør. Avtal med Leif når." in html
    assert "Det er ingen å slette: Kurslederne har ikke noe sted å skrive dem." in html
    assert html.count("Slettes ") == 2


@pytest.mark.parametrize(("people", "opened"), [(3, 3), (4, 0)])
@pytest.mark.django_db
def test_many_who_lack_something_stand_with_what_it_is_called_and_the_sentences_folded_in(
    people: int, opened: int
) -> None:
    """A course half-way through is a page one can look over on a phone."""
    run = open_run()
    for place in people_in(run, *(f"Arne Nr{number}" for number in range(people))):
        finish_all_but(place, TRIO)
    html = logged_in(leader_of(run)).get(address(run)).content.decode()
    called = (
        "<strong>Arne Nr0</strong><span>Obligatoriske aktiviteter og roller prøvd</span></span></summary>"
    )
    folded = html.count('<details class="ds-details"'), html.count('<details class="ds-details" open')
    assert (html.count(called), *folded) == (1, people, opened)


@pytest.mark.django_db
def test_closing_asks_that_one_has_seen_who_lacks_something_and_completes_who_is_ready() -> None:
    """Without the tick nothing is closed; with it who is ready is completed and the others stand as not completed."""
    run = open_run()
    ready, lacking, paused = people_in(run, "Arne Dahl", "Elin Foss", "Pia Pause")
    finish_all_but(ready)
    Enrolment.objects.filter(pk=ready.pk).update(state=EnrolmentState.ACTIVE, completed_at=None)
    Enrolment.objects.filter(pk=paused.pk).update(state=EnrolmentState.PAUSED)
    mark(lacking, HOME)
    client = logged_in(secretariat_of(run))
    refused = client.post(address(run), {})
    assert "Noen mangler noe." in refused.content.decode()
    assert (state_of_run(run), state_of(ready)) == (RunState.OPEN, EnrolmentState.ACTIVE)
    client.post(address(run), {"seen": "on"})
    client.post(address(run), {"seen": "on"})
    assert state_of_run(run) == RunState.CLOSED
    assert [state_of(place) for place in (ready, lacking, paused)] == ["completed", "not_completed", "paused"]
    assert "Kurset ble avsluttet " in client.get(address(run)).content.decode()


@pytest.mark.django_db
def test_only_the_secretariat_of_the_organiser_closes() -> None:
    """Leader and representative read the page; neither closes it, nor does the other association's representative."""
    run, other = joint_run()
    named = run.run_organisations.get(organisation=other).representative
    for viewer in (leader_of(run), representative_of(run), named):
        client = logged_in(viewer)
        assert client.get(address(run)).status_code == 200
        answer = client.post(address(run), {"seen": "on"})
        assert "Bare sekretariatet i foreningen som arrangerer kurset" in answer.content.decode()
    assert state_of_run(run) == RunState.OPEN


@pytest.mark.django_db
def test_who_took_part_without_completing_gets_a_sheet_and_who_completed_gets_none() -> None:
    """Edge case 12: days and hours, and that it is neither a certificate nor an approval; nothing that was written."""
    run = open_run()
    there, away, done = people_in(run, "Elin Foss", "Ove Over", "Arne Dahl")
    attend(there, 90)
    attend(away, 0)
    finish_all_but(done)
    save(there, HOME, text=SECRET, finish=True)
    client = logged_in(leader_of(run))
    html = client.get(address(run, f"deltaker/{there.pk}/deltakelse/")).content.decode()
    assert ("Til sammen 1,5 klokketimer, det vil si 2 kurstimer à 45 minutter." in html, SECRET in html) == (
        True,
        False,
    )
    assert "Det er ikke et kursbevis, og ikke en godkjenning som likeperson." in html
    others = [
        client.get(address(run, f"deltaker/{place.pk}/deltakelse/")).status_code for place in (away, done)
    ]
    assert others == [404, 404]


@pytest.mark.django_db
def test_a_cancelled_run_offers_the_sheet_to_who_was_there() -> None:
    """Run cancelled half-way: what was attended stays, and can be confirmed."""
    run = open_run()
    (elin,) = people_in(run, "Elin Foss")
    attend(elin, 90)
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED)
    html = logged_in(secretariat_of(run)).get(address(run)).content.decode()
    assert address(run, f"deltaker/{elin.pk}/deltakelse/") in html
    assert "Kurset er avlyst. Oppmøtet blir stående" in html


@pytest.mark.django_db
def test_a_representative_sees_only_their_own_people_at_the_end(client) -> None:
    """R53, edge case 18: on the page and on the sheets; and the numbers only of their own."""
    run, other = joint_run()
    arne = make_enrolment(run, person=make_person("Arne Dahl"))
    elin = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    attend(arne, 90)
    attend(elin, 90)
    theirs = logged_in(run.run_organisations.get(organisation=other).representative)
    html = theirs.get(address(run)).content.decode()
    assert ("Arne Dahl" in html, "Elin Foss" in html) == (False, True)
    sheets = [
        theirs.get(address(run, f"deltaker/{place.pk}/deltakelse/")).status_code for place in (arne, elin)
    ]
    assert sheets == [404, 200]
    csv = theirs.get(address(run, "rapport/tall.csv")).content.decode()
    assert (other.short_name in csv, run.organiser.short_name in csv) == (True, False)


@pytest.mark.django_db
def test_no_stranger_gets_any_of_it_and_a_report_is_never_written_to(client) -> None:
    """Leader of another run, former leader, other associations, a trainee, a guest."""
    run = open_run()
    place, leader = make_enrolment(run, person=make_person("Solveig Nordahl")), leader_of(run)
    attend(place, 90)
    ways = ("avslutning/", "rapport/", "rapport/tall.csv", f"deltaker/{place.pk}/deltakelse/")
    for who, stranger in strangers(run, place).items():
        browser = logged_in(stranger)
        assert [browser.get(address(run, way)).status_code for way in ways] == [404] * 4, who
        assert browser.post(address(run), {"seen": "on"}).status_code == 404, who
    for way in ways:
        assert client.get(address(run, way)).url == f"/logg-inn/?next={address(run, way)}"
    assert [logged_in(leader).post(address(run, way)).status_code for way in ways[1:]] == [405] * 3
    assert client.post(address(run), {"seen": "on"}).status_code == 302
    assert state_of_run(run) == RunState.OPEN


@pytest.mark.django_db
def test_the_report_file_has_the_numbers_and_a_title_is_never_a_formula() -> None:
    """A printable sheet and a CSV say the same; a title that begins with a sign of calculation is text."""
    run = open_run(title="=Kurs")
    for place in people_in(run, "Arne Dahl", "Elin Foss"):
        attend(place, 90)
    answer = logged_in(secretariat_of(run)).get(address(run, "rapport/tall.csv"))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[:8] == [
        "Kurs;'=Kurs",
        f"Arrangør;{run.organiser.name}",
        "Kursdager på minst 2 × 45 minutter;1",
        "Undervisningstimer à 45 minutter;3",
        "Klokketimer;2,3",
        "Deltakere;2",
        "Fullført;0",
        "Deltakernes timer til sammen;3,0",
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="kursrapport-{run.pk}.csv"'


@pytest.mark.django_db
def test_who_completes_before_the_last_gathering_contradicts_no_page() -> None:
    """Completed is said as such, nothing is called lacking or «before», and the plan goes on. Fails if a gathering to come
    were missing for them, if they were among those who lack something, or if their page spoke of what comes before.
    """
    run = open_run()
    ahead = GatheringPage.objects.descendant_of(run.course).get(code=COMMON)
    last = make_activity(ahead.get_parent().specific, "gathering", code="1.99", minutes=30, required=True)
    make_gathering(run, page=last, day=10, title="Avslutning")
    early, other = people_in(run, "Tidlig Ute", "Arne Dahl")
    finish_all_but(early)
    assert (state_of(early), state_of(other)) == (EnrolmentState.COMPLETED, EnrolmentState.ACTIVE)
    leader, at = logged_in(leader_of(run)), f"/kursleder/{run.pk}/"
    page = leader.get(at).context["page"]
    assert [(line.name, line.outcome[1]) for line in page.people if line.missing == []] == [
        ("Tidlig Ute", "Fullført")
    ]
    closing = leader.get(address(run)).context["page"]
    assert (closing.is_early, [line.name for line in closing.completed]) == (True, ["Tidlig Ute"])
    assert [line.name for line in closing.lacking] == ["Arne Dahl"]
    (row,) = (
        row for row in leader.get(f"{at}fremdrift/").context["page"].table.rows if row.name == "Tidlig Ute"
    )
    words = {cell.activity.code: cell.word for cell in row.cells}
    assert (words.pop("1.99"), set(words.values())) == ("ikke mulig ennå", {"gjort"})
    pages = [leader.get(f"{at}deltaker/{place.pk}/").content.decode() for place in (early, other)]
    assert [("Før kurset er fullført" in page, "Det fullføringen bygger på" in page) for page in pages] == [
        (False, True),
        (True, False),
    ]


@pytest.mark.django_db
def test_a_seminar_has_nothing_of_what_only_courses_keep_and_no_empty_list_of_people() -> None:
    """Nobody writes or agrees on anything there. Fails when the end of a seminar speaks of words and agreements."""
    run = run_of(following(CourseKind.SEMINAR, title="Likepersonsseminar"))
    client = logged_in(secretariat_of(run))
    html = client.get(address(run)).content.decode()
    assert ("Hvem som var der" in html, "Gruppeavtalen" in html, "Det folk har skrevet" in html) == (
        True,
        False,
        False,
    )
    assert 'id="people"' not in html
    people_in(run, "Ida By", state=EnrolmentState.INVITED)
    assert 'id="people"' in client.get(address(run)).content.decode()
    outline = logged_in(make_enrolment(run, person=make_person("Arne Dahl")).person)
    there = Enrolment.objects.get(person__name="Arne Dahl")
    assert "Noe gjør du hjemme" not in outline.get(f"/kurs/{there.pk}/").content.decode()
    page = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/").content.decode()
    assert "Én kommer. Én har ikke svart." in page
