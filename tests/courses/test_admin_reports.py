"""The reports of the admin: the numbers of a year, what waits for whom, which gatherings come, and what was issued."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from certificates.issued_report import issued_documents
from certificates.models import Certificate, CertificateStatus
from courses.kinds import EnrolmentState, MakeUpKind, RunState
from courses.models import (
    AttendanceCorrection,
    AttendanceNumbers,
    AttendanceReview,
    CourseRun,
    Gathering,
    MakeUp,
    RunOrganisation,
)
from courses.waiting_report import coming_gatherings, waiting_for
from courses.year_report import year_rows
from lms.people.models import Membership, User
from tests.courses.leading import attend, gathering_of, joint_run, open_run, people_in, secretariat_of
from tests.making import make_enrolment, make_organisation, make_role, make_run

pytestmark = pytest.mark.django_db


def numbers(viewer: User) -> dict[str, tuple]:
    """By association, what the year's report tells of the only year there is."""
    return {
        row.association: (row.courses, row.course_days, row.people, row.minutes, row.left_out)
        for row in year_rows(viewer)
    }


def test_a_year_is_the_sum_of_what_the_sheets_of_its_runs_tell() -> None:
    """Two courses of one's own: days and people are added up; a run counts in the year of its last day."""
    first = open_run()
    second, last_year = (open_run(organiser=first.organiser) for _run in range(2))
    make_run(organiser=first.organiser)  # nobody was there
    for run, day in ((first, (2026, 3, 28)), (second, (2026, 9, 12)), (last_year, (2025, 9, 12))):
        CourseRun.objects.filter(pk=run.pk).update(ends_on=datetime.date(*day))
    for run, people in ((first, ("Arne", "Berit")), (second, ("Carl",)), (last_year, ("Dina",))):
        for place in people_in(run, *people):
            attend(place, 90)
    rows = year_rows(secretariat_of(first))
    assert [(row.year, row.courses, row.people, row.minutes) for row in rows] == [
        (2026, 2, 3, 270),
        (2025, 1, 1, 90),
    ]
    assert (rows[0].course_days, rows[0].teaching_hours, rows[0].left_out) == (2, 6, 0)


def test_small_numbers_of_a_joint_run_are_left_out_of_the_year_as_on_its_sheet() -> None:
    """Edge case 18. Fails when the sum is made of what is known and not of what is told: the difference between a year and
    the sheets of its runs would be the number nobody may know.
    """
    run, other = joint_run()
    for name in ("Arne", "Berit", "Carl", "Dina", "Egil", "Frida"):
        attend(people_in(run, name)[0], 90)
    attend(make_enrolment(run, organisation=other), 45)
    alone = open_run(organiser=run.organiser)
    attend(people_in(alone, "Gro")[0], 90)
    found = numbers(secretariat_of(run))
    assert found[run.organiser.short_name] == (2, 2, 1, 90, 1)
    assert found["Nyrenett"] == (None, None, None, None, 1)
    theirs = make_role(organisation=other).person
    assert numbers(theirs) == {"Nyrenett": (None, None, 1, 45, 0)}


def test_where_names_have_become_numbers_the_days_stand_and_the_people_are_not_told() -> None:
    """After three years nobody knows who came from where; nought would be wrong."""
    run = open_run()
    make_enrolment(run)
    AttendanceNumbers.objects.create(gathering=gathering_of(run), people=9, minutes=9 * 135)
    [row] = year_rows(secretariat_of(run))
    assert (row.course_days, row.people_words, row.left_out) == (1, "oppgis ikke", 1)


@pytest.mark.parametrize("runs", [1, 12])
def test_the_reports_cost_the_same_for_one_run_and_for_twelve(runs: int, django_assert_num_queries) -> None:
    """Fails when a run asks for its own days, its own leaders or its own associations."""
    run, other = joint_run()
    attend(people_in(run, "Arne")[0], 90)
    for number in range(runs - 1):
        one = make_run(run.course, organiser=run.organiser, joint=True, title=f"Kurs {number}")
        RunOrganisation.objects.create(course_run=one, organisation=other)
        attend(make_enrolment(one), 90)
    viewer = secretariat_of(run)
    for report, cost in ((year_rows, 6), (waiting_for, 6), (coming_gatherings, 1), (issued_documents, 2)):
        with django_assert_num_queries(cost):
            report(viewer)


def waits(viewer: User) -> list[tuple[str, str, int | None]]:
    """What waits, in which association, and how many it is."""
    return [(row.what, row.association, row.number) for row in waiting_for(viewer)]


