"""The group's agreement: spoken by the group, written in by the leader, read by the group while the run is open."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.activities.group_reflection.models import GroupAgreement, GroupForm, GroupReflectionPage
from courses.errors import CourseError
from courses.kinds import OVER_RUN_STATES
from courses.models.runs import CourseRun
from lms.people.models import User


@transaction.atomic
def write_agreement(
    *,
    course_run: CourseRun,
    activity_page: GroupReflectionPage,
    text: str,
    by: User,
    at: datetime.datetime | None = None,
) -> GroupAgreement:
    """Writes in, or changes, what the group stands for; one sentence on each line. Only a leader of the run may.

    Raises CourseError. Everybody in the group sees the last words only.
    """
    run = CourseRun.objects.select_for_update(no_key=True).get(pk=course_run.pk)
    if not CourseRun.objects.filter(pk=run.pk).led_by(by).exists():
        raise CourseError(_("Only those who lead the course can write in the agreement."))
    if run.state in OVER_RUN_STATES:
        raise CourseError(_("The course is over, and the group's agreement with it. Nothing new is kept."))
    if activity_page.form != GroupForm.AGREEMENT:
        raise CourseError(_("This is said aloud in the group. Nothing is written here."))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise CourseError(_("Write at least one sentence that the group stands for."))
    agreement, _is_new = GroupAgreement.objects.update_or_create(
        course_run=run,
        activity_key=activity_page.translation_key,
        defaults={"text": "\n".join(lines), "written_by": by, "written_at": at or timezone.now()},
    )
    return agreement


def agreement_of(course_run: CourseRun, activity_page: GroupReflectionPage) -> GroupAgreement | None:
    """What the group agreed on, while the run is open; None before it is written and after the run. One query."""
    if course_run.state in OVER_RUN_STATES:
        return None
    return GroupAgreement.objects.filter(
        course_run=course_run, activity_key=activity_page.translation_key
    ).first()
