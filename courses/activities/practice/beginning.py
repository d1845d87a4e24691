"""The roles a new practice begins with, in the active language, for its author to change."""

from __future__ import annotations

from django.utils.translation import gettext as _


def trio() -> list[dict[str, str]]:
    """Talker, listener and observer, each with what one does."""
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
