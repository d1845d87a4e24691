"""Hiding a text from the group, by those who lead the run, and showing it again (edge case 33).

For the one who wrote more than they meant to, or something about somebody else. Nothing is changed or deleted: the
author still has the text, is told so at once, and decides what becomes of it. No reason is kept.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.activities.base import ActivityPage, Response
from courses.errors import CourseError
from courses.kinds import OVER_RUN_STATES, Sharing
from courses.models import CourseRun
from lms.people.messaging import send
from lms.people.models import User

MESSAGE = "something_to_read"


@transaction.atomic
def hide_from_group(*, response: Response, by: User, at: datetime.datetime | None = None) -> Response:
    """Hides what the author shares with the group, and tells the author in a message without content.

    Hiding twice changes nothing. Raises CourseError unless `by` leads the run today, the run is open, and the author
    shares the text with the group now.
    """
    row = _row_for_leader(response, by)
    if row.hidden_at is not None:
        return row
    if row.sharing != Sharing.GROUP:
        raise CourseError(_("The author has taken this back already. Nobody in the group sees it."))
    row.hidden_at, row.hidden_by = at or timezone.now(), by
    row.save(update_fields=["hidden_at", "hidden_by"])
    _tell_author(row)
    return row


@transaction.atomic
def show_to_group_again(*, response: Response, by: User) -> Response:
    """Lets the group read it again, if the author still shares it. Raises CourseError as hiding does."""
    row = _row_for_leader(response, by)
    if row.hidden_at is not None:
        row.hidden_at, row.hidden_by = None, None
        row.save(update_fields=["hidden_at", "hidden_by"])
    return row


def _row_for_leader(response: Response, by: User) -> Response:
    row = (
        Response.objects.non_polymorphic()
        .select_for_update(of=("self",))
        .select_related("enrolment__course_run", "enrolment__person", "enrolment__organisation")
        .get(pk=response.pk)
    )
    run = row.enrolment.course_run
    if not CourseRun.objects.filter(pk=run.pk).led_by(by).exists():
        raise CourseError(_("Only those who lead the course can hide a text from the group."))
    if run.state in OVER_RUN_STATES:
        raise CourseError(_("The course is over, and the group does not see it any more."))
    return row


def _tell_author(row: Response) -> None:
    place = row.enrolment
    code = ActivityPage.objects.values_list("code", flat=True).get(pk=row.page_id)
    address = reverse("courses:activity", args=[place.pk, code])
    send(
        place.person,
        MESSAGE,
        once=f"hidden {row.pk} {row.hidden_at:%Y%m%d%H%M%S}",
        context={"link": settings.SITE_ADDRESS + address},
        organisation=place.organisation,
    )
