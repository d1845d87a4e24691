"""Inviting an association's own approved peer supporters to a seminar or a course in one go (R70, R72).

Only for one's own association: who is approved elsewhere is not told across. Who has said no to this run is left in peace.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses import inviting
from courses.errors import CourseError
from courses.kinds import UNDER_WAY_RUN_STATES
from courses.models import CourseRun, Enrolment
from courses.prerequisites import peer_supporters_of
from courses.seats import refuse_beyond_seats
from lms.people.access import holds, organisations_where
from lms.people.alphabet import alphabetical
from lms.people.models import Organisation, RoleKind, User


def own_associations(course_run: CourseRun, by: User) -> QuerySet[Organisation]:
    """The associations in the run whose secretariat `by` works in today, by name. One query, and one when it is read."""
    own = [organisation.pk for organisation in organisations_where(by, (RoleKind.ADMINISTRATOR,))]
    return course_run.organisations.filter(pk__in=own).order_by("name")


def not_asked_yet(course_run: CourseRun, organisation: Organisation) -> list[User]:
    """The association's approved peer supporters who have no place in the run and have not said no to one, by name.

    Whoever waits for a seat is among them. Two queries beside that of the approved.
    """
    approved = {person for person, _organisation in peer_supporters_of([organisation.pk])}
    asked = Enrolment.objects.filter(course_run=course_run).values("person")
    people = User.objects.filter(pk__in=approved, is_active=True).exclude(pk__in=asked)
    return sorted(people.order_by("pk"), key=lambda person: alphabetical(person.name))


@transaction.atomic
def invite_peer_supporters(
    *, course_run: CourseRun, organisation: Organisation, by: User, at: datetime.datetime | None = None
) -> list[Enrolment]:
    """Invite all of them. All or none; the second of two clicks finds nobody left. Returns the new places.

    Raises CourseError when `by` does not work in the association's own secretariat or may not invite to the run, and
    SeatsTaken when there are too few seats.
    """
    run = (
        CourseRun.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser")
        .get(pk=course_run.pk)
    )
    inviting.refuse_inviting(run, organisation, by)
    if not holds(by, organisation, (RoleKind.ADMINISTRATOR,)):
        raise CourseError(_("Only the association's own secretariat knows who its peer supporters are."))
    people = not_asked_yet(run, organisation)
    refuse_beyond_seats(run, organisation, len(people))
    return [
        inviting.invite(course_run=run, person=person, organisation=organisation, by=by, at=at)
        for person in people
    ]


def takes_peer_supporters(course_run: CourseRun) -> bool:
    """Whether the run is one to which peer supporters are invited together: a seminar, or a course for them alone."""
    course = course_run.course
    is_for_them = course.is_seminar or (course.for_peer_supporters and not course.is_basic)
    return is_for_them and course_run.state in UNDER_WAY_RUN_STATES
