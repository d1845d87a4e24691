"""Somebody who stands in the door on the day, and is on no list.

They get the same place and the same invitation as everybody; attendance on the day is what confirms it.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import inviting
from courses.errors import CourseError
from courses.invitation_lists import Line
from courses.kinds import EnrolmentState, RunState
from courses.models import CourseRun, Enrolment, Gathering
from lms.people.models import Organisation, User
from lms.people.registering import register_person


@transaction.atomic
def walk_in(
    *,
    gathering: Gathering,
    organisation: Organisation,
    line: Line,
    by: User,
    at: datetime.datetime | None = None,
) -> Enrolment:
    """Put somebody on the list of the run today, by whoever may record attendance at the gathering.

    An address somebody is known by must be given with their own name: typing addresses is no way to learn who has them.
    Twice gives the same place. Raises CourseError, SeatsTaken or PeopleError.
    """
    moment = at or timezone.now()
    _refuse_what_cannot_be(gathering, organisation, by, moment)
    # Locked before anybody is registered: of two clicks the second finds whom the first has made.
    run = CourseRun.objects.select_for_update(of=("self",), no_key=True).get(pk=gathering.course_run_id)
    if not (line.email or line.phone) and (
        given := inviting.given_just_now(run, organisation, line.name, by, moment)
    ):
        return given
    person = register_person(name=line.name, email=line.email, phone=line.phone, language=run.language)
    if person.name.casefold() != " ".join(line.name.split()).casefold():
        raise CourseError(_("This address is registered with another name. The secretariat can help you."))
    if Enrolment.objects.filter(course_run=run, person=person, state=EnrolmentState.WITHDRAWN).exists():
        raise CourseError(_("This place is no longer open. Call us, and we will find out of it together."))
    place = inviting.invite(course_run=run, person=person, organisation=organisation, by=None, at=at)
    if place.invited_by_id is None:
        place.invited_by = by
        place.save(update_fields=["invited_by"])
    return place


def _refuse_what_cannot_be(
    gathering: Gathering, organisation: Organisation, by: User, moment: datetime.datetime
) -> None:
    """Raise CourseError for a stranger, another day, a course that is over, and own time of another association."""
    if not Gathering.objects.recordable_by(by).filter(pk=gathering.pk).exists():
        raise CourseError(_("Only those who record attendance at the gathering can do this."))
    if not gathering.is_on(moment):
        raise CourseError(_("Only on the day of the gathering. On other days the secretariat invites."))
    if gathering.course_run.state != RunState.OPEN:
        raise CourseError(_("A course that is closed or cancelled takes no more participants."))
    if gathering.organisation_id not in (None, organisation.pk):
        raise CourseError(_("Own time is for the association's own people."))
