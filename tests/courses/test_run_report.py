"""The numbers of a run: course days, hours and participants, and what is too small to be told across associations."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from courses import attendance_years
from courses.access import run_for_worker
from courses.kinds import EnrolmentState, RunState
from courses.models import AttendanceNumbers, CourseRun, GatheringPage
from courses.run_numbers import Share
from courses.run_report import FEWEST, RunReport, report_for, sheet, withheld
from tests.courses.leading import (
    COMMON,
    OWN_TIME,
    attend,
    finish_all_but,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    secretariat_of,
)
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_gathering, make_run


def report(run, viewer=None) -> RunReport:
    """The report as this person gets it."""
    viewer = viewer or leader_of(run)
    return report_for(viewer, run_for_worker(viewer, run.pk))


@pytest.mark.django_db
def test_only_what_was_held_counts_and_gatherings_of_one_day_are_one_day() -> None:
    """Two gatherings on a day are one course day; what nobody was at, and own time within it, add nothing."""
    run = open_run()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    attend(arne)
    attend(elin, 90)
    attend(arne, 45, code=OWN_TIME)
    first = gathering_of(run)
    page = GatheringPage.objects.descendant_of(run.course).get(code=COMMON)
    for key, hours in (("a", 3), ("b", 24 * 5)):
        make_gathering(
            run,
            page=_another(page, key),
            starts_at=first.starts_at + datetime.timedelta(hours=hours),
        )
    found = report(run)
    assert (found.course_days, found.held_minutes, found.held_units) == (1, 135, 3)
    assert (found.people, found.completed, found.minutes) == (2, 0, 225)


def _another(page: GatheringPage, key: str) -> GatheringPage:
    """The same gathering as if it stood elsewhere in the course."""
    import uuid

    page.translation_key = uuid.uuid5(uuid.NAMESPACE_OID, key)
    return page


@pytest.mark.django_db
def test_who_completed_is_counted_and_a_run_cancelled_half_way_keeps_its_true_days() -> None:
    """Edge case 12: reported days remain true days."""
    run = open_run()
    arne, elin = people_in(run, "Arne Dahl", "Elin Foss")
    finish_all_but(arne)
    attend(elin, 90)
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED)
    found = report(run)
    assert (found.course_days, found.people, found.completed) == (1, 2, 1)


@pytest.mark.django_db
def test_attendance_at_another_run_is_not_counted() -> None:
    """A number of this run is of this run."""
    run = open_run()
    elsewhere = make_run(run.course)
    attend(make_enrolment(elsewhere))
    assert (report(run).people, report(run).days) == (0, [])


@pytest.mark.django_db
def test_the_days_are_known_also_when_the_names_are_gone() -> None:
    """After three years the numbers are left: the days stand, with how many came."""
    run = open_run()
    AttendanceNumbers.objects.create(gathering=gathering_of(run), people=9, minutes=9 * 135)
    assert [(day.minutes, day.people) for day in report(run).days] == [(135, 9)]


def shares(**people: int) -> list[Share]:
    """Associations with so many people each."""
    return [Share(number, name, count, 1, 60) for number, (name, count) in enumerate(people.items())]


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ({"A": 3}, ["A"]),
        ({"A": 5, "B": 9}, ["A", "B"]),
        ({"A": 4, "B": 9}, []),
        ({"A": 4, "B": 9, "C": 7}, ["B"]),
        ({"A": 2, "B": 3, "C": 7}, ["C"]),
        ({"A": 1, "B": 1, "C": 7}, []),
        ({"A": 1, "B": 1, "C": 7, "D": 8}, ["D"]),
        ({"A": 0, "B": 6}, ["A", "B"]),
        ({"A": 0, "B": 3}, []),
        ({"A": 0, "B": 6, "C": 2, "D": 8}, ["A", "D"]),
    ],
)
def test_small_numbers_are_not_told_and_cannot_be_worked_out(people: dict[str, int], told: list[str]) -> None:
    """Edge case 18: below five nothing; never one hidden number alone beside a sum, nor several that together are fewer than
    five: one person from each of two would be known by taking what is told from the sum.
    """
    found = withheld(shares(**people))
    assert [share.name for share in found if share.is_told] == told
    hidden = [share for share in found if not share.is_told]
    assert [(share.completed, share.minutes) for share in hidden] == [(None, None)] * len(hidden)
    assert len(hidden) != 1
    left = sum(people.values()) - sum(share.people for share in found if share.is_told)
    assert not hidden or left >= FEWEST or len(hidden) == len(found)


@pytest.mark.parametrize(
    ("completed", "told"),
    [
        ((5, 6, 0), [5, 6, 0]),
        ((2, 6, 9), [None, None, 9]),
        ((2, 0, 0), [None, None, None]),
        ((1, 4, 7), [None, None, 7]),
    ],
)
def test_how_few_completed_is_not_told_of_a_large_association_either(
    completed: tuple[int, ...], told: list[int | None]
) -> None:
    """«Numbers below five are not told» holds for each number on the sheet; how many took part is told."""
    found = withheld([Share(number, f"{number}", 9, count, 60) for number, count in enumerate(completed)])
    assert [share.completed for share in found] == told
    assert [share.people for share in found] == [9, 9, 9]


@pytest.mark.django_db
def test_a_leader_of_a_joint_run_gets_no_associations_and_a_representative_only_their_own() -> None:
    """Numbers are not shown across; the secretariat that arranges it has them, without the small ones."""
    run, other = joint_run()
    for name in ("Arne", "Berit", "Carl", "Dina", "Egil", "Frida"):
        attend(people_in(run, name)[0], 90)
    theirs = make_enrolment(run, organisation=other)
    attend(theirs, 45)
    named = run.run_organisations.get(organisation=other).representative
    assert (report(run).people, report(run).shares) == (7, [])
    own = report(run, named)
    assert [(share.name, share.people, share.minutes) for share in own.shares] == [("Nyrenett", 1, 45)]
    assert (own.people, own.minutes, [day.people for day in own.days]) == (None, None, [0])
    assert [share.people for share in report(run, representative_of(run)).shares] == [6]
    assert [share.people for share in report(run, secretariat_of(run)).shares] == [None, None]


@pytest.mark.parametrize("people", [1, 30])
@pytest.mark.django_db
def test_the_report_costs_the_same_for_one_and_for_thirty(people: int, django_assert_num_queries) -> None:
    """Three queries whatever the number of people."""
    run = open_run()
    for place in people_in(run, *(f"Person {number}" for number in range(people))):
        attend(place, 90)
    viewer = leader_of(run)
    found = run_for_worker(viewer, run.pk)
    with django_assert_num_queries(3):
        assert report_for(viewer, found).people == people


@pytest.mark.django_db
def test_who_withdrew_after_the_first_day_was_there_all_the_same() -> None:
    """Participants are those who came, whatever became of the place."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    attend(arne, 90)
    arne.state = EnrolmentState.WITHDRAWN
    arne.save()
    assert report(run).people == 1


