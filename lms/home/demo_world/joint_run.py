"""The joint course in Trondheim: one gathering day behind it, one ahead, twelve people in different places."""

from __future__ import annotations

from courses.attending import mark_done_together, record_attendance
from courses.enrolling import confirm, pause
from courses.inviting import invite
from courses.kinds import MakeUpKind
from courses.making_up import agree
from courses.making_up import confirm as confirm_make_up
from courses.models import CoursePage, CourseRun, Enrolment, Gathering
from courses.outline import Outline, OutlineActivity
from courses.planning import add_leader, add_organisation, open_run, plan_run
from courses.timetable import plan_gathering
from lms.home.demo_world.associations import Association
from lms.home.demo_world.calendar import Calendar
from lms.home.demo_world.work import work_through
from lms.people.models import User
from lms.people.registering import register_membership, register_person

FIRST_DAY = ("0.4", "3.5")
SECOND_DAY = ("5.4", "9.5")

# Name, association, experience, area, how far: the numbers of the modules done at home.
TRAINEES = (
    ("Ánte Somby", "prostate", "own", None, ("0", "2", "3")),
    ("Arne Haugen", "prostate", "own", None, ("0",)),
    ("Bjørg Lien", "prostate", "next_of_kin", "Partner", ("0", "1", "2")),
    ("Ivar Moen", "prostate", "own", None, ("0", "1", "2", "3")),
    ("Reidun Holm", "prostate", "next_of_kin", "Partner", ("0", "1", "2", "3", "4")),
    ("Tor Eide", "prostate", "own", None, ("0", "1", "2", "3")),
    ("Elin Strand", "liver", "next_of_kin", "Pårørende", ("0", "1", "2", "3")),
    ("Jonas Berg", "liver", "own", "PSC", ("0", "1")),
    ("Sigrid Aas", "liver", "own", "PBC", ("0", "1", "2", "3", "4")),
    ("Vigdis Krogh", "liver", "own", "AIH", ("0", "1", "2", "3")),
    ("Mariam Yusuf", "mind", "next_of_kin", "Pårørende", ("0", "1")),
    ("Solveig Dale", "mind", "own", None, ("0", "1", "2", "3")),
)
LANGUAGES = {"Sigrid Aas": "nn", "Jonas Berg": "en"}
PAUSED = "Mariam Yusuf"
CONTINUING, STOPPED_AT = "Arne Haugen", "1.4"
WITHOUT_EMAIL = "Tor Eide"
CAME_LATE = {"Jonas Berg": 95}
ABSENT_AFTER_LUNCH = "Bjørg Lien"
LATE = "Jonas Berg"


def plan(course: CoursePage, associations: dict[str, Association], calendar: Calendar) -> CourseRun:
    """The run with its leaders, three associations, four gatherings and own time for each."""
    prostate = associations["prostate"]
    first, second = calendar.saturday(-1), calendar.saturday(2)
    run = plan_run(
        course=course,
        title="Grunnkurs i Trondheim",
        organiser=prostate.organisation,
        place="Frivillighetshuset, Trondheim",
        starts_on=calendar.day(first),
        ends_on=calendar.day(second),
        joint=True,
        partner_credit="Samtaletelefonen",
        by=prostate.people["Hege"],
    )
    for name in ("Liv", "Odd"):
        add_leader(
            course_run=run,
            person=prostate.people[name],
            since=calendar.day(-60),
            by=prostate.people["Hege"],
        )
    for key, representative in (("prostate", "Kari"), ("liver", "Åse"), ("mind", "Ingrid")):
        add_organisation(
            course_run=run,
            organisation=associations[key].organisation,
            representative=associations[key].people[representative],
            by=prostate.people["Hege"],
        )
    meet(run, associations, calendar)
    return run


def meet(run: CourseRun, associations: dict[str, Association], calendar: Calendar) -> None:
    """Two gatherings on each of two Saturdays, and on the second one own time for each association at the same hour."""
    hege = associations["prostate"].people["Hege"]
    for saturday, codes in ((calendar.saturday(-1), FIRST_DAY), (calendar.saturday(2), SECOND_DAY)):
        for code, hour in zip(codes, (10, 13), strict=True):
            plan_gathering(
                course_run=run,
                code=code,
                starts_at=calendar.moment(saturday, hour),
                place="Frivillighetshuset, Trondheim, 2. etasje (heis)",
                by=hege,
            )
    for association in associations.values():
        plan_gathering(
            course_run=run,
            code="8.1",
            starts_at=calendar.moment(calendar.saturday(2), 14, 10),
            place="Eget rom, se tavla",
            organisation=association.organisation,
            by=hege,
        )


