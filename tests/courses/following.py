"""What tests of the courses that follow the basic course share: such a course, its run, and who is approved."""

from __future__ import annotations

import datetime
from typing import Any

from certificates.approvals.models import Appointment
from courses.kinds import CourseKind, EnrolmentState
from courses.models import CoursePage, CourseRun, Enrolment, Prerequisite
from lms.people.models import Organisation, User
from tests.courses.leading import open_run
from tests.making import make_course, make_enrolment, make_person, make_run

LAST_YEAR = datetime.date(2025, 6, 1)


def following(
    kind: CourseKind = CourseKind.ADD_ON, *, after: CoursePage | None = None, **fields: Any
) -> CoursePage:
    """A small course of this sort, perhaps after another."""
    course = make_course()
    for name, value in {"kind": kind, "title": "Likeperson på telefon", **fields}.items():
        setattr(course, name, value)
    course.save()
    if after is not None:
        Prerequisite.objects.create(course=course, asked_course=after)
    return course


def run_of(course: CoursePage, **fields: Any) -> CourseRun:
    """An open run of it, with what completion asks for frozen."""
    return open_run(course=course, **fields)


def has_completed(person: User, course: CoursePage, **fields: Any) -> Enrolment:
    """A completed place in a run of the course, arranged by an association of its own unless one is named."""
    return make_enrolment(make_run(course, **fields), person=person, state=EnrolmentState.COMPLETED)


def approve(person: User | None, organisation: Organisation, **fields: Any) -> User:
    """An approved peer supporter of the association since last year."""
    person = person or make_person()
    starts_on = fields.pop("starts_on", LAST_YEAR)
    Appointment.objects.create(person=person, organisation=organisation, starts_on=starts_on, **fields)
    return person
