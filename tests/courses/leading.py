"""What tests of a run's leaders share: a run with its plan frozen, people in it, and attendance in one line."""

from __future__ import annotations

from typing import Any

from courses import attending, completion_plan, inviting, responding
from courses.activities.base import ActivityPage
from courses.kinds import EnrolmentState
from courses.models import CourseRun, Enrolment, Gathering, RunOrganisation
from lms.people.models import Organisation, RoleKind, User
from tests.courses.working import leader_of, representative_of
from tests.making import make_enrolment, make_gathering, make_organisation, make_person, make_role, make_run

HOME, TOGETHER, TRIO, PLEDGE = "1.2", "1.3", "1.4", "1.7"
COMMON, OWN_TIME = "1.8", "1.9"


def open_run(**fields: Any) -> CourseRun:
    """An open run of the small course, with what completion asks for frozen, as `planning.open_run` does it."""
    run = make_run(**fields)
    completion_plan.freeze(run)
    return run


def joint_run() -> tuple[CourseRun, Organisation]:
    """An open joint run, and the association that takes part beside the organiser, with representative and own time."""
    run = open_run(joint=True)
    other = make_organisation(name="Foreningen Nyrenett", short_name="Nyrenett")
    take_part(run, other)
    return run, other


def take_part(run: CourseRun, organisation: Organisation, *, represented: bool = True) -> RunOrganisation:
    """An association more in the run, with own time at the same hour as the organiser's."""
    representative = (
        make_role(organisation=organisation, kind=RoleKind.COMMITTEE_MEMBER).person if represented else None
    )
    own_page = ActivityPage.objects.descendant_of(run.course).get(code=OWN_TIME).specific
    make_gathering(run, page=own_page, day=1, organisation=organisation)
    return RunOrganisation.objects.create(
        course_run=run, organisation=organisation, representative=representative
    )


def secretariat_of(run: CourseRun) -> User:
    """Somebody in the secretariat of the organiser."""
    return make_role(make_person("Hege Moen"), run.organiser, RoleKind.ADMINISTRATOR).person


def people_in(run: CourseRun, *names: str, state: EnrolmentState = EnrolmentState.ACTIVE) -> list[Enrolment]:
    """Places for people by these names."""
    return [make_enrolment(run, person=make_person(name), state=state) for name in names]


def gathering_of(run: CourseRun, code: str = COMMON, organisation: Organisation | None = None) -> Gathering:
    """A gathering of the run; own time is the organiser's unless another association is named."""
    found = run.gatherings.filter(code=code)
    return found.get(organisation=organisation or run.organiser) if code == OWN_TIME else found.get()


def attend(place: Enrolment, minutes: int = 135, *, code: str = COMMON, by: User | None = None) -> None:
    """Records minutes for one person, by the leader, or the representative for own time."""
    run = place.course_run
    by = by or (representative_of(run) if code == OWN_TIME else leader_of(run))
    attending.record_attendance(
        gathering=gathering_of(run, code), minutes_by_enrolment={place.pk: minutes}, by=by
    )


def mark(place: Enrolment, *codes: str, by: User | None = None, **content: Any) -> None:
    """Marks activities as done by the leader, the pledge by the representative."""
    run = place.course_run
    for code in codes:
        usual = representative_of(run) if code == PLEDGE else leader_of(run)
        found = ActivityPage.objects.descendant_of(run.course).get(code=code).specific
        responding.mark_done(enrolment=place, activity=found, by=by or usual, **content)


def finish_all_but(place: Enrolment, *left_out: str) -> None:
    """Everything that completion asks for, but what is left out."""
    mark(place, *(code for code in (HOME, TOGETHER, TRIO, PLEDGE) if code not in left_out))
    if COMMON not in left_out:
        attend(place)
    if OWN_TIME not in left_out:
        attend(place, 45, code=OWN_TIME)


def state_of(place: Enrolment) -> str:
    """The state in the database."""
    return Enrolment.objects.values_list("state", flat=True).get(pk=place.pk)


def invited(run, person=None, **fields) -> Enrolment:
    """An invitation by the organiser's secretariat."""
    usual = {"organisation": run.organiser, "by": secretariat_of(run), "person": person or make_person()}
    return inviting.invite(course_run=run, **(usual | fields))
