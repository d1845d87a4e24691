"""What a place in a course has come to, in words: for the person it belongs to."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.kinds import SETTLED_STATES, EnrolmentState, RunState
from courses.models import Enrolment
from lms.home.my_remaining import pledge_label
from lms.people.dates import date_words


def state_words(place: Enrolment) -> str:
    """Where a place is, in one sentence. Nobody is late, and nobody has failed."""
    if place.state == EnrolmentState.COMPLETED and place.completed_at:
        return _("Completed %(day)s.") % {
            "day": date_words(timezone.localdate(place.completed_at), year=True)
        }
    if place.course_run.state == RunState.CANCELLED and place.state not in SETTLED_STATES:
        return _("The course is cancelled. What you have done stays.")
    return {
        EnrolmentState.INVITED: _("You are invited."),
        EnrolmentState.PAUSED: _("You are taking a pause."),
        EnrolmentState.COMPLETED: _("Completed."),
        EnrolmentState.NOT_COMPLETED: _("The course is over. What you have done stays."),
        EnrolmentState.WITHDRAWN: _("You have left this course. What you have done stays."),
    }.get(EnrolmentState(place.state), _("Under way."))


def three_facts(place: Enrolment) -> list[tuple[str, str, str]]:
    """Completed, signed, approved, each as state, title and detail. None implies another."""
    pledge = _("%(pledge)s signed") % {"pledge": pledge_label(place)}
    not_yet = _("The committee decides. The course alone is no approval.")
    return [
        _fact(_("Course completed"), place.completed_at, _("Not yet")),
        _fact(pledge, place.pledge_signed_at, _("Not yet")),
        _fact(_("Approved"), place.approved_on, not_yet),
    ]


def _fact(title: str, when: datetime.date | datetime.datetime | None, otherwise: str) -> tuple[str, str, str]:
    if when is None:
        return "wait", title, otherwise
    day = timezone.localdate(when) if isinstance(when, datetime.datetime) else when
    return "done", title, date_words(day, year=True)
