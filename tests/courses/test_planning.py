"""Setting up a run: what is asked for before it opens, what is frozen, and for whom it is not ready."""

from __future__ import annotations

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone, translation

from courses import planning, readiness, scheduling, setting_up, timetable
from courses.errors import CourseError
from courses.invitation_lists import read_list
from courses.kinds import EnrolmentState, RunState, Theme
from courses.models import (
    ActivityPage,
    AttendanceShare,
    CompletionRequirement,
    CoursePage,
    CourseRun,
    OwnTimeAttended,
    RequiredActivities,
    RolesTried,
)
from lms.people.models import RoleKind, User
from tests.courses.leading import open_run, secretariat_of, take_part
from tests.courses.working import leader_of
from tests.making import make_course, make_enrolment, make_organisation, make_person, make_role, make_run

START = datetime.date(2026, 3, 14)
END = datetime.date(2026, 3, 28)


def administrator(organisation) -> User:
    """Somebody in its secretariat."""
    return make_role(organisation=organisation, kind=RoleKind.ADMINISTRATOR).person


def planned(course: CoursePage | None = None, **fields) -> CourseRun:
    """A planned run with nothing but its frame."""
    organiser = fields.pop("organiser", None) or make_organisation()
    usual = {"title": "Grunnkurs i Trondheim", "place": "Trondheim", "starts_on": START, "ends_on": END}
    return planning.plan_run(course=course or make_course(), organiser=organiser, **(usual | fields))


def ready(run: CourseRun) -> CourseRun:
    """Everything opening asks for."""
    planning.add_organisation(course_run=run, organisation=run.organiser, representative=make_person())
    planning.add_leader(course_run=run, person=make_person("Liv Aas"))
    scheduling.plan_usual_gatherings(course_run=run)
    return run


@pytest.mark.req(38)
@pytest.mark.django_db
def test_a_joint_basic_course_is_held_by_several_associations_each_with_its_own_time() -> None:
    """R38 «Felles grunnkurs for likepersoner». Fails if own time were planned once for all."""
    run = planned(joint=True)
    other = make_organisation(short_name="Nyrenett")
    for organisation in (run.organiser, other):
        planning.add_organisation(course_run=run, organisation=organisation, representative=make_person())
    gatherings = scheduling.plan_usual_gatherings(course_run=run)
    assert [(g.code, g.organisation) for g in gatherings] == [("1.8", None)]
    own_time = {"starts_at": timezone.now(), "place": "", "code": "1.9", "course_run": run}
    for organisation in (run.organiser, other):
        timetable.plan_gathering(organisation=organisation, **own_time)
    assert [g.organisation for g in run.gatherings.filter(kind="own_time").order_by("pk")] == [
        run.organiser,
        other,
    ]


@pytest.mark.req(39)
@pytest.mark.django_db
def test_partners_are_credited_on_the_run() -> None:
    """R39 «i samarbeid med Kirkens SOS». Fails without the credit on the run (the certificate prints it)."""
    assert planned(partner_credit=" Kirkens SOS ").partner_credit == "Kirkens SOS"


@pytest.mark.req(38, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52)
@pytest.mark.django_db
def test_opening_the_starter_course_freezes_what_every_trainee_goes_through(
    starter_course: CoursePage,
) -> None:
    """R44–R50 the seven topics, R43 the closing self-check (9.3), R51–R52 own time with pledge and registration.

    Fails if a theme had nothing required, if own time were left out, or if the plan were not frozen at opening.
    """
    run = ready(planned(starter_course))
    planning.open_run(course_run=run, by=administrator(run.organiser))
    activities, share, own_time, roles = CompletionRequirement.objects.filter(course_run=run)
    assert [type(need) for need in (activities, share, own_time, roles)] == [
        RequiredActivities,
        AttendanceShare,
        OwnTimeAttended,
        RolesTried,
    ]
    pages = ActivityPage.objects.descendant_of(starter_course).filter(translation_key__in=activities.keys)
    themes = {page.get_parent().specific.theme for page in pages}
    assert themes >= {*Theme.values} - {Theme.WELCOME.value}
    codes = set(pages.values_list("code", flat=True))
    assert {"8.2", "8.3", "9.3"} <= codes
    assert (len(activities.keys), share.percent, roles.roles) == (29, 75, ["talker", "listener", "observer"])


