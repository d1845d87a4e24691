"""What my page says about the course one is in: where to go on, what remains and who must act, what one has written."""

from __future__ import annotations

import datetime
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from certificates.approvals.candidate import CandidateStatus, status_of
from courses import enrolling, inviting, retention
from courses.activities.base import Response
from courses.course_addresses import activity_address, addresses_in_course
from courses.facts import Facts, PersonFacts
from courses.forecast import Forecast, Missed
from courses.judgements import leader_names
from courses.kinds import SETTLED_STATES, EnrolmentState, ResponseState, RunState
from courses.models import Enrolment
from courses.outline import Outline, OutlineActivity
from courses.progress import Progress
from courses.someone_to_call import Contact, Leader, SomeoneToCall
from lms.home.my_gatherings import MyGatherings
from lms.home.my_remaining import WhatRemains
from lms.home.place_words import state_words, three_facts

#: What has words in this run itself.
WRITTEN_STATES = (ResponseState.STARTED, ResponseState.DONE)


class MyCourse:
    """One place in a course. Each part is asked for when the page needs it; nothing is asked twice."""

    def __init__(self, place: Enrolment) -> None:
        self.place = place

    @property
    def under_way(self) -> bool:
        """Confirmed, active or on a pause, of a course that goes on."""
        return self.place.takes_part and not self.is_cancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether the course was cancelled before the person had completed it or left."""
        return self.place.course_run.state == RunState.CANCELLED and self.place.state not in SETTLED_STATES

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

    @property
    def is_basic(self) -> bool:
        """Whether it is the basic course, which an approval may follow."""
        return self.place.course_run.course.is_basic

    @property
    def is_seminar(self) -> bool:
        """Whether one only has to be there."""
        return self.place.course_run.course.is_seminar

    @property
    def has_left(self) -> bool:
        """Whether the place was ended before the course was."""
        return self.place.state == EnrolmentState.WITHDRAWN

    @property
    def may_complete(self) -> bool:
        """Whether a certificate of completion may still come from this place, or has."""
        return self.is_completed or self.under_way or (self.is_invited and not self.is_cancelled)

    @property
    def may_have_participation(self) -> bool:
        """Whether a confirmation of participation can be had from this place: the person was there, it ended, and the course
        is not completed.
        """
        return self.place.was_there and not self.may_complete

    @property
    def may_join(self) -> bool:
        """Whether the invitation can be answered here and now."""
        return inviting.is_open(self.place)

    @property
    def may_come_back(self) -> bool:
        """Whether the person left by themselves and can undo it."""
        place = self.place
        return self.has_left and place.ended_by_id == place.person_id and enrolling.may_come_back(place)

    @property
    def texts_until(self) -> datetime.date | None:
        """The day on which what one has written here is deleted, once that is known."""
        return retention.deletion_date(self.place)

    @property
    def state_words(self) -> str:
        """Where this place is, in one sentence."""
        return state_words(self.place)

    @cached_property
    def address(self) -> str:
        """Where the course is."""
        return reverse("courses:outline", args=[self.place.pk])

    @cached_property
    def addresses(self) -> dict[str, str]:
        """By name, where one takes a pause, comes back, and sees what it is to leave."""
        return addresses_in_course(self.address)

    def address_of(self, code: str) -> str:
        """Where the activity with this number is."""
        return activity_address(self.address, code)

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
            return Progress(self.outline, {UUID(key): state for key, state in self.facts.states.items()})
        states = (
            Response.objects.non_polymorphic()
            .filter(enrolment=self.place)
            .values_list("activity_key", "state")
        )
        return Progress(self.outline, dict(states))

    @cached_property
    def next_step(self) -> OutlineActivity | None:
        """Where to go on."""
        return self.progress.next_step

    @property
    def next_address(self) -> str:
        """Where that is; empty when there is nothing to do on one's own."""
        return self.address_of(self.next_step.code) if self.next_step else ""

    @property
    def next_module(self) -> str:
        """The name of the module where to go on."""
        return self.progress.module_of(self.next_step).title if self.next_step else ""

    @cached_property
    def meets(self) -> MyGatherings:
        """When one meets, and what is said of it. No query of its own."""
        return MyGatherings(self.place, self.facts, self.address)

    @property
    def has_done_before(self) -> bool:
        """Whether something was done in an earlier run."""
        return ResponseState.BEFORE in self.facts.states.values()

    @cached_property
    def leader_names(self) -> str:
        """Those who lead, by first name."""
        return leader_names(self.facts)

    @property
    def number_of_leaders(self) -> int:
        """How many they are."""
        return len(self.facts.run.leaders)

    @cached_property
    def forecast(self) -> Forecast:
        """What was missed, what would do, and what is agreed. No query of its own."""
        return Forecast(self.facts)

    @cached_property
    def make_ups(self) -> list[Missed]:
        """What is agreed or confirmed instead of a gathering one missed."""
        return [missed for missed in self.forecast.missed if missed.make_up]

    @cached_property
    def to_make_up(self) -> list[Missed]:
        """What it takes, where something has to be made up and nothing is agreed yet."""
        return [missed for missed in self.forecast.would_do if not missed.make_up]

    @cached_property
    def what_remains(self) -> WhatRemains:
        """What is not in place yet, why, and who takes the next step. No query of its own."""
        return WhatRemains(self.place, self.address, self.facts, will_meet=bool(self.meets.coming))

    @cached_property
    def all_cases(self) -> list[CandidateStatus]:
        """Where the approval is; there is none before the course is completed. At most three queries."""
        return status_of(self.place.person) if self.is_completed else []

    @property
    def approved_case(self) -> CandidateStatus | None:
        """The case that ended in the approval which stands among the three facts; nothing is left to say of it."""
        if not self.place.approved_on:
            return None
        own = (one for one in self.all_cases if one.organisation_id == self.place.organisation_id)
        return next((one for one in own if one.state == "done"), None)

    @property
    def cases(self) -> list[CandidateStatus]:
        """The cases of which something has to be said beside the three facts."""
        return [one for one in self.all_cases if one != self.approved_case]

    @property
    def three_facts(self) -> list[tuple[str, str, str]]:
        """Completed, signed, approved: three facts that never imply one another."""
        return three_facts(self.place)

    @cached_property
    def written(self) -> list[tuple[str, str]]:
        """The reflections one has begun on here, until they are deleted: title and address, never any text."""
        if retention.is_over(self.place):
            return []
        return [
            (one.title, self.address_of(one.code))
            for one in self.outline.activities
            if one.kind == "reflection" and self.progress.states.get(one.key) in WRITTEN_STATES
        ]

    @property
    def contact(self) -> Contact:
        """Someone to call, for the foot of the page."""
        leaders = [Leader(self.place.leader_name, self.place.leader_phone)] if self.place.leader_phone else []
        return SomeoneToCall(leaders, [], self.place.organisation).contact
