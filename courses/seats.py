"""How many an association may send to a run. Who has withdrawn takes up no seat."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courses.errors import SeatsTaken
from courses.kinds import EnrolmentState
from courses.models import CourseRun, Enrolment, RunOrganisation
from lms.people.models import Organisation


def refuse_beyond_seats(run: CourseRun, organisation: Organisation, wanted: int = 1) -> None:
    """Raises SeatsTaken when the association has fewer free seats in the run than `wanted`."""
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
    part = _part(run, organisation)
    values = {"seats": part.seats, "name": organisation.name, "free": free, "wanted": wanted}
    raise SeatsTaken(words % values, participation_id=part.pk)


def free_seats(run: CourseRun, organisation: Organisation) -> int:
    """How many more the association may send to the run."""
    places = Enrolment.objects.filter(course_run=run, organisation=organisation)
    return max(_part(run, organisation).seats - places.exclude(state=EnrolmentState.WITHDRAWN).count(), 0)


def _part(run: CourseRun, organisation: Organisation) -> RunOrganisation:
    return run.run_organisations.get(organisation=organisation)
