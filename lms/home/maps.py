"""Where a place is on a map, at somebody else's site."""

from __future__ import annotations

from urllib.parse import urlencode

#: Words of a place that is nowhere to go to.
NOT_ON_A_MAP = ("://", "www.", "telefon", "phone", "zoom", "teams")


def map_address(place: str) -> str:
    """Where a map is searched for a place. A plain link: nothing is asked of that site before the person taps it.

    OpenStreetMap, because it has no advertising and needs no account; it is told the place, never who asks.
    """
    if any(word in place.casefold() for word in NOT_ON_A_MAP):
        return ""
    return f"https://www.openstreetmap.org/search?{urlencode({'query': place})}"
