"""What the secretariat's page of a run shows: what is set up, what is lacking, and the people with what can be done."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from courses.inviting_peer_supporters import takes_peer_supporters
from courses.kinds import OVER_RUN_STATES, UNDER_WAY_RUN_STATES, EnrolmentState, RunState
from courses.models import (
    CourseRun,
    Enrolment,
    Gathering,
    RunLeader,
    RunOrganisation,
    WaitingPlace,
)
from courses.moving import runs_of_same_course
from courses.participation import something_to_confirm
from courses.prerequisites import what_is_asked, who_lacks
from courses.readiness import what_is_not_ready, what_opening_needs
from lms.people.alphabet import alphabetical
from lms.people.models import Organisation


class SecretariatPage:
    """Everything on the page, in a fixed number of queries."""

    def __init__(self, course_run: CourseRun) -> None:
        self.course_run = course_run

    @cached_property
    def leaders(self) -> list[RunLeader]:
        """Who leads, also those whose time is over."""
        return list(self.course_run.leaders.select_related("person").order_by("since", "pk"))

    @cached_property
    def organisations(self) -> list[RunOrganisation]:
        """Who takes part, with the representatives."""
        return list(
            self.course_run.run_organisations.select_related("organisation", "representative").order_by(
                "organisation__name"
            )
        )

    @cached_property
    def gatherings(self) -> list[Gathering]:
        """When and where."""
        return list(self.course_run.gatherings.select_related("organisation"))

    @cached_property
    def people(self) -> list[Enrolment]:
        """Everybody with a place, also those who withdrew, alphabetical."""
        places = self.course_run.enrolments.select_related("person", "organisation", "let_in_by")
        places = places.annotate(may_be_confirmed=something_to_confirm())
        return sorted(places.order_by("pk"), key=lambda place: alphabetical(place.person.name))

    @cached_property
    def with_participation(self) -> set[int]:
        """The places that ended without a certificate, of people who were there: they can have it confirmed (decision 42)."""
        ended = [EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED]
        if self.course_run.state == RunState.CANCELLED:
            ended.append(EnrolmentState.PAUSED)
        return {place.pk for place in self.people if place.state in ended and place.may_be_confirmed}

    @cached_property
    def has_place_elsewhere(self) -> set[int]:
        """Of a run that is over, the people who have a place in another that goes on, of the same course or an edition of it:
        they have been moved there already. Only in the organiser's own runs; of others it knows nothing. One query.
        """
        if not self.is_over:
            return set()
        own = runs_of_same_course(self.course_run).filter(organiser=self.course_run.organiser_id)
        others = Enrolment.objects.filter(course_run__in=own, person__in=self._people)
        return set(others.exclude(state=EnrolmentState.WITHDRAWN).values_list("person", flat=True))

    @property
    def _people(self) -> list[int]:
        return [place.person_id for place in self.people]

    @cached_property
    def waiting(self) -> list[WaitingPlace]:
        """Who waits for a seat, in the order they came."""
        return list(self.course_run.waiting.select_related("person", "organisation"))

    @property
    def associations_with_seats(self) -> set[int]:
        """The associations that may send somebody more."""
        taken = Counter(
            place.organisation_id for place in self.people if place.state != EnrolmentState.WITHDRAWN
        )
        return {
            part.organisation_id for part in self.organisations if part.seats > taken[part.organisation_id]
        }

    @cached_property
    def not_ready(self) -> dict[Organisation, str]:
        """The associations the run is not ready for, with why (R53)."""
        return what_is_not_ready(self.course_run)

    @cached_property
    def needs(self) -> list[str]:
        """What is missing before it can be opened."""
        return what_opening_needs(self.course_run) if self.is_planned else []

    @cached_property
    def lacking(self) -> set[int]:
        """The places of those who are not known to have what the course asks for, while that can still matter."""
        asked = [place for place in self.people if place.state != EnrolmentState.WITHDRAWN]
        return who_lacks(self.course_run, asked) if self.takes_people else set()

    @cached_property
    def asked(self) -> str:
        """What the course asks for beforehand, as the end of a sentence; empty when it asks for nothing."""
        return what_is_asked(self.course_run.course)

    @property
    def takes_peer_supporters(self) -> bool:
        """Whether peer supporters are invited to it together."""
        return takes_peer_supporters(self.course_run)

    @property
    def is_planned(self) -> bool:
        """Not open yet."""
        return self.course_run.state == RunState.PLANNED

    @property
    def is_over(self) -> bool:
        """Closed or cancelled."""
        return self.course_run.state in OVER_RUN_STATES

    @property
    def takes_people(self) -> bool:
        """Whether people can be invited."""
        return self.course_run.state in UNDER_WAY_RUN_STATES

    @property
    def places_given(self) -> int:
        """How many have a place or are asked to take one. Who has withdrawn has none."""
        return sum(place.state != EnrolmentState.WITHDRAWN for place in self.people)

    @property
    def answered(self) -> int:
        """How many have confirmed."""
        waiting = (EnrolmentState.INVITED, EnrolmentState.WITHDRAWN)
        return sum(place.state not in waiting for place in self.people)
