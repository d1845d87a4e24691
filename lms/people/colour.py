"""An association's own main colour: whether it can be used, and the shades that follow from it.

The colour itself becomes the buttons and the panel. Every other shade keeps its hue and is moved in lightness (OKLCH)
until all pairs hold: 7 for text, 3 for borders and icons, against the grounds of theme.css.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.people.errors import PeopleError

TEXT, SHAPE = 7.0, 3.0
MARGIN = 0.05  # rounding to whole steps of red, green and blue must not lose a pair
STEP = 0.004

# The grounds and texts of theme.css that the main colour meets (tests/home/test_contrast.py keeps them equal).
LIGHT_GROUNDS = ("#faf8f3", "#ffffff", "#f1ece2", "#fdebd2", "#f9e4e0")
LIGHT_TEXT, LIGHT_MUTED, LIGHT_BORDER = "#25211b", "#514a40", "#857b6b"
DARK_GROUNDS = ("#191a22", "#23252f", "#2b2d39", "#3b2c1a", "#432426")
DARK_TEXT, DARK_MUTED, DARK_BORDER = "#f3efe7", "#cdc8bf", "#8d8fa1"
CLOUDBERRY = {"light": "#f0a24a", "dark": "#f2ae60"}
WHITE = "#ffffff"


class UnusableColour(PeopleError):
    """The colour cannot be used; the text says why and what to do."""


def checked_main_colour(hex_colour: str) -> str:
    """The colour as `#rrggbb` in small letters. Raises UnusableColour with a sentence when it cannot be used."""
    colour = hex_colour.strip().lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise UnusableColour(_("Write the colour as # and six signs, for example #353b6e."))
    if contrast(colour, WHITE) < TEXT + MARGIN:
        raise UnusableColour(
            _(
                "This colour is too light: white text on it is hard to read. %(colour)s is the nearest that works."
            )
            % {"colour": nearest_usable(colour)}
        )
    return colour


def validate_main_colour(hex_colour: str) -> None:
    """The same check as a field validator: raises ValidationError with the sentence."""
    try:
        checked_main_colour(hex_colour)
    except UnusableColour as refusal:
        raise ValidationError(str(refusal)) from refusal


def nearest_usable(colour: str) -> str:
    """The same hue, only as much darker as is needed for white text."""
    lightness, chroma, hue = _to_oklch(colour)
    return _moved(lightness, -STEP, chroma, hue, lambda shade: contrast(shade, WHITE) >= TEXT + MARGIN)


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def main_tokens(colour: str) -> dict[str, dict[str, str]]:
    """The tokens of `main` and the panel for `light` and `dark`, from a colour that `checked_main_colour` took."""
    lightness, chroma, hue = _to_oklch(colour)
    return {"light": _light_tokens(colour, lightness, chroma, hue), "dark": _dark_tokens(chroma, hue)}


def _light_tokens(colour: str, lightness: float, chroma: float, hue: float) -> dict[str, str]:
    tint_chroma = min(chroma, 0.05)
    tinted = _moved(0.935, STEP, tint_chroma * 0.3, hue, _holds(((LIGHT_MUTED, TEXT), (LIGHT_BORDER, SHAPE))))
    link = _moved(
        min(lightness, 0.42),
        -STEP,
        chroma,
        hue,
        _holds([(ground, TEXT) for ground in (*LIGHT_GROUNDS, tinted)]),
    )
    return {
        **_names(
            background=("#faf8f3", _shade(0.96, tint_chroma * 0.2, hue)),
            surface=(
                WHITE,
                tinted,
                _shade(0.905, tint_chroma * 0.4, hue),
                _shade(0.87, tint_chroma * 0.6, hue),
            ),
            border=(_shade(0.82, tint_chroma, hue), _shade(0.56, min(chroma, 0.09), hue), link),
            text=(link, _shade(0.26, min(chroma, 0.08), hue)),
            base=(colour, _darker(colour, 0.05), _darker(colour, 0.09)),
            on_base=(_moved(0.88, STEP, 0.03, hue, _holds(((colour, SHAPE),))), WHITE),
        ),
        "--ds-link-color-visited": link,
        "--lm-panel-bg": colour,
        "--lm-panel-text": WHITE,
        "--lm-panel-subtle": _moved(0.92, STEP, 0.02, hue, _holds(((colour, TEXT),))),
        "--lm-panel-rule": _shade(0.56, min(chroma, 0.09), hue),
        "--lm-mark-1": colour,
    }


def _dark_tokens(chroma: float, hue: float) -> dict[str, str]:
    pale = min(chroma, 0.075)
    tinted = _moved(0.305, -STEP, min(chroma, 0.045), hue, _holds(((DARK_MUTED, TEXT), (DARK_BORDER, SHAPE))))
    grounds = [(ground, TEXT) for ground in (*DARK_GROUNDS, tinted)]
    link = _moved(0.85, STEP, pale * 0.8, hue, _holds(grounds))
    base = _moved(0.82, STEP, pale, hue, _holds([("#191a22", TEXT), (tinted, SHAPE)]))
    on_base = _moved(0.24, -STEP, min(chroma, 0.07), hue, _holds(((base, TEXT),)))
    return {
        **_names(
            background=("#191a22", _shade(0.25, min(chroma, 0.03), hue)),
            surface=(
                "#23252f",
                tinted,
                _shade(0.35, min(chroma, 0.05), hue),
                _shade(0.4, min(chroma, 0.06), hue),
            ),
            border=(_shade(0.43, min(chroma, 0.07), hue), _shade(0.69, pale, hue), base),
            text=(link, _shade(0.95, min(chroma, 0.02), hue)),
            base=(base, _lighter(base, 0.04), _lighter(base, 0.08)),
            on_base=(_shade(0.32, min(chroma, 0.08), hue), on_base),
        ),
        "--ds-link-color-visited": link,
        "--lm-panel-bg": tinted,
        "--lm-panel-text": "#f3f1fb",
        "--lm-panel-subtle": _moved(0.9, STEP, min(chroma, 0.02), hue, _holds(((tinted, TEXT),))),
        "--lm-panel-rule": _shade(0.46, min(chroma, 0.08), hue),
        "--lm-mark-1": base,
    }


def _names(**groups: tuple[str, ...]) -> dict[str, str]:
    steps = {
        "background": ("background-default", "background-tinted"),
        "surface": ("surface-default", "surface-tinted", "surface-hover", "surface-active"),
        "border": ("border-subtle", "border-default", "border-strong"),
        "text": ("text-subtle", "text-default"),
        "base": ("base-default", "base-hover", "base-active"),
        "on_base": ("base-contrast-subtle", "base-contrast-default"),
    }
    return {
        f"--ds-color-main-{step}": shade
        for group, shades in groups.items()
        for step, shade in zip(steps[group], shades, strict=True)
    }


def _holds(pairs: Iterable[tuple[str, float]]) -> Callable[[str], bool]:
    limits = tuple(pairs)
    return lambda shade: all(contrast(shade, other) >= limit + MARGIN for other, limit in limits)


def _moved(lightness: float, step: float, chroma: float, hue: float, good: Callable[[str], bool]) -> str:
    """The first shade, going lighter or darker, for which all pairs hold; white or black at the end of the way."""
    while 0 < lightness < 1:
        shade = _shade(lightness, chroma, hue)
        if good(shade):
            return shade
        lightness += step
    return WHITE if step > 0 else "#000000"


def _darker(colour: str, by: float) -> str:
    lightness, chroma, hue = _to_oklch(colour)
    return _shade(max(lightness - by, 0), chroma, hue)


def _lighter(colour: str, by: float) -> str:
    lightness, chroma, hue = _to_oklch(colour)
    return _shade(min(lightness + by, 1), chroma, hue)


def _channels(colour: str) -> list[float]:
    values = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = _channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _shade(lightness: float, chroma: float, hue: float) -> str:
    """The colour as hex; chroma gives way until the screen can show it."""
    while chroma > 0:
        linear = _to_linear(lightness, chroma, hue)
        if all(-0.0005 <= value <= 1.0005 for value in linear):
            return _hex(linear)
        chroma -= 0.002
    return _hex(_to_linear(lightness, 0, hue))


def _to_linear(lightness: float, chroma: float, hue: float) -> list[float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return [
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    ]


def _hex(linear: list[float]) -> str:
    def channel(value: float) -> int:
        value = min(max(value, 0), 1)
        return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))

    return "#" + "".join(f"{channel(value):02x}" for value in linear)