@pytest.mark.django_db
def test_when_names_have_become_numbers_the_hours_are_told_and_how_many_people_is_not() -> None:
    """Whoever gives grants may ask for five years. Fails if the sums were read from the names alone, which says nobody came."""
    run = open_run()
    for place in people_in(run, "Arne Dahl", "Elin Foss"):
        attend(place, 90)
    ends_on = datetime.date(2022, 1, 2)
    CourseRun.objects.filter(pk=run.pk).update(starts_on=ends_on, ends_on=ends_on)
    run.gatherings.update(starts_at=datetime.datetime(2022, 1, 2, 10, tzinfo=datetime.UTC))
    assert attendance_years.names_become_numbers(today=datetime.date(2025, 1, 2)) == 1
    viewer = secretariat_of(run)
    found = report(run, viewer)
    assert (found.people, found.completed, found.minutes, found.shares) == (None, 0, 180, [])
    sentence = (
        "Hvor mange som deltok, og fra hvilken forening, kan ikke lenger oppgis: "
        "Navnene ble slettet tre år etter kurset."
    )
    html = logged_in(viewer).get(f"/kursleder/{run.pk}/rapport/").content.decode()
    words = [row[0] for row in sheet(run, found) if row]
    assert (html.count(sentence), words.count(sentence), "Deltakere" in words) == (1, 1, False)
    last = datetime.date(2027, 1, 3)
    with time_machine.travel(datetime.datetime(2027, 1, 3, 12, tzinfo=datetime.UTC)):
        assert attendance_years.delete_numbers(today=last) == 1
        found = report(run, viewer)
        html = logged_in(viewer).get(f"/kursleder/{run.pk}/rapport/").content.decode()
    sentence = "Tallene vises ikke lenger. De slettes fem år etter et kurs."
    rows = sheet(run, found)
    assert (html.count(sentence), [row[0] for row in rows]) == (1, ["Kurs", "Arrangør", sentence])
    assert [word in html for word in ("Deltakere", "Ingen økt er ført ennå", "Fullført")] == [False] * 3
