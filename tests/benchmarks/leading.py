"""One run of the starter course as those who lead it see it: people who have done most of it, and were at the gatherings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.db import transaction
from django.test import Client
from django.utils import timezone

from courses import completion_plan
from courses.kinds import EnrolmentState
from courses.models import ActivityPage, Attendance, CoursePage, CourseRun, Enrolment
from lms.people.models import User
from tests.benchmarks.models import BarePage
from tests.benchmarks.world import World, answer_all
from tests.making import make_home, make_run

#: Of forty activities everybody has done this many; somebody is always a little behind.
DONE_OF_FORTY = 30


@dataclass
class LeadersWorld:
    """A run, and its leader who asks for the pages."""

    run: CourseRun
    client: Client

    def grow(self, size: int) -> None:
        """Adds trainees until there are `size` in the run, each with their work and their attendance."""
        pages = list(ActivityPage.objects.descendant_of(self.run.course).live().order_by("path"))
        gatherings = list(self.run.gatherings.all())
        with transaction.atomic():
            for place in self._places(size - self.run.enrolments.count()):
                behind = place.pk % 5
                answer_all(place, pages[: DONE_OF_FORTY - behind])
                Attendance.objects.bulk_create(
                    Attendance(
                        enrolment=place,
                        gathering=gathering,
                        minutes=gathering.minutes,
                        attended_at=gathering.starts_at,
                    )
                    for gathering in gatherings[: len(gatherings) - (behind == 0)]
                )

    def _places(self, more: int) -> list[Enrolment]:
        numbers = count(User.objects.count())
        people = [
            User(
                name=f"Person {number:04}",
                email=f"{number}@likevel.example",
                password="!",
            )
            for number, _person in zip(numbers, range(max(more, 0)), strict=False)
        ]
        User.objects.bulk_create(people)
        return Enrolment.objects.bulk_create(
            Enrolment(
                course_run=self.run,
                person=person,
                organisation=self.run.organiser,
                state=EnrolmentState.ACTIVE,
                confirmed_at=timezone.now(),
            )
            for person in people
        )

    def pages(self) -> dict[str, Callable[[], object]]:
        """By name, how each is asked for."""
        gathering = self.run.gatherings.order_by("starts_at").first()
        here = f"/kursleder/{self.run.pk}/"
        ways = {
            "bare Wagtail page": "/bar-side/",
            "run page": here,
            "attendance": f"{here}samling/{gathering.pk}/",
            "progress": f"{here}fremdrift/",
            "the seven themes": f"{here}fremdrift/temaer/",
            "progress, who lacks something": f"{here}fremdrift/?hvem=mangler",
            "progress, who is quiet": f"{here}fremdrift/?hvem=stille",
            "progress as XLSX": f"{here}fremdrift/tabell.xlsx",
            "progress as CSV": f"{here}fremdrift/tabell.csv",
        }
        return {name: self._way(address) for name, address in ways.items()}

    def _way(self, address: str) -> Callable[[], object]:
        return lambda: World._expect(self.client.get(address), 200)


def make() -> LeadersWorld:
    """An open run, with what completion asks for frozen, and its leader logged in."""
    course = CoursePage.objects.get(slug="grunnkurs", locale__language_code="nb")
    if not BarePage.objects.exists():
        make_home().add_child(instance=BarePage(title="Bar side", slug="bar-side", locale=course.locale))
    run = make_run(course)
    completion_plan.freeze(run)
    client = Client()
    client.force_login(run.leaders.get().person)
    return LeadersWorld(run, client)
