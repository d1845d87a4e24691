"""A scenario as a picture: its steps as boxes, its choices as arrows, drawn on the server. Pure, no queries.

The picture never stands alone: the same is told in `rows`, for those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from courses.activities.scenario.graph import Step

WIDE, HIGH, BETWEEN, BELOW, MARGIN = 168, 52, 28, 56, 32
LONGEST_NAME = 20


@dataclass(frozen=True)
class Row:
    """One step in words: where its choices lead, and what is special about it."""

    name: str
    leads_to: str
    remark: str
    is_wrong: bool


@dataclass(frozen=True)
class Picture:
    """The drawing, and the same in words."""

    svg: SafeString
    rows: list[Row]


def draw(start: str, steps: Sequence[Step]) -> Picture:
    """The picture of these steps. Steps no choice leads to stand by themselves at the bottom."""
    by_name = {step.name: step for step in steps}
    layers = _layers(start, by_name)
    reached = {name for layer in layers for name in layer}
    if unreached := [name for name in by_name if name not in reached]:
        layers.append(unreached)
    places = _places(layers)
    rows = [_row(step, start, by_name, reached) for step in by_name.values()]
    wide = max((len(layer) for layer in layers), default=1) * (WIDE + BETWEEN) + 2 * MARGIN + BETWEEN
    high = len(layers) * (HIGH + BELOW) + MARGIN
    arrows = format_html_join(
        "", "{}", ((arrow,) for step in by_name.values() for arrow in _arrows(step, places))
    )
    boxes = format_html_join("", "{}", ((_box(places[row.name], row, by_name[row.name]),) for row in rows))
    svg = format_html(
        '<svg class="lm-graph" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}"><defs><marker id="lm-tip" '
        'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" '
        'fill="currentColor"/></marker></defs>{}{}</svg>',
        *(wide, high, wide),
        _("The steps of the scenario and where the choices lead. The table below says the same."),
        *(arrows, boxes),
    )
    return Picture(svg, rows)


def _layers(start: str, by_name: dict[str, Step]) -> list[list[str]]:
    """The steps one can reach, each below all that lead to it; a choice that leads back does not count."""
    if start not in by_name:
        return []
    order, forward = _walked(start, by_name)
    depths = dict.fromkeys(order, 0)
    for name in order:
        for to in forward[name]:
            depths[to] = max(depths[to], depths[name] + 1)
    layers: list[list[str]] = [[] for _depth in range(max(depths.values()) + 1)]
    for name in (name for name in by_name if name in depths):
        layers[depths[name]].append(name)
    return layers


def _walked(start: str, by_name: dict[str, Step]) -> tuple[list[str], dict[str, list[str]]]:
    """The steps in an order where each stands before those it leads to, and where each leads without going back."""
    forward: dict[str, list[str]] = {}
    finished: list[str] = []
    path, waiting = {start}, [(start, _following(by_name[start], by_name))]
    while waiting:
        name, following = waiting[-1]
        forward.setdefault(name, [])
        if not following:
            waiting.pop()
            path.discard(name)
            finished.append(name)
            continue
        to = following.pop(0)
        if to in path:
            continue
        forward[name].append(to)
        if to not in forward:
            path.add(to)
            waiting.append((to, _following(by_name[to], by_name)))
    return finished[::-1], forward


def _following(step: Step, by_name: dict[str, Step]) -> list[str]:
    return list(dict.fromkeys(to for _letter, to in step.choices if to in by_name))


def _places(layers: list[list[str]]) -> dict[str, tuple[int, int]]:
    """The upper left corner of each box, each layer in the middle of the picture."""
    widest = max((len(layer) for layer in layers), default=1)
    places = {}
    for depth, layer in enumerate(layers):
        indent = (widest - len(layer)) * (WIDE + BETWEEN) // 2
        for number, name in enumerate(layer):
            places[name] = (MARGIN + indent + number * (WIDE + BETWEEN), MARGIN // 2 + depth * (HIGH + BELOW))
    return places


def _row(step: Step, start: str, by_name: dict[str, Step], reached: set[str]) -> Row:
    lost = [to for _letter, to in step.choices if to not in by_name]
    wrong = ""
    if step.name not in reached:
        wrong = _("no choice leads here")
    elif lost:
        wrong = _("leads to «%(step)s», which is not there") % {"step": lost[0]}
    elif not step.choices and not step.ends:
        wrong = _("dead end")
    usual = _("here it begins") if step.name == start else _("an ending") if step.ends else ""
    leads_to = ", ".join(f"{letter} → {to}" for letter, to in step.choices)
    return Row(step.name, leads_to, wrong or usual, bool(wrong))


def _box(place: tuple[int, int], row: Row, step: Step) -> SafeString:
    x, y = place
    name = row.name if len(row.name) <= LONGEST_NAME else f"{row.name[: LONGEST_NAME - 1]}…"
    return format_html(
        '<g><rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{}" stroke="currentColor" stroke-width="{}"{}/>'
        '<text x="{}" y="{}" text-anchor="middle" font-size="15" fill="currentColor">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle" font-size="12" fill="currentColor">{}</text></g>',
        *(x, y, WIDE, HIGH, HIGH // 2 if step.ends else 6, "none", 3 if row.is_wrong else 1),
        SafeString(' stroke-dasharray="7 5"') if row.is_wrong else "",
        *(x + WIDE // 2, y + 23, name, x + WIDE // 2, y + 41, row.remark),
    )


def _arrows(step: Step, places: dict[str, tuple[int, int]]) -> Iterator[SafeString]:
    """One arrow to each step the choices lead to, with their letters."""
    letters: dict[str, list[str]] = {}
    for letter, to in step.choices:
        if to in places:
            letters.setdefault(to, []).append(letter)
    x, y = places[step.name]
    below = [to for to in letters if places[to][1] > y]
    below.sort(key=lambda to: places[to])
    for to, words in letters.items():
        side = x + WIDE * (below.index(to) + 1) // (len(below) + 1) if to in below else None
        yield _arrow((x, y), places[to], ", ".join(words), leaves_at=side)


def _arrow(begin: tuple[int, int], end: tuple[int, int], words: str, *, leaves_at: int | None) -> SafeString:
    """From below one box to above the other; round the side where it leads back."""
    if leaves_at is not None:
        x, y, to_x, to_y = leaves_at, begin[1] + HIGH, end[0] + WIDE // 2, end[1]
        curve = f"M{x} {y} C{x} {y + BELOW // 2} {to_x} {to_y - BELOW // 2} {to_x} {to_y - 2}"
        word_x, word_y = x + 5, y + 15
    else:
        x, y, to_x, to_y = begin[0] + WIDE, begin[1] + HIGH // 2, end[0] + WIDE, end[1] + HIGH // 2
        curve = f"M{x} {y} C{x + 40} {y} {to_x + 40} {to_y} {to_x + 2} {to_y}"
        word_x, word_y = x + 6, y - 6
    return format_html(
        '<path d="{}" fill="none" stroke="currentColor" marker-end="url(#lm-tip)"/>'
        '<text x="{}" y="{}" font-size="13" font-weight="bold" fill="currentColor">{}</text>',
        *(curve, word_x, word_y, words),
    )
