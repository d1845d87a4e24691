"""The progress of a run: people and activities, whom it shows them to, the ways to narrow it, and the files."""

from __future__ import annotations

import datetime
import io

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from courses.kinds import CourseKind, EnrolmentState, RunState
from courses.models import Enrolment, Response
from courses.people_pages import PEOPLE_ON_A_PAGE
from tests.courses.following import following, run_of
from tests.courses.leading import (
    COMMON,
    HOME,
    PLEDGE,
    TOGETHER,
    attend,
    finish_all_but,
    joint_run,
    mark,
    open_run,
    people_in,
    secretariat_of,
)
from tests.courses.test_theme_coverage import page_for
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import SECRET, leader_of, logged_in, representative_of, save
from tests.making import make_enrolment, make_person

QUERIES_OF_PROGRESS = 11
QUERIES_OF_THE_THEMES = 12
WAYS = ("", "temaer/", "tabell.csv", "tabell.xlsx")


def address(run, way: str = "") -> str:
    """One of the four."""
    return f"/kursleder/{run.pk}/fremdrift/{way}"


def text_of(answer) -> str:
    """What stands in a page or a file, a workbook's cells included."""
    if answer["Content-Type"].startswith("application/vnd"):
        book = load_workbook(io.BytesIO(answer.content))
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    return answer.content.decode()


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.parametrize(("way", "queries"), [("", QUERIES_OF_PROGRESS), ("temaer/", QUERIES_OF_THE_THEMES)])
@pytest.mark.django_db
def test_progress_costs_the_same_for_one_and_for_thirty(
    people: int, way: str, queries: int, django_assert_num_queries
) -> None:
    """At most twelve queries whatever the size, session, person and frame included."""
    run = open_run()
    for place in people_in(run, *(f"Person {number}" for number in range(people))):
        attend(place, 90)
    client = logged_in(leader_of(run))
    client.get("/kursleder/")
    with django_assert_num_queries(queries):
        assert client.get(address(run, way)).status_code == 200


@pytest.mark.django_db
def test_an_activity_is_done_not_done_or_not_yet_possible() -> None:
    """Done here or before; due or not; and what happens at a gathering is not possible before it."""
    run = open_run()
    run.gatherings.update(starts_at=timezone.now() + datetime.timedelta(days=2))
    arne, elin, paused = people_in(run, "Arne Dahl", "Elin Foss", "Pia Pause")
    mark(arne, HOME)
    mark(elin, HOME)
    Response.objects.non_polymorphic().filter(enrolment=elin).update(state="before")
    Enrolment.objects.filter(pk=paused.pk).update(state=EnrolmentState.PAUSED)
    words = {row.name: [cell.word for cell in row.cells[:2]] for row in page_for(run).table.rows}
    assert words == {
        "Arne Dahl": ["gjort", "ikke mulig ennå"],
        "Elin Foss": ["gjort før", "ikke mulig ennå"],
        "Pia Pause": ["ikke gjort ennå", "ikke mulig ennå"],
    }
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(days=2))
    words = {row.name: [cell.word for cell in row.cells[:2]] for row in page_for(run).table.rows}
    assert words == {
        "Arne Dahl": ["gjort", "gjenstår nå"],
        "Elin Foss": ["gjort før", "gjenstår nå"],
        "Pia Pause": ["ikke gjort ennå", "ikke gjort ennå"],
    }


