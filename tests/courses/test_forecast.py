"""How it looks for one person: against the plan, never «cannot», in both units, presence and commitment apart."""

from __future__ import annotations

import datetime
from uuid import UUID

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.fact_parts import FoundActivity
from courses.facts import Host, MakeUpFact, PersonFacts, PlannedGathering, RunFacts, TakingPart
from courses.forecast import Forecast, Outlook, units_words
from courses.models import AttendanceShare, OwnTimeAttended, RolesTried

NOW = datetime.datetime(2026, 3, 14, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=7)
BEFORE = NOW - datetime.timedelta(days=7)


def forecast(
    minutes: dict[int, int],
    planned: tuple[int, ...] = (135, 135, 135, 135),
    *,
    requirements: tuple = (),
    own_time: int | None = None,
    discreet: bool = False,
    **known,
) -> Forecast:
    """The forecast for somebody with so many minutes, by gathering. Own time is gathering 90, of association 7."""
    run = RunFacts(requirements=requirements or (AttendanceShare(percent=75),), now=NOW, discreet=discreet)
    run.common = [
        PlannedGathering(n, f"{n}.1", f"Økt {n}", length, NOW, None, key=UUID(int=n + 1))
        for n, length in enumerate(planned)
    ]
    run.organisations = {7: TakingPart("Likevel", 1, "Kari")}
    run.leaders = {2: "Liv"}
    run.hosts = known.pop("hosts", [])
    run.activities = known.pop("activities", {})
    if own_time is not None:
        run.own_times = {7: PlannedGathering(90, "8.1", "Egentid", 45, NOW, 7)}
        minutes = {**minutes, 90: own_time} if own_time >= 0 else minutes
    return Forecast(PersonFacts(1, 7, "Bjørg", run, minutes=minutes, **known))


def make_up(
    state: str = "agreed", minutes: int = 0, meets_at: datetime.datetime | None = LATER
) -> MakeUpFact:
    """A make-up together with others."""
    return MakeUpFact(1, "with_others", state, minutes, meets_at, "Kafeen")


@st.composite
def somebody(draw) -> Forecast:
    """Any plan, any attendance, any notices, and make-ups in every state."""
    planned = tuple(draw(st.lists(st.integers(1, 300), min_size=1, max_size=5)))
    minutes = {n: draw(st.integers(0, length)) for n, length in enumerate(planned) if draw(st.booleans())}
    make_ups = {}
    for n, length in enumerate(planned):
        state = draw(st.sampled_from(["", "agreed", "overdue", "confirmed"]))
        if state == "confirmed":
            make_ups[n] = make_up("confirmed", draw(st.integers(1, length)))
        elif state:
            make_ups[n] = make_up(meets_at=LATER if state == "agreed" else BEFORE)
    told = {n for n in range(len(planned)) if draw(st.booleans())}
    return forecast(minutes, planned, make_ups=make_ups, told=told)


@settings(deadline=None, max_examples=60)
@given(one=somebody())
def test_it_never_says_that_somebody_cannot_when_something_can_be_made_up(one: Forecast) -> None:
    """What it names suffices, always: there is no outcome from which there is no way on."""
    would_do = sum(missed.minutes for missed in one.would_do)
    assert would_do >= one.short
    assert (one.share == Outlook.MAKE_UP) == bool(one.short)
    assert (one.share == Outlook.DONE) == (one.person.attended_minutes >= one.needed)
    if one.share == Outlook.REACHABLE:
        assert one.person.attended_minutes + one.person.open_minutes >= one.needed


@settings(deadline=None, max_examples=60)
@given(one=somebody())
def test_nothing_counts_twice_and_the_share_never_leaves_the_plan(one: Forecast) -> None:
    """Of each gathering between what was attended and its planned minutes; in all never more than the plan."""
    for gathering in one.person.run.common:
        there = one.person.minutes.get(gathering.pk, 0)
        assert there <= one.person.minutes_at(gathering) <= gathering.minutes
    assert one.person.attended_minutes + one.person.open_minutes <= one.person.planned_minutes


@settings(deadline=None, max_examples=40)
@given(one=somebody(), elsewhere=st.dictionaries(st.integers(100, 120), st.integers(1, 300), max_size=4))
def test_the_share_never_counts_another_run(one: Forecast, elsewhere: dict[int, int]) -> None:
    """Minutes and make-ups at gatherings that are not in this plan change nothing."""
    before = (one.person.attended_minutes, one.person.open_minutes, one.short, one.presence, one.commitment)
    one.person.minutes.update(elsewhere)
    one.person.make_ups.update({n: make_up("confirmed", 300) for n in elsewhere})
    again = Forecast(one.person)
    assert before == (
        one.person.attended_minutes, one.person.open_minutes, again.short, again.presence, again.commitment,
    )  # fmt: skip


