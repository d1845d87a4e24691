"""Each requirement's judgement: met or not, why in one sentence, and who acts next."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import completion
from courses.fact_parts import FoundActivity
from courses.facts import Facts, PersonFacts, PlannedGathering, RunFacts, TakingPart
from courses.judgements import needed_minutes, titles_of
from courses.kinds import EnrolmentState
from courses.models import (
    AttendanceShare,
    CompletionRequirement,
    Enrolment,
    LeaderConfirms,
    OwnTimeAttended,
    RequiredActivities,
    RolesTried,
)
from lms.people.judging import Actor
from tests.courses.leading import (
    OWN_TIME,
    PLEDGE,
    TRIO,
    finish_all_but,
    joint_run,
    mark,
    open_run,
    state_of,
    take_part,
)
from tests.courses.working import representative_of
from tests.making import make_enrolment, make_organisation


@pytest.mark.req(42)
@pytest.mark.django_db
def test_a_pair_variant_with_some_of_the_roles_counts_for_those_roles_alone() -> None:
    """R42 practice: all three roles are tried. Fails if done in a trio counted as all roles whatever was recorded."""
    place = make_enrolment(open_run())
    finish_all_but(place, TRIO)
    mark(place, TRIO, roles_tried=["talker", "listener"])
    assert state_of(place) == EnrolmentState.ACTIVE
    with translation.override("nb"):
        roles = completion.judge(place)[3]
    assert roles.sentence == "Roller som ikke er prøvd ennå: observatør. Avtal med Leif når."
    mark(place, TRIO, roles_tried=["observer"])
    assert state_of(place) == EnrolmentState.COMPLETED


@pytest.mark.req(53)
@pytest.mark.django_db
def test_own_time_stays_open_without_a_representative_and_says_who_acts() -> None:
    """R53 «skal det alltid være en representant»: completion is held. Fails if own time counted without attendance."""
    run = open_run(joint=True)
    other = make_organisation(name="Foreningen Tredje")
    take_part(run, other, represented=False)
    place = make_enrolment(run, organisation=other)
    finish_all_but(place, PLEDGE, OWN_TIME)
    with translation.override("nb"):
        judgement = completion.judge(place)[2]
    assert (judgement.met, judgement.actor) == (False, Actor.SECRETARIAT)
    assert judgement.sentence == (
        "Egentiden med foreningen gjenstår. Foreningen har ingen representant på kurset ennå. Det ordner sekretariatet."
    )


@pytest.mark.django_db
def test_sentences_name_what_remains_and_who_must_act() -> None:
    """The reasons for what is missing, in a sentence, naming who must act (issue 2, point 4)."""
    run = open_run()
    place = make_enrolment(run)
    representative = representative_of(run)
    representative.name = "Kari Holm"
    representative.save()
    with translation.override("nb"):
        told = [(judgement.sentence, judgement.actor) for judgement in completion.judge(place)]
    assert told == [
        (
            "Gjenstår på egen hånd: «reflection 1.2». Gjenstår sammen med andre: «group_reflection 1.3» og «practice 1.4». "
            "Leif krysser av. Gjenstår i egentiden: «pledge 1.7». Kari krysser av.",
            Actor.TRAINEE,
        ),
        (
            "Det gjenstår 1 time og 42 minutter i øktene. Det rekker med økter som kommer eller ikke er ført ennå. Leif fører oppmøtet.",
            Actor.LEADER,
        ),
        ("Egentiden med foreningen gjenstår. Kari fører den.", Actor.REPRESENTATIVE),
        (
            "Roller som ikke er prøvd ennå: forteller, lytter og observatør. Avtal med Leif når.",
            Actor.LEADER,
        ),
    ]


@pytest.mark.django_db
def test_a_leader_of_a_joint_run_is_not_told_the_association_by_the_representatives_name() -> None:
    """Edge case 18. Fails if `discreet` facts still named the representative, or told who lacks one."""
    run, _other = joint_run()
    make_enrolment(run)
    bare = make_organisation(name="Foreningen Tredje")
    take_part(run, bare, represented=False)
    make_enrolment(run, organisation=bare)
    with translation.override("nb"):
        told = Facts.gather(Enrolment.objects.filter(course_run=run), discreet=True)
        sentences = {completion.judge(facts)[2].sentence for facts in told}
    assert sentences == {"Egentiden med foreningen gjenstår. Foreningens representant fører den."}


def test_every_requirement_says_how_it_is_judged() -> None:
    """The contract of requirements: each subclass answers `judge` itself."""
    kinds = CompletionRequirement.__subclasses__()
    assert {kind.__name__ for kind in kinds} == {
        "AttendanceShare",
        "LeaderConfirms",
        "OwnTimeAttended",
        "RequiredActivities",
        "RolesTried",
    }
    assert all("judge" in vars(kind) for kind in kinds)
    with pytest.raises(TypeError):
        CompletionRequirement().judge(facts_about())


def facts_about(
    minutes: dict[int, int] | None = None, planned: tuple[int, ...] = (135, 135, 135, 135), **person: object
) -> PersonFacts:
    """Facts without a database."""
    start = datetime.datetime(2026, 3, 14, 9, tzinfo=datetime.UTC)
    common = [
        PlannedGathering(n, f"{n}", f"Økt {n}", length, start, None) for n, length in enumerate(planned)
    ]
    run = RunFacts(common=common, leaders={1: "Liv"}, organisations={7: TakingPart("Likevel", 2, "Kari")})
    return PersonFacts(1, 7, "Arne", run, minutes=minutes or {}, **person)


@settings(deadline=None)
@given(
    planned=st.lists(st.integers(1, 300), min_size=1, max_size=6),
    data=st.data(),
    percent=st.integers(1, 100),
)
def test_the_share_is_met_exactly_when_enough_of_the_plan_was_attended(planned, data, percent: int) -> None:
    """Never by what happened elsewhere, never earlier, never later; and never impossible when all is attended."""
    minutes = {
        n: data.draw(st.integers(0, length)) for n, length in enumerate(planned) if data.draw(st.booleans())
    }
    elsewhere = {number + 1000: 300 for number in range(data.draw(st.integers(0, 3)))}
    judgement = AttendanceShare(percent=percent).judge(facts_about({**minutes, **elsewhere}, tuple(planned)))
    assert judgement.met == (sum(minutes.values()) * 100 >= sum(planned) * percent)
    everything = dict(enumerate(planned))
    assert AttendanceShare(percent=percent).judge(facts_about(everything, tuple(planned))).met


@settings(deadline=None)
@given(planned=st.lists(st.integers(1, 300), min_size=1, max_size=6), data=st.data())
def test_more_minutes_never_take_the_share_away(planned, data) -> None:
    """Monotone: attending more can only help."""
    less = {n: data.draw(st.integers(0, length)) for n, length in enumerate(planned)}
    more = {n: data.draw(st.integers(value, planned[n])) for n, value in less.items()}
    share = AttendanceShare(percent=75)
    assert (
        not share.judge(facts_about(less, tuple(planned))).met
        or share.judge(facts_about(more, tuple(planned))).met
    )


@settings(deadline=None)
@given(planned=st.lists(st.integers(1, 300), min_size=1, max_size=6), data=st.data())
def test_what_can_still_be_reached_is_never_called_out_of_reach(planned, data) -> None:
    """The sentence speaks of making up only when the gatherings still open do not suffice."""
    minutes = {
        n: data.draw(st.integers(0, length)) for n, length in enumerate(planned) if data.draw(st.booleans())
    }
    open_minutes = sum(length for n, length in enumerate(planned) if n not in minutes)
    within_reach = sum(minutes.values()) + open_minutes >= needed_minutes(sum(planned), 75)
    with translation.override("en"):
        judgement = AttendanceShare(percent=75).judge(facts_about(minutes, tuple(planned)))
    assert judgement.met or ("There is time enough" in judgement.sentence) == within_reach


@pytest.mark.parametrize(("minutes", "met"), [(404, False), (405, True)])
def test_three_quarters_of_four_gatherings_are_405_minutes(minutes: int, met: bool) -> None:
    """C.2.0: at least 75 % of 540 planned minutes."""
    spread = {0: 135, 1: 135, 2: minutes - 270, 3: 0}
    assert AttendanceShare(percent=75).judge(facts_about(spread)).met is met


def test_own_time_of_another_association_does_not_count() -> None:
    """R51: own time is with one's own association."""
    start = datetime.datetime(2026, 3, 14, 9, tzinfo=datetime.UTC)
    facts = facts_about({90: 45})
    facts.run.own_times = {8: PlannedGathering(90, "8.1", "Egentid", 45, start, 8)}
    assert OwnTimeAttended().judge(facts).met is False
    facts.run.own_times[7] = PlannedGathering(91, "8.1", "Egentid", 45, start, 7)
    assert OwnTimeAttended().judge(facts).met is False
    facts.minutes[91] = 45
    assert OwnTimeAttended().judge(facts).met is True


