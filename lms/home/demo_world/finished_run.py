"""The finished course in Bergen, and what became of those who took it: people at every stage of approval."""

from __future__ import annotations

from certificates.approvals.conversing import book, record_held
from certificates.approvals.deciding import decide
from certificates.approvals.handling import check_in_register, confirm_membership, take
from certificates.approvals.models import Case, Outcome
from certificates.approvals.opening import open_case_when_ready
from certificates.issuing import issue_completion
from courses.activities.checklist.models import ReadyChoice
from courses.activities.pledge.signing import explain, register_paper, sign, text_for
from courses.attending import record_attendance
from courses.enrolling import confirm
from courses.inviting import invite
from courses.models import CoursePage, CourseRun, Enrolment, Gathering
from courses.planning import add_leader, add_organisation, close_run, open_run, plan_run
from courses.timetable import plan_gathering
from lms.home.demo_world.associations import Association
from lms.home.demo_world.calendar import Calendar
from lms.home.demo_world.joint_run import hold_together, new_member
from lms.home.demo_world.work import work_through
from lms.people.models import User

COMMON = ("0.4", "3.5", "5.4", "9.5")
OWN_TIME = "8.1"

# Name, association, experience, and what became of them.
TRAINEES = (
    ("Gunnar Foss", "prostate", "own", "approved"),
    ("Astrid Vold", "prostate", "next_of_kin", "approved with an agreement"),
    ("Nils Rønning", "prostate", "own", "conversation held"),
    ("Helge Bakke", "prostate", "own", "conversation agreed"),
    ("Randi Tveit", "prostate", "next_of_kin", "waiting"),
    ("Torbjørn Sæter", "prostate", "own", "postponed"),
    ("Marit Lunde", "prostate", "next_of_kin", "not signed"),
    ("Per Olav Lie", "prostate", "own", "missed too much"),
    ("Ida Solberg", "liver", "own", "waiting for the board"),
    ("Yngve Hauge", "liver", "next_of_kin", "appointed by the board"),
)
ON_PAPER = "Randi Tveit"
MISSED_TOO_MUCH = "missed too much"
UNSIGNED = ("not signed", MISSED_TOO_MUCH)
OUTCOMES = {
    "approved": {"outcome": Outcome.APPROVED, "agreement": "Gunnar tar telefonvakt annenhver mandag."},
    "approved with an agreement": {
        "outcome": Outcome.APPROVED_WITH_AGREEMENT,
        "agreement": "Astrid har Wenche som fadder det første halvåret.",
    },
    "postponed": {
        "outcome": Outcome.POSTPONED,
        "agreement": "Vi snakkes igjen når Torbjørn har fått mer tid.",
    },
}


def plan(course: CoursePage, associations: dict[str, Association], calendar: Calendar) -> CourseRun:
    """Two Saturdays in the late summer, two associations, own time for each."""
    prostate = associations["prostate"]
    hege = prostate.people["Hege"]
    first, second = calendar.saturday(-11), calendar.saturday(-9)
    run = plan_run(
        course=course,
        title="Grunnkurs i Bergen",
        organiser=prostate.organisation,
        place="Bydelshuset, Bergen",
        starts_on=calendar.day(first),
        ends_on=calendar.day(second),
        joint=True,
        by=hege,
    )
    add_leader(course_run=run, person=prostate.people["Odd"], since=calendar.day(first - 30), by=hege)
    for key, representative in (("prostate", "Kari"), ("liver", "Åse")):
        association = associations[key]
        add_organisation(
            course_run=run,
            organisation=association.organisation,
            representative=association.people[representative],
            by=hege,
        )
    meet(run, associations, calendar)
    return run


def meet(run: CourseRun, associations: dict[str, Association], calendar: Calendar) -> None:
    """Two gatherings on each Saturday, and on the second one own time for both associations at the same hour."""
    hege = associations["prostate"].people["Hege"]
    first, second = calendar.saturday(-11), calendar.saturday(-9)
    for key in ("prostate", "liver"):
        plan_gathering(
            course_run=run,
            code=OWN_TIME,
            starts_at=calendar.moment(second, 14, 10),
            place="Biblioteket",
            organisation=associations[key].organisation,
            by=hege,
        )
    for code, day, hour in zip(COMMON, (first, first, second, second), (10, 13, 10, 13), strict=True):
        plan_gathering(
            course_run=run, code=code, starts_at=calendar.moment(day, hour), place="Peisestua", by=hege
        )


def enrol(run: CourseRun, associations: dict[str, Association], calendar: Calendar) -> dict[str, Enrolment]:
    """Ten people, invited and confirmed before the summer."""
    hege, places = associations["prostate"].people["Hege"], {}
    for number, (name, key, experience, _fate) in enumerate(TRAINEES, start=1):
        association = associations[key]
        person = new_member(name, association, experience, None, calendar, number=number)
        place = invite(
            course_run=run,
            person=person,
            organisation=association.organisation,
            by=hege,
            at=calendar.moment(-110, 12),
        )
        places[name] = confirm(enrolment=place, by=person, at=calendar.moment(-108, 19))
    open_run(course_run=run, by=hege)
    return places