@pytest.mark.django_db
def test_only_what_everybody_goes_through_is_shown() -> None:
    """What one may do besides is one's own: nobody sees whether a scenario was tried."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    save(arne, "1.5", move="choose", choice="a")
    codes = [activity.code for activity in page_for(run).table.activities]
    assert codes == [HOME, TOGETHER, "1.4", PLEDGE, COMMON, "1.9"]


@pytest.mark.django_db
def test_who_is_quiet_is_never_somebody_on_a_pause_or_somebody_who_has_just_come() -> None:
    """Nothing done, registered or attended for fourteen days; not in a pause, not newly confirmed, not when it is over."""
    with time_machine.travel(timezone.now() - datetime.timedelta(days=30)):
        run = open_run(starts_on=timezone.localdate() - datetime.timedelta(days=20))
        names = ("Anna Av", "Arne Aktiv", "Mona Møtt", "Pia Pause", "Nils Ny", "Rita Retur")
        quiet, active, met, paused, new, back = people_in(run, *names)
        for place in (quiet, active, met, paused, new, back):
            mark(place, TOGETHER)
    mark(active, HOME)
    run.gatherings.filter(code=COMMON).update(starts_at=timezone.now() - datetime.timedelta(days=3))
    attend(met, 90)
    Enrolment.objects.filter(pk=quiet.pk).update(confirmed_at=timezone.now() - datetime.timedelta(days=40))
    for place, fields in (
        (paused, {"state": EnrolmentState.PAUSED}),
        (new, {"confirmed_at": timezone.now() - datetime.timedelta(days=2)}),
        (back, {"resumed_at": timezone.now() - datetime.timedelta(days=2)}),
    ):
        Enrolment.objects.filter(pk=place.pk).update(**fields)
    assert [row.name for row in page_for(run, hvem="stille").table.rows] == ["Anna Av"]
    assert [row.name for row in page_for(run, hvem="stille", dager="999").table.rows] == ["Anna Av"]
    marked = [row.name for row in page_for(run).table.rows if row.is_quiet]
    assert marked == ["Anna Av"]
    run.state = RunState.CLOSED
    run.save()
    assert page_for(run).quiet == frozenset()


@pytest.mark.django_db
def test_who_lacks_something_and_one_module_can_be_asked_for() -> None:
    """The filter; what nobody knows asks for everything instead of failing."""
    run = open_run()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    finish_all_but(elin)
    assert [row.name for row in page_for(run, hvem="mangler").table.rows] == ["Arne Dahl"]
    assert [row.name for row in page_for(run, hvem="mangler", modul="1").table.rows] == ["Arne Dahl"]
    odd = page_for(run, hvem="noe annet", modul="99", side="tolv", dager="-1")
    assert [row.name for row in odd.table.rows] == ["Arne Dahl", "Elin Foss"]
    assert (odd.table.module, odd.asked) == ("", "modul=&hvem=&dager=14")
    assert arne.state == EnrolmentState.ACTIVE


@pytest.mark.django_db
def test_a_large_run_is_shown_fifty_at_a_time_and_goes_whole_into_the_file() -> None:
    """A page holds fifty, in alphabetical order; the file holds everybody asked for."""
    run = open_run()
    people_in(run, *(f"Person {number:03}" for number in range(PEOPLE_ON_A_PAGE + 2)))
    assert [len(page_for(run, side=side).table.rows) for side in ("1", "2")] == [PEOPLE_ON_A_PAGE, 2]
    assert page_for(run, side="2").table.rows[0].name == "Person 050"
    lines = text_of(logged_in(leader_of(run)).get(address(run, "tabell.csv"))).splitlines()
    assert len(lines) == 1 + PEOPLE_ON_A_PAGE + 2


@pytest.mark.req(41)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.django_db
def test_no_words_of_anybodys_reach_the_page_or_the_files(way: str) -> None:
    """R41 reflection alone *and* with others. Fails if the table read more of an answer than its state."""
    run = open_run()
    place = make_enrolment(run, person=make_person("Solveig Nordahl"))
    save(place, HOME, text=SECRET, finish=True, sharing="leader")
    for viewer in (leader_of(run), secretariat_of(run), representative_of(run)):
        text = text_of(logged_in(viewer).get(address(run, way)))
        assert ("Solveig Nordahl" in text, SECRET in text) == (True, False)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.django_db
def test_a_representative_sees_only_their_own_people_and_a_leader_nobodys_association(way: str) -> None:
    """R53, edge case 18: on the page, in both files and in the numbers of the themes."""
    run, other = joint_run()
    arne = make_enrolment(run, person=make_person("Arne Dahl"))
    make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    mark(arne, HOME)
    theirs = run.run_organisations.get(organisation=other).representative
    sees = text_of(logged_in(theirs).get(address(run, way)))
    assert ("Arne Dahl" in sees, "Elin Foss" in sees) == (False, True)
    assert "1 av 2" not in sees
    leader = text_of(logged_in(leader_of(run)).get(address(run, way)))
    assert ("Arne Dahl" in leader, "Elin Foss" in leader) == (True, True)
    assert (other.short_name in leader, theirs.name in leader) == (False, False)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.django_db
def test_no_stranger_gets_the_page_or_a_file(client, way: str) -> None:
    """Leader of another run, former leader, other associations, a trainee, a guest; and none of it is a POST."""
    run = open_run()
    place, leader = make_enrolment(run, person=make_person("Solveig Nordahl")), leader_of(run)
    for who, stranger in strangers(run, place).items():
        assert logged_in(stranger).get(address(run, way)).status_code == 404, who
    assert client.get(address(run, way)).url == f"/logg-inn/?next={address(run, way)}"
    assert logged_in(leader).post(address(run, way)).status_code == 405


@pytest.mark.django_db
def test_the_files_are_named_after_the_run_and_a_name_is_never_run_as_a_formula() -> None:
    """No name of a person in a file's name; a name that begins with a sign of calculation is text."""
    run = open_run()
    make_enrolment(run, person=make_person("=HYPERLINK(1)"))
    client = logged_in(leader_of(run))
    csv, xlsx = (client.get(address(run, way)) for way in WAYS[2:])
    assert [answer["Content-Disposition"] for answer in (csv, xlsx)] == [
        f'attachment; filename="fremdrift-{run.pk}.csv"',
        f'attachment; filename="fremdrift-{run.pk}.xlsx"',
    ]
    assert [answer["Cache-Control"] for answer in (csv, xlsx)] == ["private, no-store"] * 2
    assert text_of(csv).splitlines()[1].split(";")[0] == "'=HYPERLINK(1)"
    sheets = load_workbook(io.BytesIO(xlsx.content))
    assert (sheets.sheetnames, sheets.worksheets[0]["A2"].data_type) == (["Fremdrift", "Temaer"], "s")


@pytest.mark.parametrize(("kind", "shown"), [(CourseKind.BASIC, True), (CourseKind.ADD_ON, False)])
@pytest.mark.django_db
def test_the_seven_themes_are_those_of_the_basic_course_alone(kind: CourseKind, shown: bool) -> None:
    """Neither a page nor a sheet of them for a course that follows (R44–R50)."""
    run = run_of(following(kind))
    people_in(run, "Arne Vik")
    client = logged_in(leader_of(run))
    book = load_workbook(io.BytesIO(client.get(address(run, "tabell.xlsx")).content))
    assert (client.get(address(run, "temaer/")).status_code == 200, "Temaer" in book.sheetnames) == (
        shown,
        shown,
    )
    assert (address(run, "temaer/") in client.get(address(run)).content.decode()) is shown
