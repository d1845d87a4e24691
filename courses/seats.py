"""How many an association may send to a run. Who has withdrawn takes up no seat."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courses.errors import CourseError
from courses.kinds import EnrolmentState
from courses.models import CourseRun, Enrolment
from lms.people.models import Organisation


def refuse_beyond_seats(run: CourseRun, organisation: Organisation, wanted: int = 1) -> None:
    """Raises CourseError when the association has fewer free seats in the run than `wanted`."""
    free = free_seats(run, organisation)
    if wanted <= free:
        return
    if not free:
        words = _(
            "All %(seats)s seats of %(name)s are taken, so nobody was invited. Give the association more seats first."
        )
    else:
        words = _(
            "%(name)s has room for %(free)s more, and you invite %(wanted)s. Nobody was invited. Shorten the list, or "
            "give the association more seats first."
        )
    seats = _seats(run, organisation)
    raise CourseError(words % {"seats": seats, "name": organisation.name, "free": free, "wanted": wanted})


def free_seats(run: CourseRun, organisation: Organisation) -> int:
    """How many more the association may send to the run."""
    places = Enrolment.objects.filter(course_run=run, organisation=organisation)
    return max(_seats(run, organisation) - places.exclude(state=EnrolmentState.WITHDRAWN).count(), 0)


def _seats(run: CourseRun, organisation: Organisation) -> int:
    return run.run_organisations.get(organisation=organisation).seats
