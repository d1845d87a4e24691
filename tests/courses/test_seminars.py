"""The peer supporter seminar: presence and nothing else, and all approved peer supporters invited together."""

from __future__ import annotations

import pytest
from django.core import mail

from courses import access, attending, completion, enrolling, readiness, scheduling
from courses.errors import CourseError, SeatsTaken
from courses.inviting_peer_supporters import invite_peer_supporters, not_asked_yet
from courses.kinds import CourseKind, EnrolmentState, RunState
from courses.leader_page import LeaderPage
from courses.models import ActivityPage, AttendanceShare, CoursePage, CourseRun, Enrolment, RunOrganisation
from courses.moving import runs_to_move_to
from courses.waiting_report import waiting_for
from lms.people.models import RoleKind
from tests.courses.following import approve, following, run_of
from tests.courses.leading import gathering_of, invited, secretariat_of, state_of
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_course, make_enrolment, make_organisation, make_person, make_role, make_run

pytestmark = pytest.mark.django_db


def seminar(**fields) -> CourseRun:
    """An open seminar, made of a course that has own time, a pledge and things to do at home all the same."""
    return run_of(following(CourseKind.SEMINAR, title="Likepersonsseminar"), **fields)


@pytest.mark.req(70)
def test_a_seminar_is_completed_by_presence_alone() -> None:
    """R70 «Årlig likepersonsseminar … faglig påfyll»: an event whose attendance is the whole of it. Fails if
    `completion_plan.freeze` asked a seminar for activities, own time or roles.
    """
    run = seminar()
    assert [type(need) for need in run.requirements.all()] == [AttendanceShare]
    place = make_enrolment(run)
    gathering = gathering_of(run)
    attending.record_attendance(
        gathering=gathering, minutes_by_enrolment={place.pk: gathering.minutes}, by=leader_of(run)
    )
    assert state_of(place) == EnrolmentState.COMPLETED
    late = make_enrolment(run)
    attending.record_attendance(gathering=gathering, minutes_by_enrolment={late.pk: 30}, by=leader_of(run))
    assert state_of(late) == EnrolmentState.ACTIVE
    assert [one.met for one in completion.judge(late)] == [False]


def test_an_add_on_course_asks_for_what_its_content_asks_for() -> None:
    """The same machinery: activities, time, own time and roles, as far as the course has them."""
    names = [type(need).__name__ for need in run_of(following()).requirements.all()]
    assert names == ["RequiredActivities", "AttendanceShare", "OwnTimeAttended", "RolesTried"]


def test_a_seminar_has_no_own_time_to_plan_and_is_ready_without() -> None:
    """The same course as a basic course has own time to plan, and is not ready before it has a time."""
    for kind, told in (
        (CourseKind.SEMINAR, []),
        (
            CourseKind.BASIC,
            [
                "Egentiden for Foreningen er ikke planlagt ennå. Representanten deres og sekretariatet avtaler et tidspunkt."
            ],
        ),
    ):
        run = make_run(following(kind), organiser=make_organisation(short_name="Foreningen"))
        assert (readiness.what_is_not_ready(run), kind) == ({}, kind)
        run.gatherings.all().delete()
        assert (list(readiness.what_is_not_ready(run).values()), kind) == (told, kind)
    for kind, codes in ((CourseKind.SEMINAR, ["1.8"]), (CourseKind.BASIC, ["1.8", "1.9"])):
        run = make_run(with_own_time_in_its_programme(kind))
        run.gatherings.all().delete()
        planned = scheduling.plan_usual_gatherings(course_run=run)
        assert sorted(gathering.code for gathering in planned) == codes


def test_a_joint_seminar_waits_for_no_representative_and_no_own_time() -> None:
    """Nobody is told of own time that does not come. The same course as an add-on course has own time to hold."""
    for kind, waits in ((CourseKind.SEMINAR, False), (CourseKind.ADD_ON, True)):
        run = run_of(following(kind))
        RunOrganisation.objects.create(course_run=run, organisation=make_organisation())
        CourseRun.objects.filter(pk=run.pk).update(joint=True)
        run.refresh_from_db()
        hege = secretariat_of(run)
        own = {one.what for one in waiting_for(hege)} & {"Har ingen utvalgsrepresentant"}
        (listed,) = access.with_representatives(CourseRun.objects.filter(pk=run.pk))
        page = LeaderPage(hege, access.run_for_worker(hege, run.pk), "nb")
        told = (readiness.what_is_not_ready(run), listed.lacks_representative, own, page.not_ready)
        assert ([bool(one) for one in told], kind) == ([waits] * len(told), kind)
        RunOrganisation.objects.update(representative=make_person())
        run.gatherings.filter(kind="own_time").delete()
        whats = {one.what for one in waiting_for(hege)}
        assert ("Har ikke tid for egentid ennå" in whats, kind) == (waits, kind)


