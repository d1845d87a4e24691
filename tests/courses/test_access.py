"""Who sees which runs, gatherings and people. Each test holds data that could leak."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from courses import access
from courses.kinds import EnrolmentState
from courses.models import CourseRun, Enrolment
from lms.people.models import RoleKind
from tests.courses.leading import OWN_TIME, gathering_of, joint_run, secretariat_of
from tests.courses.working import leader_of, representative_of
from tests.making import make_enrolment, make_organisation, make_person, make_role, make_run


def allowed(call, *arguments) -> bool:
    """Whether the helper gives the row instead of 404."""
    try:
        call(*arguments)
    except Http404:
        return False
    return True


@pytest.fixture
def cast(db) -> dict:
    """A joint run with people of two associations, and everybody who might look."""
    run, other = joint_run()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    leader, former = leader_of(run), make_person("Frida Før")
    run.leaders.create(person=former, since=yesterday, until=yesterday)
    ended = make_role(organisation=run.organiser, kind=RoleKind.ADMINISTRATOR, until=yesterday).person
    own, theirs = make_enrolment(run), make_enrolment(run, organisation=other)
    return {
        "run": run,
        "other": other,
        "own": own,
        "theirs": theirs,
        "leader": leader,
        "secretariat": secretariat_of(run),
        "representative": representative_of(run),
        "other representative": run.run_organisations.get(organisation=other).representative,
        "former leader": former,
        "former secretariat": ended,
        "leader of another run": leader_of(make_run()),
        "another secretariat": make_role(organisation=other, kind=RoleKind.ADMINISTRATOR).person,
        "committee member": make_role(organisation=run.organiser, kind=RoleKind.COMMITTEE_MEMBER).person,
        "trainee": own.person,
        "guest": AnonymousUser(),
    }


WORKERS = {"leader", "secretariat", "representative", "other representative"}
EVERYBODY = [
    *sorted(WORKERS),
    "former leader",
    "former secretariat",
    "leader of another run",
    "another secretariat",
    "committee member",
    "trainee",
    "guest",
]


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_run_is_for_those_who_work_with_it_today(cast: dict, who: str) -> None:
    """Leaders, representatives and the organiser's secretariat; nobody else."""
    assert allowed(access.run_for_worker, cast[who], cast["run"].pk) is (who in WORKERS)
    assert allowed(access.run_for_secretariat, cast[who], cast["run"].pk) is (who == "secretariat")


@pytest.mark.req(51, 53)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_representative_sees_the_associations_own_people_and_nobody_elses(cast: dict, who: str) -> None:
    """R51, R53 «følge opp egne deltakere». Fails if `visible_to` let a representative see the whole run."""
    seen = {
        name: allowed(access.enrolment_for_worker, cast[who], cast[name].pk) for name in ("own", "theirs")
    }
    everybody, one, two = (
        {"own": True, "theirs": True},
        {"own": True, "theirs": False},
        {"own": False, "theirs": True},
    )
    expected = {
        "leader": everybody,
        "secretariat": everybody,
        "representative": one,
        "other representative": two,
    }
    assert seen == expected.get(who, {"own": False, "theirs": False})
    if who != "guest":
        listed = set(access.people_for(cast[who], cast["run"]).values_list("pk", flat=True))
        assert listed == {cast[name].pk for name, yes in seen.items() if yes}


@pytest.mark.parametrize("who", EVERYBODY)
def test_common_gatherings_are_the_leaders_and_own_time_the_associations(cast: dict, who: str) -> None:
    """The leader of a joint run holds no association's own time; a representative records no common gathering."""
    run = cast["run"]
    gatherings = (gathering_of(run), gathering_of(run, OWN_TIME), gathering_of(run, OWN_TIME, cast["other"]))
    may = tuple(allowed(access.gathering_for_recorder, cast[who], gathering.pk) for gathering in gatherings)
    expected = {
        "leader": (True, False, False),
        "secretariat": (True, True, True),
        "representative": (False, True, False),
        "other representative": (False, False, True),
    }
    assert may == expected.get(who, (False, False, False))


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "trainee"])
def test_a_place_is_ones_own_for_the_trainee_alone(cast: dict, who: str) -> None:
    """Not even those who lead reach somebody's own pages."""
    assert allowed(access.own_enrolment, cast["trainee"], cast["own"].pk) is True
    assert allowed(access.own_enrolment, cast[who], cast["own"].pk) is False


def test_the_withdrawn_leave_the_list_and_people_at_own_time_are_the_associations(cast: dict) -> None:
    """What a leader meets on the page, and who belongs in which room."""
    run = cast["run"]
    Enrolment.objects.filter(pk=cast["own"].pk).update(state=EnrolmentState.WITHDRAWN)
    assert list(access.people_for(cast["leader"], run)) == [cast["theirs"]]
    assert list(access.people_at(gathering_of(run, OWN_TIME, cast["other"]))) == [cast["theirs"]]
    assert list(access.people_at(gathering_of(run, OWN_TIME))) == []


def test_a_run_says_what_the_viewer_is_in_it(cast: dict) -> None:
    """Asked in the same query that finds it."""
    flags = {
        who: (run.viewer_leads, run.viewer_administers)
        for who in WORKERS
        if (run := access.run_for_worker(cast[who], cast["run"].pk))
    }
    assert flags == {
        "leader": (True, False),
        "secretariat": (False, True),
        "representative": (False, False),
        "other representative": (False, False),
    }


@pytest.mark.django_db
def test_a_run_lists_its_own_people_also_for_who_leads_several() -> None:
    """Two runs under one leader do not run together."""
    run, elsewhere = make_run(), make_run()
    elsewhere.leaders.create(person=leader_of(run))
    place, _other = make_enrolment(run), make_enrolment(elsewhere)
    assert list(access.people_for(leader_of(run), run)) == [place]


@pytest.mark.django_db
def test_nobody_reaches_anything_in_an_association_they_have_nothing_to_do_with() -> None:
    """An empty corner: a person with no role sees no run at all."""
    make_enrolment(make_run())
    assert list(CourseRun.objects.visible_to(make_person())) == []
    assert list(CourseRun.objects.visible_to(AnonymousUser())) == []
    assert access.works_as_leader(AnonymousUser(), CourseRun.objects.get()) is False
    assert access.represents(AnonymousUser(), CourseRun.objects.get(), make_organisation().pk) is False


def test_a_representative_who_has_left_the_committee_opens_nothing(db) -> None:
    """C.4.24 «Staff role changes end access the same day». Fails if naming alone made a representative."""
    run, other = joint_run()
    theirs = make_enrolment(run, organisation=other)
    own_time = gathering_of(run, OWN_TIME, other)
    person = run.run_organisations.get(organisation=other).representative
    person.roles.all().delete()
    make_role(person, other, RoleKind.COMMITTEE_MEMBER, until=timezone.localdate())
    looks = [(access.run_for_worker, run.pk), (access.enrolment_for_worker, theirs.pk)]
    looks.append((access.gathering_for_recorder, own_time.pk))

    today = [allowed(look, person, pk) for look, pk in looks] + [access.represents(person, run, other.pk)]
    person.roles.update(until=timezone.localdate() - datetime.timedelta(days=1))
    after = [allowed(look, person, pk) for look, pk in looks] + [access.represents(person, run, other.pk)]

    assert (today, after) == ([True] * 4, [False] * 4)