def test_the_plan_counts_and_not_the_gatherings_that_are_over() -> None:
    """One of one attended is not enough of four: the field counts past sessions only (mod_attendance#718)."""
    assert forecast({0: 135}).share == Outlook.REACHABLE
    assert forecast({0: 135, 1: 135, 2: 135}).share == Outlook.DONE


def test_two_missed_need_a_make_up_and_it_says_which_and_where_else() -> None:
    """The fewest that suffice, with the other run that holds the same one, and no run that does not."""
    elsewhere = Host(50, UUID(int=1), "Grunnkurs i Bergen", LATER, 135, "Bergen")
    other = Host(51, UUID(int=99), "Grunnkurs i Oslo", LATER, 135, "Oslo")
    one = forecast({0: 0, 1: 0, 2: 135}, hosts=[elsewhere, other])
    assert (one.outlook, one.short) == (Outlook.MAKE_UP, 135)
    assert [(missed.gathering.pk, missed.hosts) for missed in one.would_do] == [(0, (elsewhere,))]
    with translation.override("nb"):
        assert one.sentence == "Trenger å ta igjen noe. Liv tar neste steg."


def test_what_was_missed_is_not_said_to_be_nothing_where_the_time_still_suffices() -> None:
    """Time enough is not practice enough: what others practised meanwhile is made up with people."""
    trio = {"activities": {"a": FoundActivity("4.2", "Trio", "leader", 45, "1.1", "practice")}}
    with translation.override("nb"):
        said = [
            one.sentence
            for one in (
                forecast({0: 135}),
                forecast({0: 0}, **trio),
                forecast({1: 0}, **trio),
                forecast({1: 120}, **trio),
                forecast({1: 0}, make_ups={1: make_up()}, **trio),
            )
        ]
    assert said == [
        "Kan fortsatt nå det. Ingenting må tas igjen.",
        "Tiden rekker med øktene som kommer. Det som ble borte, kan likevel tas igjen.",
        "Tiden rekker med øktene som kommer. Det som ble øvd på imens, tas igjen sammen med andre.",
        "Tiden rekker med øktene som kommer. Det som ble borte, kan likevel tas igjen.",
        "Det er avtalt hvordan det som manglet, tas igjen.",
    ]


def test_what_is_agreed_is_told_from_what_still_has_to_be() -> None:
    """And an agreement whose time has passed asks somebody to say how it went."""
    one = forecast({0: 0, 1: 0, 2: 135}, make_ups={0: make_up()})
    assert (one.outlook, [missed.gathering.pk for missed in one.ahead], one.unconfirmed) == (
        Outlook.AGREED,
        [0],
        [],
    )
    passed = forecast({0: 0, 1: 0, 2: 135}, make_ups={0: make_up(meets_at=BEFORE)})
    assert (passed.outlook, [missed.gathering.pk for missed in passed.unconfirmed]) == (Outlook.MAKE_UP, [0])
    assert (
        forecast({0: 0, 1: 0, 2: 135, 3: 135}, make_ups={0: make_up("confirmed", 135)}).share == Outlook.DONE
    )


def test_who_has_said_no_to_the_next_gathering_cannot_reach_it_there() -> None:
    """A notice beforehand is known beforehand."""
    assert forecast({0: 0, 1: 135, 2: 135}).share == Outlook.REACHABLE
    assert forecast({0: 0, 1: 135, 2: 135}, told={3}).share == Outlook.MAKE_UP


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ((OwnTimeAttended(), RolesTried(roles=["talks"])), "Tiden, egentiden og rollene er på plass."),
        ((RolesTried(roles=["talks"]),), "Tiden og rollene er på plass."),
        ((), "Tiden er på plass."),
    ],
)
def test_what_is_in_place_names_what_the_course_asks_for(more: tuple, sentence: str) -> None:
    """An add-on course has no own time, and a seminar no roles. Fails when all three are named everywhere."""
    needs = (AttendanceShare(percent=75), *more)
    one = forecast(dict.fromkeys(range(4), 135), requirements=needs, own_time=45, roles_tried={"talks"})
    with translation.override("nb"):
        assert (one.outlook, one.sentence) == (Outlook.DONE, sentence)


