"""What the starter course means but its structure does not say, each with the reason.

A course file may say the same itself, with the same words, on an activity; that goes first. Other courses than those
named here get nothing from this table.
"""

from __future__ import annotations

from typing import Any

STARTER_COURSE = "grunnkurs"

FACTS: dict[str, dict[str, dict[str, Any]]] = {
    STARTER_COURSE: {
        # What one needs to take part has to reach those who book the room.
        "0.2": {"purpose": "needs"},
        # The group makes an agreement; the leader writes down what they say. All other group reflections are spoken.
        "0.3": {"form": "agreement"},
        # Only the lines one wants to ask about reach the leader, never what was understood.
        "2.1": {"purpose": "questions"},
        # A card for the pocket: printed, carried, never handed in.
        "3.4": {"purpose": "pocket_card"},
        # Somebody who reads about life in danger may need the numbers on this very screen.
        "6.r2": {"show_help_numbers": True},
        # The talk about suicide is required, but nobody is forced through it: skipped by agreement with the leader.
        "6.2": {"show_help_numbers": True, "may_be_skipped": True},
        "6.r3": {"show_help_numbers": True},
        # Names are written on the printed map and never stored.
        "7.1": {"purpose": "support_map"},
        # The letter to oneself can be called to mind after two months, if one wants.
        "9.2": {"offers_reminder": True},
        # The last three lines are one choice between doors; only the choice reaches the committee.
        "9.3": {"purpose": "ready"},
        # Anonymous, and shown from five answers up.
        "9.4": {"purpose": "evaluation"},
    }
}


def facts_about(course_slug: str, code: str) -> dict[str, Any]:
    """The field values that `code` has beyond what its file says. Empty for most."""
    return FACTS.get(course_slug, {}).get(code, {})
