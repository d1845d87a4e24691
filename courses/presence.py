"""How somebody's presence at a gathering is told: here, partly or not here, and how many that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.judgements import duration_words
from courses.models import Attendance, Gathering

HERE, PARTLY, NOT_HERE = "here", "partly", "not_here"
CHOICES = (
    (HERE, gettext_lazy("Here")),
    (PARTLY, gettext_lazy("Partly")),
    (NOT_HERE, gettext_lazy("Not here")),
)


def presence(minutes: int, lasts: int) -> str:
    """HERE, PARTLY or NOT_HERE. More than the gathering lasts is here: its length may have been put right afterwards."""
    if minutes <= 0:
        return NOT_HERE
    return HERE if minutes >= lasts else PARTLY


def presence_words(minutes: int, lasts: int) -> str:
    """«Her», «Ikke her», or for how long: «2 timer»."""
    found = presence(minutes, lasts)
    return duration_words(minutes) if found == PARTLY else str(dict(CHOICES)[found])


def summary_words(minutes: Iterable[int], lasts: int) -> str:
    """«9 her, 1 delvis, 2 ikke her.»"""
    counted = Counter(presence(given, lasts) for given in minutes)
    return _("%(here)d here, %(partly)d partly, %(not_here)d not here.") % {
        HERE: counted[HERE],
        PARTLY: counted[PARTLY],
        NOT_HERE: counted[NOT_HERE],
    }


def summary_of(gathering: Gathering) -> str:
    """The same, of what is recorded. One query."""
    rows = Attendance.objects.filter(gathering=gathering)
    return summary_words(rows.values_list("minutes", flat=True), gathering.minutes)
