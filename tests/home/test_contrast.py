"""Every pair of colours that meet on a page keeps its contrast: 7 for text, 3 for borders, icons and focus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.people.colour import UnusableColour, checked_main_colour, contrast, main_tokens, nearest_usable

THEME = Path(__file__).resolve().parents[2] / "lms" / "static" / "css" / "theme.css"
TEXT, SHAPE = 7, 3

PAPER, CARD = "neutral-background-default", "neutral-surface-default"
BAND, HOVERED_ROW = "neutral-surface-tinted", "neutral-background-tinted"
ROOM, YOUR_TURN, WRONG = "main-surface-tinted", "accent-surface-tinted", "danger-surface-tinted"

# what stands in front, the grounds it stands on, and how much it needs
MEETINGS = [
    (
        "neutral-text-default",
        [PAPER, CARD, BAND, HOVERED_ROW, "neutral-surface-hover", ROOM, YOUR_TURN, WRONG],
        TEXT,
    ),
    ("neutral-text-subtle", [PAPER, CARD, BAND, HOVERED_ROW, ROOM], TEXT),
    ("main-text-subtle", [PAPER, CARD, BAND, ROOM, YOUR_TURN, WRONG], TEXT),
    ("main-text-default", [PAPER, ROOM], TEXT),
    ("main-base-contrast-default", ["main-base-default", "main-base-hover", "main-base-active"], TEXT),
    (
        "accent-base-contrast-default",
        ["accent-base-default", "accent-base-hover", "accent-base-active"],
        TEXT,
    ),
    (
        "danger-base-contrast-default",
        ["danger-base-default", "danger-base-hover", "danger-base-active"],
        TEXT,
    ),
    ("accent-text-default", [YOUR_TURN, "accent-surface-active"], TEXT),
    ("success-text-default", ["success-surface-tinted"], TEXT),
    ("danger-text-default", [WRONG], TEXT),
    ("accent-text-subtle", [PAPER, CARD, YOUR_TURN], TEXT),
    ("success-text-subtle", [PAPER, CARD, "success-surface-tinted"], TEXT),
    ("danger-text-subtle", [PAPER, CARD], TEXT),
    ("--lm-panel-text", ["--lm-panel-bg"], TEXT),
    ("--lm-panel-subtle", ["--lm-panel-bg"], TEXT),
    ("neutral-border-default", [PAPER, CARD, ROOM], SHAPE),
    ("danger-border-default", [CARD, WRONG], SHAPE),
    ("main-border-strong", [CARD, ROOM], SHAPE),
    ("focus-outer", [PAPER, CARD, BAND, ROOM], SHAPE),
    ("--lm-mark-2", ["--lm-panel-bg"], SHAPE),
    ("main-base-default", [PAPER], SHAPE),
    ("accent-base-default", ["--lm-panel-bg"], SHAPE),
]


def token(name: str) -> str:
    return name if name.startswith("--") else f"--ds-color-{name}"


PAIRS = [(token(front), token(ground), limit) for front, grounds, limit in MEETINGS for ground in grounds]


def tokens_after(opening: str) -> dict[str, str]:
    """The colours of the first rule after `opening` in theme.css."""
    sheet = THEME.read_text()
    start = sheet.index("{", sheet.index(opening) + len(opening) - 1)
    return dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})", sheet[start : sheet.index("}", start)]))


SCHEMES = {
    "light": tokens_after(':root, [data-color-scheme="light"] {'),
    "dark": tokens_after('[data-color-scheme="dark"] {'),
    "auto": tokens_after('@media (prefers-color-scheme: dark) {\n  [data-color-scheme="auto"] {'),
    "print": tokens_after("@media print {\n  :root, [data-color-scheme] {"),
}


def too_weak(colours: dict[str, str]) -> list[str]:
    return [
        f"{front} on {ground}: {contrast(colours[front], colours[ground]):.2f}, needs {limit}"
        for front, ground, limit in PAIRS
        if contrast(colours[front], colours[ground]) < limit
    ]


def test_there_are_58_pairs() -> None:
    assert len(PAIRS) == len(set(PAIRS)) == 58


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_pair_of_the_theme_holds(scheme: str) -> None:
    assert too_weak(SCHEMES[scheme]) == []


def test_the_device_s_dark_is_the_chosen_dark_and_paper_is_light() -> None:
    assert SCHEMES["auto"] == SCHEMES["dark"]
    assert SCHEMES["print"] == SCHEMES["light"]


def test_contrast_is_the_ratio_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 0xFFFFFF))
def test_any_accepted_colour_of_an_association_keeps_every_pair(number: int) -> None:
    colour = f"#{number:06x}"
    try:
        accepted = checked_main_colour(colour)
    except UnusableColour:
        assume(False)
    tokens = main_tokens(accepted)
    for scheme in ("light", "dark"):
        assert too_weak({**SCHEMES[scheme], **tokens[scheme]}) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 0xFFFFFF))
def test_a_refused_colour_is_answered_with_one_that_is_accepted(number: int) -> None:
    assert checked_main_colour(nearest_usable(f"#{number:06x}")) == nearest_usable(f"#{number:06x}")


def test_an_association_s_colour_replaces_only_tokens_that_the_theme_has() -> None:
    for scheme, tokens in main_tokens("#7a1f3d").items():
        assert sorted(set(tokens) - set(SCHEMES[scheme])) == []
