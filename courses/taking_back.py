"""Taking back a mark that a leader or representative set by mistake. What the trainee wrote is never touched."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.activities.base import ActivityPage, Response
from courses.errors import CourseError
from courses.kinds import DONE_STATES, EnrolmentState, ResponseState
from courses.marking import refuse_unless_may_mark
from courses.models import (
    Attendance,
    Enrolment,
    Gathering,
    GatheringPage,
    MakeUp,
    PledgePage,
    PracticeResponse,
)
from lms.people.models import User


@transaction.atomic
def take_back(
    *, enrolment: Enrolment, activity: ActivityPage, by: User, at: datetime.datetime | None = None
) -> Response | None:
    """Let an activity that somebody else marked as done (or skipped) stand as not done again.

    Returns the row, or None when nothing was marked. After completion marks stand: a certificate may build on them.
    Raises CourseError then, for what the person finished alone, or when `by` may not mark it.
    """
    place = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run")
        .get(pk=enrolment.pk)
    )
    refuse_unless_may_mark(by, place, activity)
    row = (
        Response.objects.non_polymorphic()
        .filter(enrolment=place, activity_key=activity.translation_key)
        .first()
    )
    if row is None or not row.is_done:
        return None
    if row.state == ResponseState.BEFORE:
        raise CourseError(
            _("This was done in an earlier course, and that stands. It can be done once more here.")
        )
    if row.marked_by_id is None:
        raise CourseError(_("The participant did this alone, so only they can change it."))
    if place.state == EnrolmentState.COMPLETED:
        raise CourseError(_("The course is completed, so what it builds on stands. Call the secretariat."))
    _reopen(Response.objects.non_polymorphic().filter(pk=row.pk), at or timezone.now())
    return row


def take_back_gathering(*, enrolment: Enrolment, gathering: Gathering, by: User) -> int:
    """Take back what was marked as done in a gathering at which somebody was not after all. Returns how many.

    Called by `attending` inside its transaction, which has checked who asks. After completion nothing is taken back.
    Own time and that the pledge was explained are records of their own and stay; so does what was made up since. From a
    guest another course takes back only what was marked there.
    """
    if MakeUp.objects.standing().filter(enrolment=enrolment, gathering=gathering).exists():
        return 0
    if _was_at_the_same_elsewhere(enrolment, gathering):
        return 0
    place = Enrolment.objects.only("state", "course_run").get(pk=enrolment.pk)
    if place.state == EnrolmentState.COMPLETED:
        return 0
    apart = Q(pk__in=GatheringPage.objects.values("pk")) | Q(pk__in=PledgePage.objects.values("pk"))
    course = gathering.course_run.course
    here = ActivityPage.objects.filter(in_gathering=gathering.code).descendant_of(course).exclude(apart)
    keys = [gathering.activity_key, *here.values_list("translation_key", flat=True)]
    marked = Response.objects.non_polymorphic().filter(
        enrolment=enrolment, activity_key__in=keys, marked_by__isnull=False, state__in=DONE_STATES
    )
    if place.course_run_id != gathering.course_run_id:
        leaders = gathering.course_run.leaders.values_list("person", flat=True)
        marked = marked.filter(marked_by__in=[by.pk, *leaders])
    return _reopen(marked, timezone.now())


def _was_at_the_same_elsewhere(enrolment: Enrolment, gathering: Gathering) -> bool:
    """Whether the person was at a part of it: a guest at home, say, before the rest was to be made up here."""
    same = Attendance.objects.filter(enrolment=enrolment, gathering__activity_key=gathering.activity_key)
    return same.filter(minutes__gt=0).exclude(gathering=gathering).exists()


def _reopen(rows: QuerySet[Response], moment: datetime.datetime) -> int:
    """Not done here after all. Where the same was done in an earlier run, it is again as it was then. Which roles of a card were
    tried belongs to the mark, and goes with it.
    """
    PracticeResponse.objects.filter(pk__in=rows.values("pk")).update(roles_tried=[])
    again = {"marked_by": None, "changed_at": moment}
    done_before = list(rows.filter(done_before__isnull=False).values_list("pk", flat=True))
    count = rows.exclude(pk__in=done_before).update(state=ResponseState.STARTED, completed_at=None, **again)
    then = Response.objects.non_polymorphic().filter(pk=OuterRef("done_before")).values("completed_at")[:1]
    before = Response.objects.non_polymorphic().filter(pk__in=done_before)
    return count + before.update(state=ResponseState.BEFORE, completed_at=Subquery(then), **again)
