"""Until when what a person wrote on a course is kept: the one answer that screens, letters and deletion share.

Ninety days from the end of one's own place: completed, withdrawn or not completed. A pause stops the clock for at most
twelve months. A person may choose an earlier day. Nobody's words go with less than a fortnight's notice, unless they
chose the day themselves. Why: docs/decisions/0018-how-long-words-are-kept.md.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import CourseError
from courses.kinds import OVER_RUN_STATES, EnrolmentState
from courses.models import CourseRun, Enrolment
from lms.people.kept_for import months_later
from lms.people.models import User

KEPT_FOR = datetime.timedelta(days=90)
NEEDS_KEPT_FOR = datetime.timedelta(days=14)
#: How long a pause may stop the clock, and how long a run that nobody closed counts as going on after its last day.
LONGEST_WAIT_MONTHS = 12
ENDED = (EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED)


def deletion_date(enrolment: Enrolment, *, today: datetime.date | None = None) -> datetime.date | None:
    """The day on which the texts of this place are deleted; None while the clock does not run.

    Costs no query when `course_run` is at hand. The day told to the person holds when it is later than the rule's, so
    that it never moves towards them. `today` only matters for a run that nobody closed.
    """
    days = (_by_rule_and_notice(enrolment, today), enrolment.delete_texts_on)
    return min((day for day in days if day is not None), default=None)


def rule_date(enrolment: Enrolment, *, today: datetime.date | None = None) -> datetime.date | None:
    """Ninety days after the clock started, whatever was told or chosen; None while it does not run."""
    start = clock_start(enrolment, today=today)
    return start + KEPT_FOR if start else None


def clock_start(enrolment: Enrolment, *, today: datetime.date | None = None) -> datetime.date | None:
    """The day from which the ninety days count: the end of one's own place, or that of the run for who is still in it.

    Who takes a pause when the run ends, or comes back after it, gets the time of the pause, at most twelve months.
    """
    if enrolment.state == EnrolmentState.COMPLETED:
        return _day(enrolment.completed_at)
    if enrolment.state in ENDED:
        return _day(enrolment.ended_at) or run_over_on(enrolment.course_run, today=today)
    over = run_over_on(enrolment.course_run, today=today)
    if over is None:
        return None
    waited = _day(enrolment.resumed_at) or over
    if enrolment.state == EnrolmentState.PAUSED:
        waited = months_later(_day(enrolment.paused_at) or over, LONGEST_WAIT_MONTHS)
    return min(max(over, waited), months_later(over, LONGEST_WAIT_MONTHS))


def run_over_on(course_run: CourseRun, *, today: datetime.date | None = None) -> datetime.date | None:
    """The day a run was closed or cancelled; twelve months after its last day when nobody did; None while it goes on."""
    if course_run.state in OVER_RUN_STATES:
        return _day(course_run.ended_at) or course_run.ends_on
    forgotten = months_later(course_run.ends_on, LONGEST_WAIT_MONTHS)
    return forgotten if (today or timezone.localdate()) >= forgotten else None


def needs_deleted_on(course_run: CourseRun) -> datetime.date:
    """The day on which what participants need to take part is deleted: two weeks after the last day, or the closing."""
    closed = _day(course_run.ended_at) if course_run.state in OVER_RUN_STATES else None
    return min(closed or course_run.ends_on, course_run.ends_on) + NEEDS_KEPT_FOR


def is_over(enrolment: Enrolment, *, today: datetime.date | None = None) -> bool:
    """Whether the words of this place have been deleted by the rule, so that no new ones can be kept."""
    day = _by_rule_and_notice(enrolment, today)
    return day is not None and day <= (today or timezone.localdate())


@transaction.atomic
def choose_date(
    *, enrolment: Enrolment, day: datetime.date | None, by: User, at: datetime.datetime | None = None
) -> Enrolment:
    """Let the author have their texts deleted earlier than the rule says; None goes back to the rule.

    Raises CourseError for anybody else, a day that has been, or one later than the rule's.
    """
    place = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run")
        .get(pk=enrolment.pk)
    )
    if place.person_id != by.pk:
        raise CourseError(_("Only the one who wrote this can change it."))
    today = timezone.localdate(at)
    latest = rule_date(place, today=today)
    if day is not None and day <= today:
        raise CourseError(_("Choose a day from tomorrow on. To delete now, use the button for that."))
    if day is not None and latest is not None and day > max(latest, place.deletion_told or latest):
        raise CourseError(
            _("Choose an earlier day. The texts cannot be kept longer than the day on the screen.")
        )
    place.delete_texts_on = enrolment.delete_texts_on = day
    place.save(update_fields=["delete_texts_on"])
    return enrolment


def _by_rule_and_notice(enrolment: Enrolment, today: datetime.date | None) -> datetime.date | None:
    """The rule's day, or the one a notice has named when that is later: what was told is kept."""
    day = rule_date(enrolment, today=today)
    return max(day, enrolment.deletion_told or day) if day else None


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localdate(moment) if moment else None
