"""The letter to oneself: two months later a message says that one can log in. The letter itself is never sent."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses.activities.kinds import KINDS
from courses.activities.reflection.models import ReflectionResponse
from courses.erasing import words_of
from courses.kinds import EnrolmentState
from courses.models import Enrolment
from courses.retention import deletion_date
from lms.people.dates import date_words
from lms.people.kept_for import months_later
from lms.people.messaging import send

MONTHS = 2
#: A letter is called to mind at least this long before it is deleted, so that there is time to read and keep it.
BEFORE_DELETION = datetime.timedelta(days=7)
A_DAY = datetime.timedelta(days=1)
#: Who has left gets no more messages; who is on a pause gets it when they are back.
SILENT = (EnrolmentState.WITHDRAWN, EnrolmentState.PAUSED)


def remind(*, today: datetime.date | None = None) -> int:
    """Send the messages that are due. Returns how many. A letter that was erased is not there to be found."""
    today = today or timezone.localdate()
    waiting = (
        words_of(KINDS["reflection"])
        .filter(wants_reminder=True, reminded_on=None, enrolment__person__is_active=True)
        .exclude(enrolment__state__in=SILENT)
        .defer("text", "draft")
        .select_related("enrolment__course_run", "enrolment__person", "enrolment__organisation")
    )
    return sum(_reminded(row.pk, today) for row in waiting if _is_due(row, today))


def reminder_date(letter: ReflectionResponse, *, today: datetime.date | None = None) -> datetime.date:
    """Two months after it was last written, and always before it is deleted."""
    by_wish = months_later(_written_on(letter), MONTHS)
    last_day = deletion_date(letter.enrolment, today=today)
    if last_day is None:
        return by_wish
    in_time = min(by_wish, last_day - BEFORE_DELETION)
    return min(max(in_time, _written_on(letter) + A_DAY), last_day - A_DAY)


def _is_due(letter: ReflectionResponse, today: datetime.date) -> bool:
    last_day = deletion_date(letter.enrolment, today=today)
    still_there = last_day is None or today < last_day
    return still_there and reminder_date(letter, today=today) <= today


@transaction.atomic
def _reminded(pk: int, today: datetime.date) -> bool:
    """Note that it was called to mind and queue the message, both or neither."""
    letters = ReflectionResponse.objects.non_polymorphic().filter(
        pk=pk, reminded_on=None, wants_reminder=True
    )
    letter = letters.select_for_update(of=("self",)).defer("text", "draft").first()
    if letter is None:
        return False
    ReflectionResponse.objects.filter(pk=pk).update(reminded_on=today)
    place = Enrolment.objects.select_related("course_run", "person", "organisation").get(
        pk=letter.enrolment_id
    )
    with translation.override(place.person.language):
        last_day = deletion_date(place, today=today)
        context = {
            "link": settings.SITE_ADDRESS + reverse("home:thoughts"),
            "delete_date": date_words(last_day, year=True)
            if last_day
            else _("90 days after your course is over"),
        }
    once = f"letter_to_myself:{pk}:{_written_on(letter).isoformat()}"
    message = send(
        place.person, "letter_to_myself", once=once, context=context, organisation=place.organisation
    )
    return message is not None


def _written_on(letter: ReflectionResponse) -> datetime.date:
    return timezone.localdate(letter.changed_at)
