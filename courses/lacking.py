"""Who lacks something now, of everybody in a run: found by the database, so that work is read only of those who are shown.

What is due is asked of the one rule (`Timeline.state_of`), for somebody of each association who has done nothing; the
database counts who has not done all of it. Two things hang on more than what is done: a gathering that somebody was not
at, and what is made up. Of the few people they concern the facts are gathered, and the rule itself is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.activities.base import Response
from courses.kinds import EnrolmentState
from courses.models import Attendance, Enrolment, MakeUp
from courses.models.enrolments import EnrolmentQuerySet
from courses.outline import OutlineActivity
from courses.people_pages import in_order
from courses.person_facts import PersonFacts
from courses.run_overview import GATHERING, MISSING, RunOverview, Timeline

#: Stands for an association that has no own time of its own in the run.
ANY_OTHER = 0
UNDER_WAY = (EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE)


def lacking_now(people: EnrolmentQuerySet, plan: RunOverview, *, module: str = "") -> list[Enrolment]:
    """Those of `people` who lack something now, in one module or anywhere, by their names.

    `plan` is the overview of their run, of whomever. One query, and two more where facts have to be gathered.
    """
    due = Due(plan.timeline, [a for a in plan.timeline.asked if module in ("", a.module_code)])
    places = list(due.counted(people.filter(state__in=UNDER_WAY)))
    lacking = [place for place in places if due.surely_lacks(place)]
    known = {place.pk for place in lacking}
    unsure = [place for place in places if place.pk not in known and (place.made_up or place.not_there)]
    looked_at = plan.also_of(unsure).rows
    return in_order([*lacking, *(row.enrolment for row in looked_at if row.lacks_in(module))])


@dataclass(frozen=True)
class Due:
    """What is due now in a run of some of its activities."""

    timeline: Timeline
    asked: list[OutlineActivity]

    @cached_property
    def everywhere(self) -> frozenset[UUID]:
        """The keys of what is due for everybody."""
        return self._due_in(ANY_OTHER)

    @cached_property
    def beside(self) -> dict[int, frozenset[UUID]]:
        """What is due besides for the people of an association: what belongs to its own time, when that is over."""
        own_times = self.timeline.run.own_times
        return {pk: own for pk in own_times if (own := self._due_in(pk) - self.everywhere)}

    def _due_in(self, organisation_id: int) -> frozenset[UUID]:
        nobody = PersonFacts(0, organisation_id, "", self.timeline.run)
        return frozenset(a.key for a in self.asked if self.timeline.state_of(a, nobody) == MISSING)

    def counted(self, places: EnrolmentQuerySet) -> EnrolmentQuerySet:
        """The places, each with how much is `done` of what is due, whether anything is `made_up`, and whether it was
        recorded that they were `not_there`, or nobody ticked off that they were.
        """
        done = Response.objects.non_polymorphic().done().filter(self._whose_key, enrolment=OuterRef("pk"))
        number = done.order_by().values("enrolment").annotate(number=Count("pk")).values("number")
        return places.annotate(
            done=Coalesce(Subquery(number, output_field=IntegerField()), 0),
            made_up=Exists(MakeUp.objects.possible().filter(enrolment=OuterRef("pk"))),
            not_there=Exists(self._recorded_and_not_done()),
        )

    @property
    def _whose_key(self) -> Q:
        due = Q(activity_key__in=self.everywhere)
        for organisation_id, keys in self.beside.items():
            due |= Q(enrolment__organisation=organisation_id, activity_key__in=keys)
        return due

    def _recorded_and_not_done(self) -> QuerySet[Attendance]:
        """Attendance at a gathering that is over and is not done for the one it is recorded for."""
        codes = {a.code for a in self.asked if a.kind == GATHERING} & self.timeline.held
        held = [one.pk for one in self.timeline.run.common if one.code in codes]
        same = {"enrolment": OuterRef("enrolment"), "activity_key": OuterRef("gathering__activity_key")}
        done = Response.objects.non_polymorphic().done().filter(**same)
        return Attendance.objects.filter(enrolment=OuterRef("pk"), gathering__in=held).exclude(Exists(done))

    def surely_lacks(self, place: Enrolment) -> bool:
        """Whether something that is due is not done, and nothing else can stand for it."""
        due = len(self.everywhere) + len(self.beside.get(place.organisation_id, ()))
        return place.done < due and not place.made_up
