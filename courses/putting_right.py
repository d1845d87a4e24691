"""Putting right what a run is called, where and when it is held, after it was planned."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import CourseError
from courses.kinds import UNDER_WAY_RUN_STATES
from courses.models import CourseRun
from courses.planning import refuse_stranger
from lms.people.models import User


@transaction.atomic
def put_right(
    *,
    course_run: CourseRun,
    title: str,
    place: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    partner_credit: str,
    by: User | None,
) -> CourseRun:
    """Put name, place, days and credit right; of a run that is over, not the days: it is counted from the last one how long it
    is known who was there. So it never lies before a gathering at which somebody was. Raises CourseError.
    """
    run = (
        CourseRun.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser")
        .get(pk=course_run.pk)
    )
    refuse_stranger(run, by)
    moved = (starts_on, ends_on) != (run.starts_on, run.ends_on)
    if moved and run.state not in UNDER_WAY_RUN_STATES:
        raise CourseError(_("The days of a course that is closed or cancelled cannot be changed."))
    if ends_on < starts_on:
        raise CourseError(_("The last day is before the first."))
    if ends_on != run.ends_on:
        _refuse_last_day_before_attendance(run, ends_on)
    fields = {"title": title.strip(), "place": place.strip(), "partner_credit": partner_credit.strip()}
    days = {"starts_on": starts_on, "ends_on": ends_on} if moved else {}
    for name, value in (fields | days).items():
        setattr(run, name, value)
    run.save(update_fields=[*fields, *days])
    return run


def _refuse_last_day_before_attendance(run: CourseRun, ends_on: datetime.date) -> None:
    held = run.gatherings.filter(attendances__isnull=False).order_by("-starts_at").first()
    if held and ends_on < timezone.localdate(held.starts_at):
        raise CourseError(_("Somebody was at a gathering after this day. Choose a later last day."))
