"""The shape of a scenario: what cannot be walked to an end is named, step by step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.activities.scenario.graph import Step, problems, problems_of
from courses.models import ScenarioPage


def step(name: str, *leads_to: str, ends: bool = False) -> Step:
    """A step whose choices a, b, c … lead to these."""
    return Step(name, tuple(zip("abcdefgh", leads_to, strict=False)), ends)


@pytest.mark.parametrize(
    ("steps", "sentences"),
    [
        ([], ["Scenarioet har ingen steg."]),
        (
            [step("start", "end", "stuck"), step("stuck"), step("end", ends=True)],
            ["Steget «stuck» er en blindvei: det har verken valg eller avslutning."],
        ),
        (
            [step("start", "end"), step("lost", "end"), step("end", ends=True)],
            ["Ingen valg fører til steget «lost»."],
        ),
        (
            [step("start", "end", "nowhere"), step("end", ends=True)],
            ["I steget «start» fører valg b til «nowhere», men det finnes ikke noe steg med det navnet."],
        ),
        (
            [step("start", "end"), step("end", ends=True), step("end", ends=True)],
            ["To steg heter «end». Gi ett av dem et annet navn."],
        ),
        (
            [step("begin", "end"), step("end", ends=True)],
            ["Det første steget skal være «start», men det finnes ikke noe steg med det navnet."],
        ),
        (
            [step("start", "end", "ring"), step("ring", "ring"), step("end", ends=True)],
            ["Fra steget «ring» fører ingen vei til en slutt."],
        ),
        ([step("start", "start")], ["Scenarioet har ingen slutt: ikke noe steg har avslutning."]),
        (
            [step("start", "end", ends=True), step("end", ends=True)],
            ["Steget «start» har både valg og avslutning. En slutt har ingen valg."],
        ),
        (
            [Step("start", (("a", "end"), ("a", "end"))), step("end", ends=True)],
            ["Steget «start» har to valg som heter «a»."],
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_that_names_the_step(steps, sentences):
    assert problems_of("start", steps) == sentences


def test_a_ring_with_a_way_out_is_no_problem():
    assert (
        problems_of("start", [step("start", "again", "end"), step("again", "start"), step("end", ends=True)])
        == []
    )


names = st.sampled_from([f"step{number}" for number in range(6)])
graphs = st.lists(
    st.builds(
        lambda name, leads_to, ends: step(name, *leads_to, ends=ends and not leads_to),
        names,
        st.lists(names, max_size=3),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def walks_to_an_end(start: str, steps: list[Step]) -> bool:
    """The same question, asked naively: from every step one can meet, is an ending ever met?"""
    by_name = {found.name: found for found in steps}
    if len(by_name) != len(steps) or start not in by_name:
        return False

    def met_from(name: str) -> set[str]:
        met = {name}
        while True:
            more = {to for known in met if known in by_name for _key, to in by_name[known].choices} - met
            if not more:
                return met
            met |= more

    met = met_from(start)
    return met == set(by_name) and all(any(by_name[end].ends for end in met_from(name)) for name in met)


@given(steps=graphs)
def test_no_problem_is_found_exactly_when_every_way_comes_to_an_end(steps):
    assert (problems_of("step0", steps) == []) == walks_to_an_end("step0", steps)


@given(steps=graphs)
def test_every_problem_names_a_step_or_says_that_there_is_no_ending(steps):
    for sentence in problems_of("step0", steps):
        assert "«" in sentence or "slutt" in sentence


@pytest.mark.django_db
def test_all_scenarios_of_the_starter_course_hold_together():
    found = {page.title: problems(page) for page in ScenarioPage.objects.filter(path__contains="0")}
    assert len(found) == 7 * 3
    assert [title for title, wrong in found.items() if wrong] == []
