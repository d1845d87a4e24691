"""What a new activity begins with, so that its author changes rather than invents: as in the starter course."""

from __future__ import annotations

import re
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.activities.contents import items, stream
from courses.kinds import MarkedBy, Sharing

BY_LEADER = {"marked_by": MarkedBy.LEADER, "sharing_ceiling": Sharing.GROUP}
RULES: dict[str, dict[str, Any]] = {
    "reading": {"minutes": 2},
    "reflection": {"minutes": 10},
    "group_reflection": {"minutes": 20, **BY_LEADER},
    "practice": {"minutes": 30, **BY_LEADER},
    "scenario": {"minutes": 10, "marked_by": MarkedBy.SYSTEM},
    "checklist": {"minutes": 5},
    "pledge": {"minutes": 20, "marked_by": MarkedBy.REPRESENTATIVE, "sharing_ceiling": Sharing.LEADER},
    "gathering": {"minutes": 135, "marked_by": MarkedBy.LEADER, "sharing_ceiling": Sharing.LEADER},
}
NUMBERED = re.compile(r"\.(\d+)$")


def defaults_for(kind: str, module: Page) -> dict[str, Any]:
    """The values of a new activity of this kind in `module`, with words in the module's language. One query."""
    with translation.override(module.locale.language_code):
        return {**RULES.get(kind, {}), "code": next_code(module), **_words(kind)}


def next_code(module: Page) -> str:
    """The first free number in the module: after 6.2 comes 6.3. Empty where the parent is no module."""
    own = getattr(module.specific, "code", "")
    if not own:
        return ""
    codes = module.get_children().values_list("activitypage__code", flat=True)
    numbers = [int(found[1]) for code in codes if (found := NUMBERED.search(code or ""))]
    return f"{own}.{max(numbers, default=0) + 1}"


def _words(kind: str) -> dict[str, str]:
    if kind == "practice":
        return {"roles": stream("role", _trio(), place="new roles")}
    return {"steps": stream("step", _two_steps(), place="new steps")} if kind == "scenario" else {}


def _trio() -> list[dict[str, str]]:
    return [
        {
            "key": "talker",
            "name": _("Talker"),
            "instruction": _("Tell about something small from the last days."),
        },
        {
            "key": "listener",
            "name": _("Listener"),
            "instruction": _("Listen. No advice, and no stories of your own."),
        },
        {
            "key": "observer",
            "name": _("Observer"),
            "instruction": _("Say nothing. Afterwards, describe what you saw."),
        },
    ]


def _two_steps() -> list[dict[str, Any]]:
    choice = {
        "key": "a",
        "text": _("Something one can say."),
        "response": _("How it is met, kindly."),
        "next": _("the end"),
    }
    return [
        {
            "name": "start",
            "text": _("What happens."),
            "choices": items([choice], place="new choices"),
            "ending": "",
        },
        {"name": _("the end"), "text": _("How it went."), "choices": [], "ending": _("Words to take along.")},
    ]
