"""Whom the leaders of a run tell themselves, since they meet them: those whom a message about the run did not reach.

Only what a leader knows anyhow: an invitation, a gathering that comes or is moved, something that is agreed to be made up,
that the course is cancelled. Of a quiet time and
of pauses no leader is told this way. docs/decisions/0044-leaders-tell-those-they-meet.md.
"""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.cancelling import KEY as CANCELLED
from courses.errors import CourseError
from courses.kinds import TAKING_PART_STATES, UNDER_WAY_RUN_STATES, EnrolmentState, RunState
from courses.making_up import KEY as MAKE_UP
from courses.messages_about import about_run
from courses.models import CourseRun, Enrolment
from courses.moved_gatherings import KEY as MOVED
from courses.reminding import KEY as REMINDER
from courses.reminding import REMINDED_STATES
from courses.settled_messages import with_settled
from lms.people.message_log import LISTED_FOR
from lms.people.models import SentMessage, User
from lms.people.telling_by_hand import not_told, note_told

INVITATION = "invitation"


def to_be_told_in(course_run: CourseRun, *, at: datetime.datetime | None = None) -> list[SentMessage]:
    """The messages about this run that reached nobody, the oldest first. Not a reminder of a day that is over. One query."""
    moment = at or timezone.now()
    left = not_told(_about(course_run, moment), at=moment).select_related("person").defer("context")
    found = with_settled(left, today=timezone.localdate(moment))
    return [one for one in found if not _is_over(one)]


def tell_in(
    *, course_run: CourseRun, message_id: int, by: User, at: datetime.datetime | None = None
) -> SentMessage:
    """Note that a leader has told somebody, as the secretariat does in its own list. Twice changes nothing.

    Raises CourseError for anybody who does not lead the run, and PeopleError for a message that is not on the list.
    """
    moment = at or timezone.now()
    if not CourseRun.objects.led_by(by).filter(pk=course_run.pk).exists():
        raise CourseError(_("Only those who lead the course can do this."))
    return note_told(among=_about(course_run, moment), message_id=message_id, by=by, at=moment)


def _about(course_run: CourseRun, moment: datetime.datetime) -> QuerySet[SentMessage]:
    """An invitation while it waits for an answer, a reminder while the person is expected, a make-up while they take part.
    When the run is over, nothing but that it was cancelled.
    """
    if course_run.state == RunState.CANCELLED:
        recent = SentMessage.objects.filter(queued_at__gte=moment - LISTED_FOR, key=CANCELLED)
        return about_run(recent, course_run.pk)
    if course_run.state not in UNDER_WAY_RUN_STATES:
        return SentMessage.objects.none()
    own = Enrolment.objects.filter(course_run=course_run, person=OuterRef("person"))
    is_invited = Exists(own.filter(state=EnrolmentState.INVITED))
    is_expected = Exists(own.filter(state__in=REMINDED_STATES))
    takes_part = Exists(own.filter(state__in=TAKING_PART_STATES))
    recent = SentMessage.objects.filter(queued_at__gte=moment - LISTED_FOR).filter(
        Q(is_invited, key=INVITATION) | Q(is_expected, key__in=(REMINDER, MOVED)) | Q(takes_part, key=MAKE_UP)
    )
    return about_run(recent, course_run.pk)


def _is_over(message: SentMessage) -> bool:
    """Whether it reminds of a day that is over or was moved since, or tells of a move that is so no longer."""
    return message.key in (REMINDER, MOVED) and bool(getattr(message, "is_settled", False))