@pytest.mark.django_db
def test_the_usual_times_of_the_starter_course_make_two_days_with_own_time_inside_the_last(
    starter_course: CoursePage,
) -> None:
    """A run set up in five minutes: two gatherings on each day, own time where the programme has it."""
    run = ready(planned(starter_course))
    times = [
        (g.code, timezone.localtime(g.starts_at).strftime("%d.%m. %H.%M"), g.minutes)
        for g in run.gatherings.all()
    ]
    assert times == [
        ("0.4", "14.03. 10.00", 135),
        ("3.5", "14.03. 13.00", 135),
        ("5.4", "28.03. 10.00", 135),
        ("9.5", "28.03. 13.00", 135),
        ("8.1", "28.03. 14.15", 45),
    ]
    assert len(scheduling.plan_usual_gatherings(course_run=run)) == 5


def test_on_one_day_alone_the_gatherings_follow_each_other(starter_course: CoursePage) -> None:
    """First day and last day the same: nobody is asked to be in two gatherings at once."""
    run = ready(planned(starter_course, starts_on=START, ends_on=START))
    common = run.gatherings.filter(organisation=None)
    assert [timezone.localtime(one.starts_at).strftime("%d.%m. %H.%M") for one in common] == [
        "14.03. 10.00",
        "14.03. 13.00",
        "14.03. 16.00",
        "14.03. 19.00",
    ]


@pytest.mark.django_db
def test_opening_says_what_is_missing_and_changes_nothing() -> None:
    """A run without leader, association or times is refused, all reasons at once."""
    run = planned()
    with translation.override("nb"), pytest.raises(CourseError) as refusal:
        planning.open_run(course_run=run, by=administrator(run.organiser))
    assert str(refusal.value) == (
        "Kurset trenger en kursleder. Kurset trenger en forening som er med. Disse øktene trenger et tidspunkt: "
        "gathering 1.8."
    )
    run.refresh_from_db()
    assert (run.state, run.requirements.count()) == (RunState.PLANNED, 0)


@pytest.mark.django_db
def test_opening_twice_freezes_once_and_an_ended_run_never_opens_again() -> None:
    """A second click changes nothing; closed and cancelled stay so."""
    run = ready(planned())
    by = administrator(run.organiser)
    for _again in range(2):
        planning.open_run(course_run=run, by=by)
    assert (run.state, run.requirements.count()) == (RunState.OPEN, 4)
    planning.close_run(course_run=run, by=by)
    for verb in (planning.open_run, planning.cancel_run):
        with pytest.raises(CourseError):
            verb(course_run=run, by=by)
    with pytest.raises(CourseError):
        planning.add_leader(course_run=run, person=make_person(), by=by)
    assert run.state == RunState.CLOSED


@pytest.mark.req(53)
@pytest.mark.django_db
def test_a_joint_run_is_not_ready_for_an_association_without_a_representative() -> None:
    """R53 «skal det alltid være en representant … tilstede»: the run opens, and is told not to be ready for it.

    Fails without `RunOrganisation.is_ready`, or if own time of that association could be recorded by others.
    """
    run = make_run(joint=True)
    bare = make_organisation(short_name="Tredje")
    part = take_part(run, bare, represented=False)
    late = make_organisation(short_name="Åpen")
    take_part(run, late)
    run.gatherings.filter(organisation=late).delete()
    with translation.override("nb"):
        told = readiness.what_is_not_ready(run)
    assert told == {
        bare: "Tredje har ingen representant fra utvalget. Egentiden deres står åpen til de har en.",
        late: "Egentiden for Åpen er ikke planlagt ennå. Representanten deres og sekretariatet avtaler et tidspunkt.",
    }
    planning.add_organisation(course_run=run, organisation=bare, representative=make_person())
    part.refresh_from_db()
    assert part.is_ready is True


@pytest.mark.django_db
def test_only_the_organisers_secretariat_plans() -> None:
    """Not the secretariat of another association, not the leader, not a guest in the run."""
    run = ready(planned())
    now = timezone.now()
    strangers = [administrator(make_organisation()), run.leaders.get().person, make_person()]
    for stranger in strangers:
        for call in (
            lambda by: planned(organiser=run.organiser, by=by),
            lambda by: planning.add_organisation(course_run=run, organisation=make_organisation(), by=by),
            lambda by: planning.add_leader(course_run=run, person=make_person(), by=by),
            lambda by: timetable.plan_gathering(course_run=run, code="1.8", starts_at=now, place="", by=by),
            lambda by: timetable.move_gatherings(course_run=run, times=[], by=by),
            lambda by: planning.open_run(course_run=run, by=by),
            lambda by: planning.cancel_run(course_run=run, by=by),
        ):
            with pytest.raises(CourseError):
                call(stranger)
    run.refresh_from_db()
    assert (CourseRun.objects.count(), run.state) == (1, RunState.PLANNED)


@pytest.mark.django_db
def test_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(CourseError):
        planned(ends_on=START - datetime.timedelta(days=1))


