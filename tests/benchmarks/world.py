"""One run of the starter course that grows, and the pages that are measured in it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client
from django.utils import timezone

from courses import completion_plan, responding
from courses.kinds import ResponseState, Sharing
from courses.models import (
    ActivityPage,
    CoursePage,
    CourseRun,
    Enrolment,
    ReflectionPage,
    ReflectionResponse,
    Response,
)
from courses.workplace import Workplace
from tests.benchmarks.models import BarePage
from tests.making import make_enrolment, make_home, make_person, make_run

BEGAN = 2  # days ago: some gatherings have been, and my page tells of the others
EVERY = 10  # of those who have come since, every tenth has answered what is answered
AS_THE_PAGE_SENDS = "application/x-www-form-urlencoded"  # `lms/static/js/save.js`
TEXT = "Jeg er mest redd for å si feil. " * 20


@dataclass
class World:
    """A run, and the trainee who asks for the pages."""

    run: CourseRun
    place: Enrolment
    client: Client
    private: ActivityPage
    shared: ActivityPage

    def grow(self, size: int) -> None:
        """Adds trainees until there are `size` in the run; each has answered some of it, and shared some of that."""
        pages = list(ActivityPage.objects.descendant_of(self.run.course).live())[:12]
        with transaction.atomic():
            for number in range(self.run.enrolments.count(), size):
                place = make_enrolment(self.run)
                answer_all(place, pages if number % EVERY == 0 else pages[:1])
                if number % EVERY == 0:
                    _write(place, self.shared, Sharing.GROUP)

    def pages(self) -> dict[str, Callable[[], object]]:
        """By name, how each is asked for. The answers are looked at, so that an error is not measured as speed."""
        place, numbers = self.place.pk, count(1)
        here = f"/kurs/{place}/{self.private.code}/"

        work = Workplace.at(self.place.person, place, self.private.code, "nb")
        on_screen = {
            "slip": work.slip,
            "version": work.response.version,
            "window": f"v{work.response.version}",
        }

        def keep() -> None:
            number = next(numbers)
            typed = {**on_screen, "text": f"{TEXT}{number}", "stroke": number}
            self._expect(
                self.client.post(f"{here}lagre/", urlencode(typed), content_type=AS_THE_PAGE_SENDS), 200
            )

        return {
            "bare Wagtail page": lambda: self._expect(self.client.get("/bar-side/"), 200),
            "activity, private reflection": lambda: self._expect(self.client.get(here), 200),
            "activity, shared with the group": lambda: self._expect(
                self.client.get(f"/kurs/{place}/{self.shared.code}/"), 200
            ),
            "my page": lambda: self._expect(self.client.get("/min-side/"), 200),
            "saving while typing": keep,
        }

    @staticmethod
    def _expect(answer: object, status: int) -> None:
        if answer.status_code != status:
            raise RuntimeError(f"{answer.request['PATH_INFO']} answered {answer.status_code}")


def make() -> World:
    """The first trainee, logged in, with something written in the activities that are measured."""
    course = CoursePage.objects.get(slug="grunnkurs", locale__language_code="nb")
    make_home().add_child(instance=BarePage(title="Bar side", slug="bar-side", locale=course.locale))
    run = make_run(course, starts_on=timezone.localdate() - datetime.timedelta(days=BEGAN))
    completion_plan.freeze(run)
    place = make_enrolment(run, person=make_person("Solveig Nordahl"))
    reflections = ReflectionPage.objects.descendant_of(course).live().order_by("path")
    private = reflections.exclude(sharing_ceiling=Sharing.GROUP).filter(content_notice="").first()
    shared = reflections.filter(sharing_ceiling=Sharing.GROUP, content_notice="").first()
    responding.save_work(enrolment=place, activity_page=private, content={"text": TEXT}, finish=True)
    responding.save_work(enrolment=place, activity_page=shared, content={"text": TEXT}, finish=False)
    client = Client()
    client.force_login(place.person)
    return World(run, place, client, private, shared)


def answer_all(place: Enrolment, pages: list[ActivityPage]) -> None:
    """Every one of the pages done by this person, in one write."""
    now = timezone.now()
    Response.objects.non_polymorphic().bulk_create(
        Response(
            enrolment=place,
            activity_key=page.translation_key,
            page=page,
            state=ResponseState.DONE,
            started_at=now,
            changed_at=now,
            completed_at=now,
        )
        for page in pages
    )


def _write(place: Enrolment, page: ActivityPage, sharing: str) -> None:
    now = timezone.now()
    Response.objects.non_polymorphic().filter(enrolment=place, activity_key=page.translation_key).delete()
    ReflectionResponse.objects.create(
        enrolment=place,
        activity_key=page.translation_key,
        page=page,
        state=ResponseState.DONE,
        sharing=sharing,
        text="Én setning til gruppa.",
        started_at=now,
        changed_at=now,
    )