def hold(run: CourseRun, places: dict[str, Enrolment], associations: dict[str, Association]) -> None:
    """All gatherings: everybody was there, but one who missed the second day."""
    fates = {name: fate for name, _key, _experience, fate in TRAINEES}
    leader = associations["prostate"].people["Odd"]
    representatives = {
        associations["prostate"].organisation.pk: associations["prostate"].people["Kari"],
        associations["liver"].organisation.pk: associations["liver"].people["Åse"],
    }
    second_day = (*COMMON[2:], OWN_TIME)
    for gathering in Gathering.objects.filter(course_run=run).order_by("starts_at", "pk"):
        by = representatives.get(gathering.organisation_id, leader)
        present = {
            place.pk: 0
            if fates[name] == MISSED_TOO_MUCH and gathering.code in second_day
            else gathering.minutes
            for name, place in places.items()
            if gathering.organisation_id in (None, place.organisation_id)
        }
        record_attendance(gathering=gathering, minutes_by_enrolment=present, by=by, at=gathering.ends_at)
        hold_together(run, gathering, [pk for pk, minutes in present.items() if minutes], by)


def sign_pledges(
    places: dict[str, Enrolment], associations: dict[str, Association], calendar: Calendar
) -> None:
    """Signed after own time: on screen, one on paper, and two not at all."""
    representatives = {"prostate": "Kari", "liver": "Åse"}
    day = calendar.saturday(-9)
    for name, key, _experience, fate in TRAINEES:
        place, representative = places[name], associations[key].people[representatives[key]]
        if fate == MISSED_TOO_MUCH:
            continue
        explain(enrolment=place, by=representative, on=calendar.day(day))
        if fate in UNSIGNED:
            continue
        if name == ON_PAPER:
            register_paper(
                enrolment=place, by=representative, signed_on=calendar.day(day), explained_by=representative
            )
            continue
        sign(
            person=place.person,
            enrolment=place,
            text=text_for(place.organisation, place.person.language),
            signed_name=place.person.name,
            at=calendar.moment(day, 16),
        )


def approve(place: Enrolment, fate: str, committee: User, board: User, calendar: Calendar) -> None:
    """Takes one case as far as the story says."""
    case = open_case_when_ready(enrolment_id=place.pk, at=calendar.moment(-55, 9))
    if case is None or fate in ("waiting", "waiting for the board"):
        return
    if fate == "appointed by the board":
        appoint_by_board(case, board, calendar)
        return
    take(case=case, by=committee, at=calendar.moment(-50, 18))
    check_in_register(case=case, by=committee, at=calendar.moment(-50, 18, 10))
    confirm_membership(case=case, by=committee, at=calendar.moment(-50, 18, 15))
    if fate == "conversation agreed":
        book(
            case=case,
            by=committee,
            starts_at=calendar.moment(4, 18),
            place="på telefon",
            at=calendar.moment(-2, 12),
        )
        return
    record_held(
        case=case, by=committee, held_on=calendar.day(-30), place="på telefon", at=calendar.moment(-30, 20)
    )
    if fate in OUTCOMES:
        until = calendar.day(40) if fate == "postponed" else None
        decide(case=case, by=committee, postponed_to=until, at=calendar.moment(-28, 19), **OUTCOMES[fate])


def appoint_by_board(case: Case, board: User, calendar: Calendar) -> None:
    """The board's way: no conversation, a dated decision (R11, R67)."""
    check_in_register(case=case, by=board, at=calendar.moment(-45, 18))
    confirm_membership(case=case, by=board, at=calendar.moment(-45, 18, 5))
    decide(
        case=case,
        outcome=Outcome.APPROVED,
        by=board,
        board_decision_on=calendar.day(-40),
        at=calendar.moment(-39, 12),
    )


def make_finished_run(
    course: CoursePage, associations: dict[str, Association], calendar: Calendar
) -> CourseRun:
    """The whole run, closed, with certificates and cases."""
    run = plan(course, associations, calendar)
    places = enrol(run, associations, calendar)
    for place in places.values():
        work_through(place, choice=ReadyChoice.NOW, at=calendar.moment(calendar.saturday(-9) - 1, 20))
    hold(run, places, associations)
    sign_pledges(places, associations, calendar)
    committee = associations["prostate"].people["Kari"]
    board = associations["liver"].people["Einar"]
    for name, _key, _experience, fate in TRAINEES:
        places[name].refresh_from_db()
        if places[name].completed_at:
            issue_completion(enrolment_id=places[name].pk, at=calendar.moment(-57, 8))
            approve(places[name], fate, committee, board, calendar)
    close_run(course_run=run, by=associations["prostate"].people["Hege"])
    return run
