"""Whether a scenario can be walked: every choice leads somewhere, every way comes to an end. Pure, no queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from wagtail.blocks import StreamValue

    from courses.activities.scenario.models import ScenarioPage


@dataclass(frozen=True)
class Step:
    """One step, by name: where its choices lead, as (letter, next step), and whether it has closing words."""

    name: str
    choices: tuple[tuple[str, str], ...] = ()
    ends: bool = False


def problems(page: ScenarioPage) -> list[str]:
    """What is wrong with the steps of a scenario page, one sentence each, naming the step. Empty when all is well."""
    return problems_of(page.start, steps_in(page.steps))


def steps_in(stream: StreamValue) -> list[Step]:
    """The steps of a page, as the graph sees them."""
    return [
        Step(
            name=block.value["name"],
            choices=tuple((choice["key"], choice["next"]) for choice in block.value["choices"]),
            ends=bool(block.value["ending"]),
        )
        for block in stream
    ]


def problems_of(start: str, steps: Sequence[Step]) -> list[str]:
    """What is wrong with these steps, one sentence each. Empty when every step can be reached and reaches an end."""
    if not steps:
        return [_("The scenario has no steps.")]
    by_name = {step.name: step for step in steps}
    found = [*_wrong_names(start, steps, by_name), *_wrong_choices(steps, by_name)]
    if start in by_name:
        found += [
            _("No choice leads to the step «%(step)s».") % {"step": step.name}
            for step in _unique(steps)
            if step.name not in _reached({start}, {name: _next(step) for name, step in by_name.items()})
        ]
    return found + _never_ending(steps, by_name)


def _wrong_names(start: str, steps: Sequence[Step], by_name: dict[str, Step]) -> list[str]:
    found = [
        _("Two steps are called «%(step)s». Give one of them another name.") % {"step": name}
        for name, times in Counter(step.name for step in steps).items()
        if times > 1
    ]
    if start not in by_name:
        found.append(
            _("The first step should be «%(step)s», but there is no step of that name.") % {"step": start}
        )
    return found


def _wrong_choices(steps: Sequence[Step], by_name: dict[str, Step]) -> list[str]:
    found = []
    for step in steps:
        if not step.choices and not step.ends:
            found.append(
                _("The step «%(step)s» is a dead end: it has neither choices nor closing words.")
                % {"step": step.name}
            )
        if step.choices and step.ends:
            found.append(
                _("The step «%(step)s» has both choices and closing words. An ending has no choices.")
                % {"step": step.name}
            )
        for key, times in Counter(key for key, _next_name in step.choices).items():
            if times > 1:
                found.append(
                    _("The step «%(step)s» has two choices called «%(choice)s».")
                    % {"step": step.name, "choice": key}
                )
        found += [
            _(
                "In the step «%(step)s», choice %(choice)s leads to «%(next)s», but there is no step of that name."
            )
            % {"step": step.name, "choice": key, "next": next_name}
            for key, next_name in step.choices
            if next_name not in by_name
        ]
    return found


def _never_ending(steps: Sequence[Step], by_name: dict[str, Step]) -> list[str]:
    """Steps from which no way leads to closing words, so that one would walk in a ring for ever."""
    backwards: dict[str, list[str]] = {name: [] for name in by_name}
    for step in steps:
        for next_name in _next(step):
            backwards.setdefault(next_name, []).append(step.name)
    endings = {step.name for step in steps if step.ends}
    if not endings:
        return [_("The scenario has no ending: no step has closing words.")]
    ending = _reached(endings, backwards)
    return [
        _("From the step «%(step)s» no way leads to an ending.") % {"step": step.name}
        for step in _unique(steps)
        if step.name not in ending and any(next_name in by_name for next_name in _next(step))
    ]


def _next(step: Step) -> list[str]:
    return [next_name for _key, next_name in step.choices]


def _unique(steps: Iterable[Step]) -> list[Step]:
    return list({step.name: step for step in steps}.values())


def _reached(start: set[str], leads_to: dict[str, list[str]]) -> set[str]:
    reached, waiting = set(), list(start)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(leads_to.get(name, []))
    return reached
