"""The steps a new scenario begins with, in the active language, for its author to change."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.activities.contents import items


def two_steps() -> list[dict[str, Any]]:
    """What happens, with one choice, and an ending."""
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
