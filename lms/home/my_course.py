"""What my page says about the course one is in: where to go on, what remains and who must act, what one has written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from certificates.approvals.candidate import CandidateStatus, status_of
from courses.activities.base import Response
from courses.facts import Facts, PersonFacts
from courses.judgements import by_marker, leader_names, titles_of
from courses.kinds import TAKING_PART_STATES, EnrolmentState, MarkedBy
from courses.models import Enrolment
from courses.outline import Outline, OutlineActivity
from courses.progress import Progress
from courses.someone_to_call import Leader, SomeoneToCall
from lms.people.dates import date_words, number_words
from lms.people.judging import Actor

FEW = 4


@dataclass(frozen=True)
class Remaining:
    """One thing that remains, why, and whose turn it is."""

    title: str
    sentence: str
    state: str
    address: str = ""
    link: str = ""

    @property
    def is_yours(self) -> bool:
        """Whether the person acts next."""
        return self.state == "you"


class MyCourse:
    """One place in a course. Each part is asked for when the page needs it; nothing is asked twice."""

    def __init__(self, place: Enrolment) -> None:
        self.place = place

    @property
    def under_way(self) -> bool:
        """Confirmed, active or on a pause."""
        return self.place.state in TAKING_PART_STATES

    @property
    def on_pause(self) -> bool:
        """Whether the person takes a pause."""
        return self.place.state == EnrolmentState.PAUSED

    @property
    def is_invited(self) -> bool:
        """Whether the place still has to be confirmed."""
        return self.place.state == EnrolmentState.INVITED

    @property
    def is_completed(self) -> bool:
        """Whether completion is recorded."""
        return self.place.state == EnrolmentState.COMPLETED

    @cached_property
    def outline(self) -> Outline:
        """The course in the reader's language. One query."""
        return Outline.of(self.place.course_run.course, get_language() or "nb")

    @cached_property
    def facts(self) -> PersonFacts:
        """What has been done, for the judgements. Four queries."""
        return Facts.gather([self.place], outline=self.outline)[self.place.pk]

    @cached_property
    def progress(self) -> Progress:
        """What is done. One query when completed, otherwise it comes with the facts."""
        if self.under_way:
            by_text = self.facts.states
            return Progress(
                self.outline, {one.key: by_text.get(str(one.key), "") for one in self.outline.activities}
            )
        states = (
            Response.objects.non_polymorphic()
            .filter(enrolment=self.place)
            .values_list("activity_key", "state")
        )
        return Progress(self.outline, dict(states))

    @property
    def next_step(self) -> OutlineActivity | None:
        """Where to go on."""
        return self.progress.next_step

    @property
    def next_module(self) -> str:
        """The name of the module where to go on."""
        return self.progress.module_of(self.next_step).title if self.next_step else ""

    @property
    def next_gathering_ends(self) -> datetime.datetime | None:
        """When the next gathering is over."""
        starts = self.place.next_starts_at
        return starts + datetime.timedelta(minutes=self.place.next_minutes) if starts else None

    @property
    def leader_names(self) -> str:
        """Those who lead, by first name."""
        return leader_names(self.facts)

    @property
    def number_of_leaders(self) -> int:
        """How many they are."""
        return len(self.facts.run.leaders)

    @property
    def remaining(self) -> list[Remaining]:
        """Everything that is not in place yet, the pledge last: it is asked for by the committee, not by the course."""
        found: list[Remaining] = []
        for requirement in self.facts.run.requirements:
            judgement = requirement.judge(self.facts)
            if judgement.met:
                continue
            if keys := requirement.activity_keys():
                found += self._activities(keys)
            else:
                title = capfirst(str(requirement._meta.verbose_name))
                found.append(Remaining(title, judgement.sentence, _turn(judgement.actor)))
        pledge = self._pledge()
        return [*found, pledge] if pledge else found

    def _activities(self, keys: list[str]) -> Iterable[Remaining]:
        """What remains among these, by who marks it: at home, together, in own time."""
        known = self.facts.run.activities
        open_ones = [known[key] for key in keys if key in known and not self.facts.is_done(key)]
        groups = by_marker(one for one in open_ones if one.code != self.place.pledge_code)
        outline = reverse("courses:outline", args=[self.place.pk])
        if at_home := groups["own"]:
            few = len(at_home) <= FEW
            sentence = f"{titles_of(at_home)}." if few else _("We build on them when we meet.")
            yield Remaining(capfirst(_at_home(len(at_home))), sentence, "you", outline, _("See which"))
        if together := groups[MarkedBy.LEADER]:
            sentence = _("We do them when we meet. %(names)s will mark them.") % {"names": self.leader_names}
            yield Remaining(capfirst(_together(len(together))), sentence, "wait")
        if in_own_time := groups[MarkedBy.REPRESENTATIVE]:
            yield Remaining(_("In own time with the association"), f"{titles_of(in_own_time)}.", "wait")

    def _pledge(self) -> Remaining | None:
        if self.place.pledge_signed_at or not self.place.pledge_code:
            return None
        title = self.pledge_label
        address = reverse("courses:activity", args=[self.place.pk, self.place.pledge_code])
        if self.place.pledge_explained_on:
            sentence = _("It has been gone through with you. You can sign when you are ready.")
            return Remaining(title, sentence, "you", address, _("Read and sign"))
        sentence = _("It is gone through in own time with your association. After that you sign.")
        return Remaining(title, sentence, "wait", address, _("Read it"))

    @property
    def pledge_label(self) -> str:
        """What the association calls it (R58)."""
        return capfirst(self.place.organisation.get_pledge_label_display())

    @property
    def cases(self) -> list[CandidateStatus]:
        """Where the approval is; there is none before the course is completed. At most three queries."""
        return status_of(self.place.person) if self.is_completed else []

    @property
    def three_facts(self) -> list[tuple[str, str, str]]:
        """Completed, signed, approved: three facts that never imply one another."""
        day = self.place.completed_at
        signed, approved = self.place.pledge_signed_at, self.place.approved_on
        return [
            _fact(_("Course completed"), day, _("Not yet")),
            _fact(_("%(pledge)s signed") % {"pledge": self.pledge_label}, signed, _("Not yet")),
            _fact(_("Approved"), approved, _("The committee decides. The course alone is no approval.")),
        ]

    @property
    def written(self) -> list[OutlineActivity]:
        """The reflections one has begun on. Titles only: no private text stands on this page."""
        return [
            one
            for one in self.outline.activities
            if one.kind == "reflection" and self.progress.states.get(one.key)
        ]

    @property
    def contact(self) -> dict[str, str]:
        """Someone to call, for the foot of the page."""
        leaders = [Leader(self.place.leader_name, self.place.leader_phone)] if self.place.leader_phone else []
        return SomeoneToCall(leaders, [], self.place.organisation).contact


def _turn(actor: str) -> str:
    return "you" if actor == Actor.TRAINEE else "wait"


def _at_home(count: int) -> str:
    words = ngettext("%(count)s activity at home", "%(count)s activities at home", count)
    return words % {"count": number_words(count)}


def _together(count: int) -> str:
    words = ngettext("%(count)s exercise together", "%(count)s exercises together", count)
    return words % {"count": number_words(count)}


def _fact(title: str, when: datetime.date | datetime.datetime | None, otherwise: str) -> tuple[str, str, str]:
    if when is None:
        return "wait", title, otherwise
    day = timezone.localdate(when) if isinstance(when, datetime.datetime) else when
    return "done", title, date_words(day, year=True)