def test_activities_skipped_by_agreement_count_as_done_and_started_ones_do_not() -> None:
    """6.2 may be skipped by agreement; beginning is not doing."""
    key = str(uuid4())
    requirement = RequiredActivities(keys=[key])
    facts = facts_about(states={key: "started"})
    facts.run.activities = {key: FoundActivity("6.2", "«Jeg orker ikke mer»", "system", 15)}
    with translation.override("nb"):
        assert requirement.judge(facts).sentence == "Gjenstår på egen hånd: «Jeg orker ikke mer»."
    facts.states[key] = "skipped"
    assert requirement.judge(facts).met is True


def test_a_required_activity_that_is_gone_from_the_course_still_holds_and_is_not_named() -> None:
    """Unpublishing a page never completes anybody by accident."""
    with translation.override("nb"):
        judgement = RequiredActivities(keys=[str(uuid4())]).judge(facts_about())
    assert (judgement.met, judgement.sentence) == (False, "Noen aktiviteter gjenstår.")


def test_a_leaders_confirmation_and_the_roles_are_judged_by_what_was_recorded() -> None:
    """The two remaining kinds, both ways."""
    assert [LeaderConfirms().judge(facts_about(leader_confirmed=yes)).met for yes in (True, False)] == [
        True,
        False,
    ]
    asked = RolesTried(roles=["talker", "observer"])
    assert [
        asked.judge(facts_about(roles_tried=set(tried))).met for tried in (["talker"], ["talker", "observer"])
    ] == [
        False,
        True,
    ]


def test_of_many_activities_the_first_are_named() -> None:
    """A wall of titles is read by nobody; the whole list stands below the sentence."""
    four, five = ([SimpleNamespace(title=f"Del {number}") for number in range(1, most)] for most in (5, 6))

    assert titles_of(four) == "«Del 1», «Del 2», «Del 3» og «Del 4»"
    assert titles_of(five) == "«Del 1», «Del 2», «Del 3» og 2 til"


@pytest.mark.django_db
def test_on_an_associations_own_course_the_leaders_hold_own_time_where_nobody_is_named() -> None:
    """Decision 11. Fails when everybody is told to wait for a representative whom the secretariat would find."""
    run = open_run()
    run.run_organisations.update(representative=None)
    place = make_enrolment(run)
    leader = run.leaders.get().person.first_name
    with translation.override("nb"):
        facts = Facts.gather(Enrolment.objects.filter(pk=place.pk))[place.pk]
        own_time = OwnTimeAttended().judge(facts)
        told = {judgement.sentence for judgement in completion.judge(facts)}
    assert own_time.sentence == f"Egentiden med foreningen gjenstår. {leader} fører den."
    assert [one for one in told if "epresentant" in one or "ekretariat" in one] == []