def enrol(run: CourseRun, associations: dict[str, Association], calendar: Calendar) -> dict[str, Enrolment]:
    """Twelve people, invited and confirmed; one has no e-mail and was confirmed by the secretariat."""
    hege = associations["prostate"].people["Hege"]
    places = {}
    for number, (name, key, experience, area, _modules) in enumerate(TRAINEES):
        person = new_member(name, associations[key], experience, area, calendar, number=number)
        place = invite(
            course_run=run,
            person=person,
            organisation=associations[key].organisation,
            by=hege,
            at=calendar.moment(-45, 12),
        )
        confirm(enrolment=place, by=hege if name == WITHOUT_EMAIL else person, at=calendar.moment(-40, 19))
        places[name] = place
    return places


def new_member(
    name: str, association: Association, experience: str, area: str | None, calendar: Calendar, *, number: int
) -> User:
    """A person with an address of the demo, and a membership that was checked in the autumn."""
    address = name.split(" ")[0].lower().replace("á", "a").replace("ø", "o").replace("å", "a")
    contact = (
        {"phone": "", "email": f"{address}@deltaker.example"} if name != WITHOUT_EMAIL else {"email": ""}
    )
    person = register_person(name=name, language=LANGUAGES.get(name, "nb"), **contact)
    register_membership(
        person=person,
        organisation=association.organisation,
        chapter=list(association.chapters.values())[number % len(association.chapters)],
        experience=experience,
        areas=[association.areas[area]] if area else [],
        confirmed_on=calendar.day(-100),
    )
    return person


def hold_first_day(run: CourseRun, places: dict[str, Enrolment], leader: User, calendar: Calendar) -> None:
    """Attendance and what was done together on the first Saturday."""
    for code in FIRST_DAY:
        gathering = Gathering.objects.get(course_run=run, code=code)
        minutes = {place.pk: gathering.minutes for place in places.values()}
        for name, present in CAME_LATE.items():
            minutes[places[name].pk] = present if code == FIRST_DAY[0] else gathering.minutes
        if code == FIRST_DAY[1]:
            minutes[places[ABSENT_AFTER_LUNCH].pk] = 0
        record_attendance(gathering=gathering, minutes_by_enrolment=minutes, by=leader, at=gathering.ends_at)
        hold_together(run, gathering, [pk for pk, present in minutes.items() if present], leader)


def make_up_the_first_day(
    run: CourseRun, places: dict[str, Enrolment], leaders: dict[str, User], calendar: Calendar
) -> None:
    """One has caught up on what was missed in a conversation; with the other it is agreed, and still to come."""
    missed = {code: Gathering.objects.get(course_run=run, code=code) for code in FIRST_DAY}
    talk = agree(
        enrolment=places[LATE],
        gathering=missed[FIRST_DAY[0]],
        kind=MakeUpKind.TALK,
        meets_at=calendar.moment(-4, 18),
        place="telefon",
        by=leaders["Odd"],
        at=calendar.moment(-6, 20),
    )
    minutes = missed[FIRST_DAY[0]].minutes - CAME_LATE[LATE]
    confirm_make_up(make_up=talk, minutes=minutes, by=leaders["Odd"], at=calendar.moment(-4, 19))
    agree(
        enrolment=places[ABSENT_AFTER_LUNCH],
        gathering=missed[FIRST_DAY[1]],
        kind=MakeUpKind.WITH_OTHERS,
        meets_at=calendar.moment(5, 18),
        place="Frivillighetshuset, 1. etasje",
        by=leaders["Liv"],
        at=calendar.moment(-2, 20),
    )


def hold_together(run: CourseRun, gathering: Gathering, present: list[int], leader: User) -> None:
    """Marks every activity of the gathering as done for those who were there."""
    outline = Outline.of(run.course, run.language)
    mark_done_together(
        gathering=gathering,
        activity_keys=[item.key for item in outline.activities if is_done_in(item, gathering)],
        enrolment_ids=present,
        by=leader,
        at=gathering.ends_at,
    )


def is_done_in(item: OutlineActivity, gathering: Gathering) -> bool:
    """Whether the leader marks this activity at the gathering; gatherings inside others have their own list."""
    return item.in_gathering == gathering.code and item.kind != "gathering" and not item.marked_by_oneself


def make_joint_run(course: CoursePage, associations: dict[str, Association], calendar: Calendar) -> CourseRun:
    """The whole run, in the middle of it."""
    run = plan(course, associations, calendar)
    places = enrol(run, associations, calendar)
    open_run(course_run=run, by=associations["prostate"].people["Hege"])
    for name, _key, _experience, _area, modules in TRAINEES:
        work_through(places[name], modules=modules, at=calendar.moment(-12, 20))
    work_through(places[CONTINUING], modules=("1",), until=STOPPED_AT, at=calendar.moment(-3, 21))
    hold_first_day(run, places, associations["prostate"].people["Liv"], calendar)
    make_up_the_first_day(run, places, associations["prostate"].people, calendar)
    pause(enrolment=places[PAUSED], by=places[PAUSED].person, at=calendar.moment(-5, 9))
    return run
