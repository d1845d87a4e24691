"""How long a phone may keep the page of a gathering, so that it opens without a net."""

from __future__ import annotations

import datetime

from courses.models import Gathering

#: A list that is finished on the way home is still a list of tonight; the next evening it is nobody's business.
KEPT_AFTER = datetime.timedelta(hours=12)


def kept_until(gathering: Gathering) -> datetime.datetime:
    """When the copy on a phone goes by itself: twelve hours after the planned end."""
    return gathering.ends_at + KEPT_AFTER