def test_presence_and_commitment_are_two_figures() -> None:
    """mod_attendance#300: «attended» and «attended or gave notice». What is not recorded is in neither."""
    one = forecast({0: 135, 1: 0, 2: 0}, told={1, 3})
    assert (one.presence, one.commitment) == ((1, 3), (2, 3))


@pytest.mark.parametrize(
    ("own_time", "told", "outlook"),
    [(-1, set(), Outlook.REACHABLE), (45, set(), Outlook.DONE), (0, set(), Outlook.MAKE_UP)],
)
def test_own_time_is_planned_held_or_to_be_made_up_with_the_representative(own_time, told, outlook) -> None:
    """R51. Nobody but the representative takes the next step."""
    one = forecast({}, (), requirements=(OwnTimeAttended(),), own_time=own_time, told=told)
    assert one.own_time == outlook
    with translation.override("nb"):
        assert ("Kari tar neste steg" in one.sentence) == (outlook == Outlook.MAKE_UP)


def test_to_whom_associations_are_not_told_apart_own_time_that_was_missed_says_nothing() -> None:
    """Edge case 18: when it was missed would tell when it was, and so whose it is."""
    one = forecast({}, (), requirements=(OwnTimeAttended(),), own_time=0, discreet=True)
    assert (one.own_time, one.missed, one.would_do) == (Outlook.REACHABLE, [], [])


def test_roles_are_tried_where_people_still_practise_together_or_made_up_with_people() -> None:
    """R42; edge case 1."""
    trio = {"a": FoundActivity("4.2", "Trio", "leader", 45, "1.1", "practice")}
    roles = (RolesTried(roles=["talker", "observer"]),)
    tried = {"roles_tried": {"talker"}, "activities": trio, "requirements": roles}
    assert forecast({0: 135}, **tried).roles == Outlook.REACHABLE
    missed = forecast({0: 135, 1: 0, 2: 0, 3: 0}, **tried)
    assert (missed.roles, [one.gathering.pk for one in missed.would_do]) == (Outlook.MAKE_UP, [1])
    assert forecast({0: 135, 1: 0}, make_ups={1: make_up()}, **tried).roles == Outlook.AGREED
    there = forecast({0: 135, 1: 135, 2: 135, 3: 0}, **tried)
    assert (there.roles, there.would_do[:1]) == (Outlook.REACHABLE, []), (
        "nobody makes up what is only not ticked off"
    )
    ticked = {"states": {"a": "done"}, **tried}
    assert forecast({0: 135, 1: 135, 2: 135, 3: 135}, **ticked).roles == Outlook.MAKE_UP
    assert forecast({}, **(tried | {"roles_tried": {"talker", "observer"}})).roles == Outlook.DONE


def test_a_role_that_lacks_after_the_last_gathering_is_agreed_on_and_registered() -> None:
    """Edge case 41: two practised and were there all the time. Fails if a make-up were asked for, with no gathering to make up."""
    trio = {"a": FoundActivity("4.2", "Trio", "leader", 45, "1.1", "practice")}
    ticked = {"states": {"a": "done"}, "activities": trio, "roles_tried": {"talker"}}
    needs = (RolesTried(roles=["talker", "observer"]),)
    one = forecast(dict.fromkeys(range(4), 135), requirements=needs, **ticked)
    with translation.override("nb"):
        assert one.sentence == "Liv avtaler når rollen observatør kan prøves, og registrerer det."
        needs = (*needs, OwnTimeAttended())
        both = forecast(dict.fromkeys(range(4), 135), requirements=needs, own_time=0, **ticked)
        assert (both.own_time, both.sentence) == (
            Outlook.MAKE_UP,
            "Trenger å ta igjen noe. Liv tar neste steg.",
        )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (45, "1 kurstime à 45 minutter"),
        (135, "3 kurstimer à 45 minutter"),
        (100, "2,2 kurstimer à 45 minutter"),
        (0, "0 kurstimer à 45 minutter"),
    ],
)
def test_units_of_45_minutes_stand_beside_clock_hours(minutes: int, words: str) -> None:
    """Study associations count so."""
    with translation.override("nb"):
        assert units_words(minutes) == words
        both = forecast({0: 100}).hours_words
    assert (
        both == "1 time og 40 minutter (2,2 kurstimer à 45 minutter) av 9 timer (12 kurstimer à 45 minutter)"
    )