def with_own_time_in_its_programme(kind: CourseKind) -> CoursePage:
    """A small course whose own time lies within its common gathering."""
    course = following(kind)
    ActivityPage.objects.descendant_of(course).filter(code="1.9").update(in_gathering="1.8")
    return course


@pytest.mark.req(72)
def test_all_approved_of_ones_own_association_are_invited_together() -> None:
    """R72 «alle godkjente likepersoner bør møte»: «bør» invites and reminds. Who has a place, has said no, or is approved
    elsewhere is not asked. Fails if `not_asked_yet` did not ask who is approved.
    """
    run = seminar()
    hege = secretariat_of(run)
    ane, bo, cia, dag = (approve(make_person(name), run.organiser) for name in ("Ane", "Bo", "Cia", "Dag"))
    approve(make_person("Eva"), make_organisation())
    make_enrolment(run, person=cia)
    make_enrolment(run, person=dag, state=EnrolmentState.WITHDRAWN)
    make_person("Fred")
    assert not_asked_yet(run, run.organiser) == [ane, bo]
    places = invite_peer_supporters(course_run=run, organisation=run.organiser, by=hege)
    assert [place.person for place in places] == [ane, bo]
    assert invite_peer_supporters(course_run=run, organisation=run.organiser, by=hege) == []
    assert state_of(Enrolment.objects.get(person=dag)) == EnrolmentState.WITHDRAWN


def test_only_the_associations_own_secretariat_knows_who_its_peer_supporters_are() -> None:
    """On a joint seminar the arranging secretariat sees its own, never the others', and cannot invite them unseen.

    Fails without the look at whose secretariat it is in `invite_peer_supporters`, or `own_associations`.
    """
    run = seminar(joint=True)
    other = make_organisation(name="Foreningen Nyrenett", short_name="Nyrenett")
    RunOrganisation.objects.create(course_run=run, organisation=other)
    hege, tone = secretariat_of(run), make_role(organisation=other, kind=RoleKind.ADMINISTRATOR).person
    approve(make_person("Ane Vik"), run.organiser)
    secret = approve(make_person("Siv Skjult"), other)
    address = f"/sekretariat/{run.pk}/inviter/likepersoner/"
    html = logged_in(hege).get(address).content.decode()
    assert ["Ane Vik" in html, "Siv Skjult" in html] == [True, False]
    refused = logged_in(hege).post(address, {"organisation": other.pk})
    assert (refused.status_code, Enrolment.objects.filter(person=secret).exists()) == (200, False)
    for by in (hege, tone, leader_of(run), representative_of(run)):
        with pytest.raises(CourseError):
            invite_peer_supporters(course_run=run, organisation=other, by=by)
    for stranger in (tone, leader_of(run), representative_of(run)):
        assert logged_in(stranger).get(address).status_code == 404
        assert logged_in(stranger).post(address, {"organisation": run.organiser.pk}).status_code == 404


def test_the_page_invites_with_one_button_and_says_when_there_are_too_few_seats(
    django_capture_on_commit_callbacks,
) -> None:
    run = seminar()
    client = logged_in(secretariat_of(run))
    for number in range(13):
        approve(make_person(f"Likeperson {number:02}"), run.organiser)
    address = f"/sekretariat/{run.pk}/inviter/likepersoner/"
    assert f'href="{address}"' in client.get(f"/sekretariat/{run.pk}/").content.decode()
    html = client.post(address, {"organisation": run.organiser.pk}).content.decode()
    assert ["har plass til 12 til" in html, Enrolment.objects.count()] == [True, 0]
    with pytest.raises(SeatsTaken):
        invite_peer_supporters(course_run=run, organisation=run.organiser, by=secretariat_of(run))
    run.run_organisations.update(seats=20)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(address, {"organisation": run.organiser.pk}, follow=True).content.decode()
    assert ["13 personer er invitert." in page, len(mail.outbox)] == [True, 13]


def test_a_basic_course_has_no_such_page() -> None:
    run = make_run()
    client = logged_in(secretariat_of(run))
    assert client.get(f"/sekretariat/{run.pk}/inviter/likepersoner/").status_code == 404
    assert "likepersoner/" not in client.get(f"/sekretariat/{run.pk}/").content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_thirty(number: int, django_assert_num_queries) -> None:
    run = seminar()
    client = logged_in(secretariat_of(run))
    for _one in range(number):
        approve(make_person(), run.organiser)
    client.get(f"/sekretariat/{run.pk}/inviter/likepersoner/")
    with django_assert_num_queries(8):
        client.get(f"/sekretariat/{run.pk}/inviter/likepersoner/")


