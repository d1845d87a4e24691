"""What follows the basic course leads to no approval; and who has been at a seminar is a reminder for one's own."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from certificates.approvals.handover import enrolments_signed_for, waiting_candidates
from certificates.approvals.models import Appointment, Case
from certificates.approvals.opening import find_what_a_crash_left, open_case_when_ready
from certificates.approvals.seminars import seminars_for
from certificates.issuing import issue_completion
from courses.kinds import CourseKind
from courses.models import Attendance, CoursePage
from lms.people.models import ApprovingBody, Organisation, RoleKind, User
from tests.approvals.making import (
    make_completed,
    make_course,
    make_member,
    make_organisation,
    make_person,
    make_signature,
)
from tests.approvals.visiting import address, as_user, text_of
from tests.making import make_enrolment, make_run

pytestmark = pytest.mark.django_db
FOLLOWING = [kind for kind in CourseKind if kind != CourseKind.BASIC]


def course_of(kind: CourseKind, **fields: object) -> CoursePage:
    """A course of this sort, with words of its own for its certificate only where `make_course` gives it some."""
    course = make_course()
    CoursePage.objects.filter(pk=course.pk).update(kind=kind, **fields)
    course.refresh_from_db()
    return course


@pytest.mark.req(62)
@pytest.mark.parametrize("kind", FOLLOWING)
def test_only_the_basic_course_opens_a_case(kind: CourseKind) -> None:
    """R62 «Etter gjennomført grunnkurs»: not after another course. Fails without the look at the sort of course in
    `opening._look`, `handover.waiting_candidates` or `handover.enrolments_signed_for`.
    """
    enrolment = make_completed(course=course_of(kind))
    signature = make_signature(enrolment)
    assert open_case_when_ready(enrolment_id=enrolment.pk) is None
    assert (waiting_candidates(), enrolments_signed_for(signature.pk), find_what_a_crash_left()) == (
        [],
        [],
        0,
    )
    basic = make_completed(enrolment.person, organisation=enrolment.organisation)
    assert (waiting_candidates(), enrolments_signed_for(signature.pk)) == ([basic.pk], [basic.pk])
    assert open_case_when_ready(enrolment_id=basic.pk) == Case.objects.get()


def test_the_certificate_of_an_add_on_course_names_that_course_and_its_own_hours() -> None:
    """Its title, its own half hour and the two attended, and no word of a basic course: neither with words of its own nor
    with ours.
    """
    course = course_of(CourseKind.ADD_ON, title="Likeperson på telefon", hours_online="0.5")
    with_own_words = make_completed(course=course)
    course.document_texts.all().delete()
    course.save()
    for enrolment in (with_own_words, make_completed(course=course)):
        Attendance.objects.filter(enrolment=enrolment).exclude(
            pk=Attendance.objects.filter(enrolment=enrolment).earliest("pk").pk
        ).update(minutes=0)
        facts = issue_completion(enrolment_id=enrolment.pk).facts
        assert (facts["course_title"], facts["hours"]) == ("Likeperson på telefon", "2,5")
        assert [word in str(facts).lower() for word in ("grunnkurs", "likeperson på telefon")] == [
            False,
            True,
        ]


def appointed(name: str, organisation: Organisation, **fields) -> User:
    """An approved peer supporter since last spring."""
    person = make_person(name, **fields)
    starts_on = timezone.localdate() - datetime.timedelta(days=400)
    Appointment.objects.create(person=person, organisation=organisation, starts_on=starts_on)
    return person


def was_at(
    person: User, organisation: Organisation, *, days_ago: int, kind: CourseKind = CourseKind.SEMINAR
) -> None:
    """Present at the first gathering of a course of this sort, for this association; others arranged it."""
    run = make_run(starts_on=timezone.localdate() - datetime.timedelta(days=days_ago))
    CoursePage.objects.filter(pk=run.course_id).update(kind=kind)
    gathering = run.gatherings.earliest("starts_at")
    Attendance.objects.create(
        enrolment=make_enrolment(run, person=person, organisation=organisation),
        gathering=gathering,
        minutes=60,
        attended_at=gathering.starts_at,
    )


@pytest.mark.req(72)
def test_the_association_sees_who_of_its_approved_has_been_at_a_seminar_in_two_years() -> None:
    """R72 «bør møte»: a figure and a list, and nothing happens. What counts is a seminar, within two years, for this very
    association. Fails if `last_seminar_days` left out one of the three, or
    if somebody stood on the list whose account is shut, as after a death (edge case 5).
    """
    organisation, other = make_organisation(short_name="Nordlys"), make_organisation("Sørlys")
    ane, bo, cia, dag = (appointed(name, organisation) for name in ("Ane", "Bo", "Cia", "Dag"))
    was_at(ane, organisation, days_ago=100)
    was_at(ane, organisation, days_ago=300)
    was_at(bo, organisation, days_ago=800)
    was_at(cia, organisation, days_ago=30, kind=CourseKind.ADD_ON)
    was_at(dag, other, days_ago=30)
    appointed("Eva", organisation, is_active=False)
    [figure] = seminars_for(make_member(organisation))
    newest = timezone.localdate() - datetime.timedelta(days=100)
    assert (figure.attended, figure.total) == (1, 4)
    assert [(one.name, one.last_seminar) for one in figure.people] == [
        ("Bo", None),
        ("Cia", None),
        ("Dag", None),
        ("Ane", newest),
    ]
    assert Appointment.objects.filter(ended_on=None).count() == 5


@pytest.mark.req(72)
def test_only_the_associations_own_secretariat_and_committee_see_it() -> None:
    """The board only where it appoints. The others of the association, and everybody of another, see no name.

    Fails if `_associations_of` asked for any role, or for one anywhere.
    """
    organisation = make_organisation(short_name="Nordlys")
    appointed("Siv Skjult", organisation)
    seen = {
        kind: "Siv Skjult" in text_of(as_user(make_member(organisation, kind=kind)).get(address("seminars")))
        for kind in RoleKind
    }
    allowed = (RoleKind.ADMINISTRATOR, RoleKind.COMMITTEE_MEMBER, RoleKind.COMMITTEE_LEADER)
    assert [kind for kind, sees in seen.items() if sees] == [kind for kind in RoleKind if kind in allowed]
    elsewhere = make_member(make_organisation("Sørlys"), kind=RoleKind.ADMINISTRATOR)
    former = make_member(organisation, until=timezone.localdate() - datetime.timedelta(days=1))
    for stranger in (elsewhere, former, make_person()):
        assert "Siv Skjult" not in text_of(as_user(stranger).get(address("seminars")))
    organisation.approving_body = ApprovingBody.BOARD
    organisation.save()
    board = make_member(organisation, kind=RoleKind.BOARD_MEMBER)
    page = text_of(as_user(board).get(address("seminars")))
    assert "0 av 1 godkjent likeperson har vært på seminar de siste to årene." in page
    assert as_user(board).post(address("seminars")).status_code == 405


@pytest.mark.parametrize("number", [1, 30])
def test_thirty_approved_cost_what_one_costs(number: int, django_assert_num_queries) -> None:
    organisation = make_organisation()
    member = make_member(organisation)
    for _one in range(number):
        was_at(appointed("Ane", organisation), organisation, days_ago=10)
    with django_assert_num_queries(3):
        seminars_for(member)
