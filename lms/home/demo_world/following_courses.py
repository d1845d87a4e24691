"""What follows the basic course: the seminar last Saturday, the next one, the add-on course for those on the phone, and the
course for those who will lead.

Gunnar, who is approved, was at the seminar and is asked to lead; Astrid could not come, so the reminder of the association
has a name on it. Stein became a peer supporter long before this system: the add-on course does not find his basic course, and the
secretariat lets him in.
"""

from __future__ import annotations

from certificates.issuing import issue_completion
from courses.attending import record_attendance
from courses.course_files import OWN_FILES
from courses.enrolling import confirm
from courses.inviting import invite
from courses.inviting_peer_supporters import invite_peer_supporters
from courses.loading import load_course
from courses.models import CoursePage, CourseRun, Enrolment
from courses.planning import add_leader, close_run, open_run
from courses.setting_up import set_up_run
from lms.home.demo_world.associations import Association
from lms.home.demo_world.calendar import Calendar
from lms.people.models import User

HELD, NEXT, ADD_ON, LEADERS = 0, 20, 3, 6
CAME = "Gunnar Foss"
SINCE_LONG = "Stein"


def make_following_courses(prostate: Association, calendar: Calendar) -> None:
    """Two seminars, an add-on course and a course for leaders, set up and opened by the secretariat in the usual way."""
    seminar = load_course(OWN_FILES / "seminar")
    telephone = load_course(OWN_FILES / "telephone")
    leader = load_course(OWN_FILES / "leader")
    hold_seminar(seminar, prostate, calendar)
    set_up(seminar, "Neste likepersonsseminar", NEXT, prostate, calendar)
    invite_to_add_on(
        set_up(telephone, "Likeperson på telefon", ADD_ON, prostate, calendar), prostate, calendar
    )
    run = set_up(leader, "Kurslederkurs i Trondheim", LEADERS, prostate, calendar)
    invite(
        course_run=run,
        person=User.objects.get(name=CAME),
        organisation=prostate.organisation,
        by=prostate.people["Hege"],
        at=calendar.moment(-2, 12),
    )


def set_up(
    course: CoursePage, title: str, weeks: int, prostate: Association, calendar: Calendar
) -> CourseRun:
    """One Saturday at the association's own house, led by Odd."""
    hege, day = prostate.people["Hege"], calendar.day(calendar.saturday(weeks))
    run = set_up_run(
        course=course,
        title=title,
        organiser=prostate.organisation,
        others=[],
        leaders=[],
        place="Likepersonshuset, Trondheim",
        starts_on=day,
        ends_on=day,
        by=hege,
    )
    since = min(day, calendar.day(0))
    add_leader(course_run=run, person=prostate.people["Odd"], since=since, by=hege)
    return open_run(course_run=run, by=hege)


def hold_seminar(course: CoursePage, prostate: Association, calendar: Calendar) -> None:
    """All approved were invited; one of them came. Closed, with a certificate."""
    hege, odd = prostate.people["Hege"], prostate.people["Odd"]
    run = set_up(course, "Likepersonsseminaret", HELD, prostate, calendar)
    places = invite_peer_supporters(
        course_run=run, organisation=prostate.organisation, by=hege, at=calendar.moment(-20, 12)
    )
    for place in places:
        confirm(enrolment=place, by=place.person, at=calendar.moment(-18, 19))
    for gathering in run.gatherings.order_by("starts_at"):
        minutes = {place.pk: gathering.minutes * (place.person.name == CAME) for place in places}
        record_attendance(gathering=gathering, minutes_by_enrolment=minutes, by=odd, at=gathering.ends_at)
    for place in Enrolment.objects.filter(course_run=run, completed_at__isnull=False):
        issue_completion(enrolment_id=place.pk, at=place.completed_at)
    close_run(course_run=run, by=hege)


def invite_to_add_on(run: CourseRun, prostate: Association, calendar: Calendar) -> None:
    """One who has taken the basic course and said yes, and one whose basic course was on paper."""
    hege = prostate.people["Hege"]
    fields = {
        "course_run": run,
        "organisation": prostate.organisation,
        "by": hege,
        "at": calendar.moment(-6, 12),
    }
    place = invite(person=User.objects.get(name=CAME), **fields)
    confirm(enrolment=place, by=place.person, at=calendar.moment(-5, 18))
    invite(person=prostate.people[SINCE_LONG], **fields)
