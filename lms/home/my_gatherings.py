"""What my page says of when one meets: the next gathering and those after it, on the day where one checks in."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from courses.course_addresses import activity_address, numbered_address
from courses.facts import PersonFacts, PlannedGathering
from courses.models import Enrolment
from lms.home.maps import map_address


class MyGatherings:
    """The gatherings of one place in a course. No query: everything comes with the place and its facts."""

    def __init__(self, place: Enrolment, facts: PersonFacts, address: str) -> None:
        self.place = place
        self.facts = facts
        self.address = address

    @cached_property
    def coming(self) -> list[PlannedGathering]:
        """The gatherings that end today or later, of the run and of one's own association, in order. No query.

        Where the course is over, as for who takes a pause from one that is closed, none that it was over before.
        """
        today = timezone.localdate()
        own_time = self.facts.own_time
        mine = [*self.facts.run.common, *([own_time] if own_time else [])]
        over_before = self.place.course_run.calls_off
        coming = [
            one for one in mine if timezone.localdate(one.ends_at) >= today and not over_before(one.starts_at)
        ]
        return sorted(coming, key=lambda one: (one.starts_at, one.pk))

    @cached_property
    def ahead(self) -> list[PlannedGathering]:
        """Those of them that are not over: in the afternoon, what was held before noon is not the next one."""
        now = timezone.now()
        return [one for one in self.coming if one.ends_at >= now]

    @cached_property
    def next(self) -> PlannedGathering | None:
        """When one meets next, or is together now."""
        return next(iter(self.ahead), None)

    @cached_property
    def check_in_address(self) -> str:
        """Where one checks in oneself, on the day one meets, until it is over."""
        following = self.next
        meets = following is not None and timezone.localdate(following.starts_at) <= timezone.localdate()
        return reverse("courses:check_in") if meets else ""

    @cached_property
    def next_address(self) -> str:
        """Where the page of it is."""
        return activity_address(self.address, self.next.code) if self.next else ""

    @cached_property
    def needs_address(self) -> str:
        """Where one says what one needs to take part; empty where the course does not ask."""
        return activity_address(self.address, self.place.needs_code) if self.place.needs_code else ""

    @property
    def said_no(self) -> bool:
        """Whether one has said that one cannot come to the next gathering."""
        return self.next is not None and self.place.said_no_to == self.next.pk

    @cached_property
    def next_map(self) -> str:
        """A map of where one meets next, at somebody else's site; empty where people meet by phone or on the web."""
        return map_address(self.next.place) if self.next else ""

    @cached_property
    def later(self) -> list[tuple[PlannedGathering, str, bool]]:
        """Those after the next, each with its address and whether one was at the same in an earlier run."""
        return [
            (one, activity_address(self.address, one.code), self.facts.minutes_at(one) > 0)
            for one in self.ahead[1:]
        ]

    @property
    def next_calendar(self) -> str:
        """The address of the calendar file with the next gathering alone."""
        following = self.next
        return numbered_address("home:gathering_calendar", self.place.pk, following.pk) if following else ""

    @property
    def calendar(self) -> str:
        """The address of the calendar file with all of them."""
        return numbered_address("home:calendar", self.place.pk)

    @property
    def was_at_next_before(self) -> bool:
        """Whether one was at the next gathering in an earlier run."""
        following = self.next
        return following is not None and self.facts.minutes_at(following) > 0