def test_what_waits_is_told_with_who_acts() -> None:
    """Each thing by itself, and gone when it is done."""
    run = open_run(starts_on=timezone.localdate() - datetime.timedelta(days=1))
    viewer, name = secretariat_of(run), run.organiser.short_name
    assert waits(viewer) == []
    (arne,) = people_in(run, "Arne", state=EnrolmentState.INVITED)
    assert waits(viewer) == [("Invitasjoner uten svar", name, 1)]
    arne.state = EnrolmentState.ACTIVE
    arne.save()
    CourseRun.objects.filter(pk=run.pk).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    run.leaders.all().delete()
    Membership.objects.create(person=arne.person, organisation=run.organiser)
    assert waits(viewer) == [
        ("Ingen leder kurset i dag", name, None),
        ("Siste dag er over, og kurset er ikke avsluttet", name, None),
        ("Medlemskap som ikke er bekreftet", name, 1),
    ]
    CourseRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED)
    Membership.objects.update(confirmed_on=timezone.localdate())
    assert waits(viewer) == []


def test_corrections_and_make_ups_wait_with_how_many_and_nobodys_name() -> None:
    run = open_run()
    viewer, name = secretariat_of(run), run.organiser.short_name
    (arne,) = people_in(run, "Arne Dahl")
    attend(arne, 90)
    correction = AttendanceCorrection.objects.create(
        attendance=arne.attendances.get(), old_minutes=90, new_minutes=60
    )
    review = AttendanceReview.objects.create(correction=correction)
    made_up = MakeUp.objects.create(
        enrolment=arne,
        gathering=gathering_of(run),
        kind=MakeUpKind.TALK,
        meets_at=timezone.now() - datetime.timedelta(days=1),
        agreed_at=timezone.now() - datetime.timedelta(days=3),
    )
    found = waiting_for(viewer)
    assert {(row.what, row.number, row.address) for row in found} == {
        ("Oppmøte er rettet etter at kurset var fullført", 1, f"/kursleder/{run.pk}/gjennomgang/"),
        ("Avtaler om å ta igjen som ikke er bekreftet", 1, f"/kursleder/{run.pk}/"),
    }
    assert [row for row in found if "Arne" in str(row)] == []
    review.looked_at = timezone.now()
    review.save()
    made_up.meets_at = timezone.now() + datetime.timedelta(days=1)
    made_up.save()
    assert waits(viewer) == []
    assert waits(make_role(organisation=make_organisation()).person) == []
    assert name


def test_an_association_without_a_representative_waits_for_the_organiser_and_for_itself() -> None:
    """R53. Its own secretariat meets the course by its title and is led nowhere it may not go; a third one meets nothing."""
    run, other = joint_run()
    RunOrganisation.objects.filter(organisation=other).update(representative=None)
    organiser, theirs = secretariat_of(run), make_role(organisation=other).person
    lacks = "Har ingen utvalgsrepresentant"
    assert [(row.what, row.association, row.address) for row in waiting_for(organiser)] == [
        (lacks, "Nyrenett", f"/sekretariat/{run.pk}/")
    ]
    assert [(row.what, row.course, row.address) for row in waiting_for(theirs)] == [(lacks, run.title, None)]
    assert waiting_for(make_role(organisation=make_organisation()).person) == []


def test_gatherings_that_come_tell_how_many_take_part_but_not_of_own_time() -> None:
    """Own time is one association's: its number is not told across."""
    run, other = joint_run()
    people_in(run, "Arne", "Berit")
    make_enrolment(run, organisation=other)
    Gathering.objects.filter(course_run=run).update(starts_at=timezone.now() + datetime.timedelta(days=2))
    found = {(row.own_time, row.people) for row in coming_gatherings(secretariat_of(run))}
    assert found == {("", 3), (run.organiser.short_name, None), ("Nyrenett", None)}
    assert coming_gatherings(make_role(organisation=other).person) == []
    Gathering.objects.filter(course_run=run).update(starts_at=timezone.now() - datetime.timedelta(days=2))
    assert coming_gatherings(secretariat_of(run)) == []


def test_documents_are_counted_by_year_and_a_new_paper_for_an_old_one_is_not_one_more() -> None:
    ours, theirs = make_organisation(short_name="Vår"), make_organisation()
    usual = {"kind": "completion", "organisation": ours, "language": "nb", "facts": {}}
    day = timezone.make_aware(datetime.datetime(2026, 5, 5, 12))
    rows = [
        Certificate.objects.create(**usual, number=f"{number}", code=f"KODE{number}", issued_at=day)
        for number in range(4)
    ]
    rows[0].superseded_by = rows[1]
    rows[0].status = CertificateStatus.SUPERSEDED
    rows[2].status = CertificateStatus.REVOKED
    for row in rows:
        row.save()
    Certificate.objects.create(**(usual | {"organisation": theirs}), number="9", code="KODE9", issued_at=day)
    [found] = issued_documents(make_role(organisation=ours).person)
    assert (found.year, found.association, found.kind) == (2026, "Vår", "Kursbevis")
    assert (found.issued, found.withdrawn) == (3, 1)
