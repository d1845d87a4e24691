"""Closing a run: everybody is looked at once more, so that nobody who is ready is left out, and then it is over."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses import completion, planning
from courses.errors import CourseError
from courses.kinds import TAKING_PART_STATES, EnrolmentState, RunState
from courses.models import CourseRun
from lms.people.models import User

#: Who stands as «not completed» when the run is closed. A pause stands until the person ends it.
LEFT_BEHIND = (EnrolmentState.CONFIRMED, EnrolmentState.ACTIVE)


@transaction.atomic
def close_when_seen(
    *, course_run: CourseRun, by: User, seen: bool, at: datetime.datetime | None = None
) -> CourseRun:
    """Complete everybody who is ready, and close the run. Closing twice changes nothing.

    Who still lacks something has not completed it, and whoever closes says first that they have `seen` it (`R57` among
    what may lack). Raises CourseError when they have not, or when it is not theirs to close or not open.
    """
    run = CourseRun.objects.select_for_update(of=("self",), no_key=True).get(pk=course_run.pk)
    if run.state != RunState.CLOSED:
        planning.refuse_stranger(course_run, by)
        planning.hold_places(run)  # all of them, before any that is ready is completed
        places = run.enrolments.filter(state__in=TAKING_PART_STATES)
        completion.look_again_at(places.values_list("pk", flat=True), at=at)
        if not seen and run.enrolments.filter(state__in=LEFT_BEHIND).exists():
            raise CourseError(
                _(
                    "Somebody lacks something. Go through it first, and say that you have: they will not get a certificate."
                )
            )
    return planning.close_run(course_run=course_run, by=by, at=at)
