"""What tests of a later run share: half a course done, a place in a later run, and what the facts say of it."""

from __future__ import annotations

import datetime
from typing import Any

from courses import attending, enrolling, responding
from courses.activities.base import Response
from courses.completion_plan import freeze
from courses.facts import Facts, PersonFacts
from courses.kinds import EnrolmentState
from courses.models import Enrolment
from tests.courses.working import SECRET, a_place, leader_of, page, representative_of, save
from tests.making import make_enrolment, make_run

HOME, TOGETHER = ("1.1", "1.2", "1.6"), ("1.3", "1.4")


def worked(**fields: Any) -> Enrolment:
    """Half a course: all that is done at home, the first gathering with its practice, and then a pause."""
    place = a_place(**fields)
    save(place, "1.1", finish=True)
    save(place, "1.2", text=SECRET, finish=True)
    save(place, "1.6", ticked=["one"], finish=True)
    attend(place, "1.8", 100)
    for code in TOGETHER:
        responding.mark_done(enrolment=place, activity=page(place, code), by=leader_of(place.course_run))
    return enrolling.pause(enrolment=place, by=place.person)


def attend(place: Enrolment, code: str, minutes: int) -> None:
    gathering = place.course_run.gatherings.get(code=code)
    by = representative_of(place.course_run) if code == "1.9" else leader_of(place.course_run)
    attending.record_attendance(
        gathering=gathering,
        minutes_by_enrolment={place.pk: minutes},
        by=by,
        at=gathering.starts_at + datetime.timedelta(hours=4),
    )


def later(place: Enrolment, *, organisation: Any = None, course: Any = None, **fields: Any) -> Enrolment:
    """A place in a later run, confirmed by the person."""
    organiser = place.course_run.organiser
    run = make_run(course or place.course_run.course, organiser=organiser, title="Kurs på Gjøvik", **fields)
    freeze(run)
    invited = make_enrolment(
        run,
        person=place.person,
        organisation=organisation or place.organisation,
        state=EnrolmentState.INVITED,
        confirmed_at=None,
    )
    return enrolling.confirm(enrolment=invited, by=place.person)


def states(place: Enrolment) -> dict[str, str]:
    rows = Response.objects.non_polymorphic().filter(enrolment=place).order_by("page__code")
    return dict(rows.values_list("page__code", "state"))


def facts(place: Enrolment) -> PersonFacts:
    return Facts.gather([place])[place.pk]
