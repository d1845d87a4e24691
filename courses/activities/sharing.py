"""Who reads a text now: one rule, asked by every page that shows it and by the line that says who reads it.

The author always does. Others do only while all of it holds at once: the author has chosen it, the activity allows it,
the author has a place in the run, and, for the group, the run is open (privacy rules C.4.1, 2 and 12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from courses.kinds import ANSWERING_STATES, ON_THE_LIST_STATES, OVER_RUN_STATES, Sharing
from lms.people.dates import list_words

if TYPE_CHECKING:
    from courses.activities.base import ActivityPage, Response
    from courses.activities.contract import Kind
    from courses.models import Enrolment
    from courses.workplace import Workplace


@dataclass(frozen=True)
class Reach:
    """Who reads a text beside its author. What a leader has hidden from the group, the leaders still see."""

    leaders: bool = False
    group: bool = False
    hidden: bool = False

    @property
    def nobody_else(self) -> bool:
        """Whether the author is alone with it."""
        return not (self.leaders or self.group)


@dataclass(frozen=True)
class Shared:
    """A text somebody else shared with the group."""

    name: str
    text: str

    @property
    def first_name(self) -> str:
        """What the group calls them."""
        return self.name.split(" ")[0]


def reach_of(*, chosen: str, allowed: tuple[str, ...], place: Enrolment, is_hidden: bool = False) -> Reach:
    """Who reads a text with this choice of its author, where the activity allows `allowed`. `place` knows its run."""
    if chosen not in allowed:
        return Reach()
    if chosen == Sharing.LEADER:
        return Reach(leaders=place.state in ON_THE_LIST_STATES)
    together = place.state in ANSWERING_STATES and place.course_run.state not in OVER_RUN_STATES
    if chosen != Sharing.GROUP or not together:
        return Reach()
    return Reach(leaders=True, group=not is_hidden, hidden=is_hidden)


def reach_of_row(kind: Kind, page: ActivityPage, response: Response) -> Reach:
    """Who reads this row. Its enrolment and run must be at hand; then it runs no query."""
    return reach_of(
        chosen=response.sharing,
        allowed=kind.sharing_choices(page),
        place=response.enrolment,
        is_hidden=response.hidden_at is not None,
    )


def reach_here(work: Workplace) -> Reach:
    """Who reads what the person wrote in the activity on the screen. Nobody where nothing is written."""
    row = work.response
    if row is None or work.content is None:
        return Reach()
    return reach_of(
        chosen=row.sharing,
        allowed=work.kind.sharing_choices(work.page),
        place=work.enrolment,
        is_hidden=row.hidden_at is not None,
    )


def leader_words(work: Workplace) -> str:
    """Those who lead the run now, by first name: «Liv og Odd»."""
    names = [leader.first_name for leader in work.someone.leaders]
    return list_words(names) if names else _("the course leader")


def from_the_group(work: Workplace) -> list[Shared]:
    """What the others in the same run share with the group here, by first name. None after the run."""
    return [Shared(name, words) for name, words in work.from_others if words]
