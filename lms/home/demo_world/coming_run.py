"""The course in Tromsø: open, some weeks ahead, with nobody invited yet. So the front page has something to announce."""

from __future__ import annotations

from courses.models import CoursePage, CourseRun
from courses.planning import add_leader, add_organisation, open_run
from courses.setting_up import set_up_run
from lms.home.demo_world.associations import Association
from lms.home.demo_world.calendar import Calendar

FIRST, SECOND = 7, 9


def make_coming_run(
    course: CoursePage, associations: dict[str, Association], calendar: Calendar
) -> CourseRun:
    """Set up in one go by the secretariat, with the usual times, and opened."""
    prostate, mind = associations["prostate"], associations["mind"]
    hege = prostate.people["Hege"]
    run = set_up_run(
        course=course,
        title="Grunnkurs i Tromsø",
        organiser=prostate.organisation,
        others=[mind.organisation],
        leaders=[],
        place="Biblioteket, Tromsø",
        starts_on=calendar.day(calendar.saturday(FIRST)),
        ends_on=calendar.day(calendar.saturday(SECOND)),
        by=hege,
    )
    for association, representative in ((prostate, "Roar"), (mind, "Ingrid")):
        add_organisation(
            course_run=run,
            organisation=association.organisation,
            representative=association.people[representative],
            by=hege,
        )
    add_leader(course_run=run, person=prostate.people["Odd"], by=hege)
    return open_run(course_run=run, by=hege)