def test_only_basic_courses_are_announced_to_everybody() -> None:
    for kind in CourseKind:
        make_run(following(kind), title=kind.value, starts_on=make_run().starts_on.replace(year=2999))
    assert [run.title for run in CourseRun.objects.coming()] == ["basic"]


def test_the_form_says_what_sort_a_course_is_and_a_seminar_is_set_up_with_it() -> None:
    organiser = make_organisation()
    course, _basic = following(CourseKind.SEMINAR, title="Likepersonsseminar"), make_course()
    client = logged_in(make_role(organisation=organiser, kind=RoleKind.ADMINISTRATOR).person)
    form = client.get("/sekretariat/ny/").content.decode()
    assert [
        "Likepersonsseminar (likepersonsseminar)" in form,
        "På et seminar teller bare oppmøtet." in form,
    ] == [True, True]
    data = {
        "course": course.pk,
        "title": "Seminar på Hamar",
        "organiser": organiser.pk,
        "place": "Hamar",
        "starts_on": "2026-11-28",
        "ends_on": "2026-11-28",
        "language": "nb",
        "leaders": "Liv Aas; liv@likevel.example",
    }
    page = client.post("/sekretariat/ny/", data, follow=True).content.decode()
    run = CourseRun.objects.get()
    client.post(f"/sekretariat/{run.pk}/apne/")
    run.refresh_from_db()
    assert (run.state, run.gatherings.count(), run.requirements.count()) == (RunState.OPEN, 1, 1)
    assert ["egentid" in page.lower(), "Likepersonsseminar</span>" in page] == [False, True]


def test_an_invited_peer_supporter_of_a_seminar_confirms_like_everybody() -> None:
    """The seminar itself asks for nothing unless its editor says that it is for approved ones alone."""
    place = invited(seminar())
    client = logged_in(place.person)
    client.post(f"/kurs/{place.pk}/bli-med/")
    assert state_of(place) == EnrolmentState.CONFIRMED


def test_the_seven_themes_are_told_of_a_basic_course_alone() -> None:
    """They are the training's (R44–R50); a seminar lacks none of them."""
    for kind, shown in ((CourseKind.BASIC, True), (CourseKind.SEMINAR, False)):
        run = run_of(following(kind))
        client = logged_in(leader_of(run))
        pages = [client.get(f"/kursleder/{run.pk}/{page}").content.decode() for page in ("", "fremdrift/")]
        assert ["sju temaene" in page for page in pages] == [shown, shown]


def test_last_years_presence_is_not_this_years() -> None:
    """The seminar is held every year (R70): whoever left in the middle last year has not been at this one. Only one that was
    cancelled goes on in the next. Fails when `coming_again` takes seminars for the same course held once more.
    """
    for state, before in ((RunState.CLOSED, 0), (RunState.CANCELLED, 60)):
        run = seminar()
        place = make_enrolment(run)
        gathering = gathering_of(run)
        attending.record_attendance(
            gathering=gathering, minutes_by_enrolment={place.pk: 60}, by=leader_of(run)
        )
        assert state_of(place) == EnrolmentState.ACTIVE
        Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.NOT_COMPLETED)
        CourseRun.objects.filter(pk=run.pk).update(state=state)
        again = invited(run_of(run.course, organiser=run.organiser), person=place.person)
        enrolling.confirm(enrolment=again, by=again.person)
        assert (completion.minutes_attended(again), state) == (before, state)


def test_an_edition_that_became_a_seminar_is_another_course() -> None:
    """Presence at the basic course is no presence at the seminar that was made of it, and nobody is moved from one to the
    other. Fails without the sort of course in `earlier_places` and `runs_to_move_to`.
    """
    basic = make_course()
    run = run_of(basic)
    place = make_enrolment(run)
    gathering = gathering_of(run)
    attending.record_attendance(
        gathering=gathering, minutes_by_enrolment={place.pk: gathering.minutes}, by=leader_of(run)
    )
    course = following(CourseKind.SEMINAR)
    CoursePage.objects.filter(pk=course.pk).update(lineage=basic.lineage)
    to = run_of(course, organiser=run.organiser)
    movable = list(runs_to_move_to(place, secretariat_of(run)))
    again = invited(to, person=place.person)
    enrolling.confirm(enrolment=again, by=again.person)
    told = (movable, completion.minutes_attended(again), state_of(again))
    assert told == ([], 0, EnrolmentState.CONFIRMED)