@pytest.mark.django_db
def test_a_run_is_set_up_in_one_go_or_not_at_all() -> None:
    """Leaders are found by their address, or registered. A refusal leaves no half run behind."""
    organiser, other = make_organisation(), make_organisation()
    by = administrator(organiser)
    known = make_person("Liv Aas", email="liv@likevel.example")
    fields = {
        "course": make_course(),
        "title": "Grunnkurs",
        "place": "Hamar",
        "starts_on": START,
        "ends_on": END,
        "organiser": organiser,
        "others": [other, organiser],
    }
    lines = read_list("Liv A.; liv@likevel.example\nOdd Berg, 400 00 009")
    run = setting_up.set_up_run(by=by, leaders=lines, **fields)
    assert (run.joint, run.run_organisations.count()) == (True, 2)
    assert [leader.person.name for leader in run.leaders.order_by("pk")] == ["Liv Aas", "Odd Berg"]
    assert run.leaders.filter(person=known).exists()
    planning.open_run(course_run=run, by=by)
    people = User.objects.count()
    with pytest.raises(CourseError):
        setting_up.set_up_run(by=known, leaders=read_list("Ny Person; ny@likevel.example"), **fields)
    assert (CourseRun.objects.count(), User.objects.count()) == (1, people)


@pytest.mark.django_db
def test_the_secretariat_of_the_run_is_that_of_the_organiser() -> None:
    """A role elsewhere, or one that has ended, gives nothing."""
    run = make_run()
    by = secretariat_of(run)
    planning.cancel_run(course_run=run, by=by)
    assert run.state == RunState.CANCELLED
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = make_role(organisation=run.organiser, kind=RoleKind.ADMINISTRATOR, until=yesterday).person
    with pytest.raises(CourseError):
        planning.cancel_run(course_run=run, by=former)


@pytest.mark.django_db
def test_closing_says_who_has_not_completed_and_leaves_the_others() -> None:
    """Under way becomes not completed; completed, paused and invited stay. Closing again changes nothing."""
    run = open_run()
    places = {state: make_enrolment(run, state=state) for state in EnrolmentState.values}
    planning.close_run(course_run=run, by=None)
    planning.close_run(course_run=run, by=None)
    changed = {EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE}
    for state, place in places.items():
        place.refresh_from_db()
        assert place.state == (EnrolmentState.NOT_COMPLETED if state in changed else state)


@pytest.mark.django_db
def test_a_run_is_joint_from_the_second_association_on_and_never_less() -> None:
    """Fails when only set-up makes a run joint: the first association alone does not, and naming it again changes nothing."""
    run = planned()
    planning.add_organisation(course_run=run, organisation=run.organiser)
    planning.add_organisation(course_run=run, organisation=run.organiser, seats=8)
    assert (run.joint, CourseRun.objects.get().joint) == (False, False)
    planning.add_organisation(course_run=run, organisation=make_organisation())
    assert (run.joint, CourseRun.objects.get().joint) == (True, True)
    run.run_organisations.exclude(organisation=run.organiser).delete()
    planning.add_organisation(course_run=run, organisation=run.organiser)
    assert CourseRun.objects.get().joint is True


@pytest.mark.django_db
def test_runs_of_several_from_before_become_joint_in_the_migration() -> None:
    """Fails when the migration takes those of one association too, or leaves those of several."""
    one, several = open_run(), open_run()
    take_part(several, make_organisation())
    migration = import_module("courses.migrations.0020_runs_of_several_are_joint")
    migration.make_joint(apps, None)
    assert [CourseRun.objects.get(pk=run.pk).joint for run in (one, several)] == [False, True]


@pytest.mark.django_db
def test_the_last_leader_cannot_be_given_a_day_that_is_over_nor_anybody_one_before_the_first() -> None:
    """Edge case 13: somebody always leads. Fails when only the button of the secretariat's page asks."""
    run = open_run()
    today = timezone.localdate()
    run.leaders.update(since=today - datetime.timedelta(days=9))
    person, yesterday = leader_of(run), today - datetime.timedelta(days=1)
    for until in (yesterday, today - datetime.timedelta(days=10)):
        with pytest.raises(CourseError):
            planning.add_leader(course_run=run, person=person, until=until)
    planning.add_leader(course_run=run, person=make_person("Vera Vikar"))
    with pytest.raises(CourseError):
        planning.add_leader(course_run=run, person=person, until=today - datetime.timedelta(days=10))
    assert run.leaders.get(person=person).until is None
    planning.add_leader(course_run=run, person=person, until=yesterday)
    assert run.leaders.get(person=person).until == yesterday
