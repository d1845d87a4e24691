"""Deleting by date, and saying so in time. Called by `run_due`; each job is safe to call again and beside itself.

First people are told, then words are deleted: nobody's own words go by the rule before the day that a notice named, and a
notice is never less than a fortnight ahead. What the group and the leaders needed goes with the run.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation

from courses.activities.checklist.models import ChecklistPage, ChecklistPurpose, ChecklistResponse
from courses.activities.kinds import KINDS
from courses.bringing import forget_unless_in_case
from courses.erasing import take_away, take_away_all, with_content
from courses.kinds import EnrolmentState
from courses.models import AbsenceNotice, CourseRun, Enrolment, GroupAgreement
from courses.retention import KEPT_FOR, deletion_date, needs_deleted_on, rule_date, run_over_on
from lms.people.dates import date_words
from lms.people.messaging import send
from lms.people.models import SentMessage

FORTNIGHT = datetime.timedelta(days=14)
#: How many days ahead people are told; who is on a pause also when the ninety days begin.
TOLD_AHEAD = (3, 14)
TOLD_AHEAD_ON_A_PAUSE = (*TOLD_AHEAD, KEPT_FOR.days)


def tell_before_deletion(*, today: datetime.date | None = None) -> int:
    """Send the notices that are due, and hold the day they name. Returns how many were sent.

    Only to those who have written something. Sent once for each day and each of the moments, also in a pause and after
    a withdrawal: this is no reminder to go on.
    """
    today = today or timezone.localdate()
    near = [place for place in _places() if place.has_words and _moment(place, today) is not None]
    sent = SentMessage.objects.filter(once_key__in=[_occasion(place, today) for place in near])
    known = set(sent.values_list("once_key", flat=True))
    return sum(
        _told(place.pk, today)
        for place in near
        if _needs_a_day(place, today) or _occasion(place, today) not in known
    )


def delete_what_is_due(*, today: datetime.date | None = None) -> int:
    """Delete what people wrote and chose in places whose day has come. Returns how many places it was in."""
    today = today or timezone.localdate()
    return sum(_forgotten(place.pk, today) for place in _places() if _is_due(place, today))


def delete_needs(*, today: datetime.date | None = None) -> int:
    """Delete what participants needed to take part, and that they said they could not come, two weeks after the run.

    Returns how many lists and notices it was.
    """
    today = today or timezone.localdate()
    keys = ChecklistPage.objects.filter(purpose=ChecklistPurpose.NEEDS).values("translation_key")
    lists = ChecklistResponse.objects.non_polymorphic().filter(activity_key__in=keys)
    notices = AbsenceNotice.objects.all()
    held = lists.values("enrolment__course_run"), notices.values("enrolment__course_run")
    runs = CourseRun.objects.filter(models.Q(pk__in=held[0]) | models.Q(pk__in=held[1]))
    over = [run.pk for run in runs if needs_deleted_on(run) <= today]
    which = models.Q(activity_key__in=keys, enrolment__course_run__in=over)
    with transaction.atomic():
        gone, _by_model = notices.filter(enrolment__course_run__in=over).delete()
        return gone + take_away(KINDS["checklist"], which, at=None)


def delete_group_texts(*, today: datetime.date | None = None) -> int:
    """Delete what a group agreed on when its run is over; it has been hidden since. Returns how many it was."""
    today = today or timezone.localdate()
    runs = CourseRun.objects.filter(agreements__isnull=False).distinct()
    over = [run.pk for run in runs if run_over_on(run, today=today)]
    return GroupAgreement.objects.filter(course_run__in=over).delete()[0]


def _places() -> Iterator[Any]:
    """Places in which something is kept. One query, however many they are."""
    related = ("course_run", "person", "organisation")
    return with_content(Enrolment.objects.select_related(*related)).order_by("pk").iterator()


def _moment(place: Enrolment, today: datetime.date) -> int | None:
    """Which of the notices it is time for: the number of days ahead, or None for none."""
    day = deletion_date(place, today=today)
    if day is None:
        return None
    moments = TOLD_AHEAD_ON_A_PAUSE if place.state == EnrolmentState.PAUSED else TOLD_AHEAD
    return min((days for days in moments if (day - today).days <= days), default=None)


def _occasion(place: Enrolment, today: datetime.date) -> str:
    """The name of a notice, so that it is sent once."""
    return f"words_deleted:{place.pk}:{deletion_date(place, today=today)}:{_moment(place, today)}"


def _needs_a_day(place: Enrolment, today: datetime.date) -> bool:
    """Whether it is time to hold a day by the rule, and none is held yet."""
    by_rule = rule_date(place, today=today)
    if by_rule is None or today < by_rule - FORTNIGHT:
        return False
    return place.deletion_told is None or place.deletion_told < by_rule


@transaction.atomic
def _told(enrolment_id: int, today: datetime.date) -> bool:
    """Hold the day, which is at least a fortnight ahead, and queue the notice that names it. Returns whether it was."""
    place = _locked(enrolment_id)
    if _needs_a_day(place, today):
        place.deletion_told = max(rule_date(place, today=today) or today, today + FORTNIGHT)
        place.save(update_fields=["deletion_told"])
    day = deletion_date(place, today=today)
    if day is None or day <= today or _moment(place, today) is None:
        return False
    with translation.override(place.person.language):
        context = {
            "link": settings.SITE_ADDRESS + reverse("home:thoughts"),
            "delete_date": date_words(day, year=True),
        }
    once, key = _occasion(place, today), "reflections_will_be_deleted"
    return send(place.person, key, once=once, context=context, organisation=place.organisation) is not None


def _is_due(place: Enrolment, today: datetime.date) -> bool:
    """Whether the day has come. One's own words also wait until the day was told, or chosen."""
    day = deletion_date(place, today=today)
    if day is None or day > today:
        return False
    return not place.has_words or day in (place.deletion_told, place.delete_texts_on)


@transaction.atomic
def _forgotten(enrolment_id: int, today: datetime.date) -> bool:
    """Delete what one place holds, unless the person has moved the day in the meantime. A chosen day is used up.

    What they brought to a conversation stays until the case is decided.
    """
    place = _locked(enrolment_id)
    day = deletion_date(place, today=today)
    if day is None or day > today:
        return False
    taken = forget_unless_in_case(enrolment_id=place.pk) + take_away_all(place, at=timezone.now())
    if place.delete_texts_on is not None:
        place.delete_texts_on = None
        place.save(update_fields=["delete_texts_on"])
    return taken > 0


def _locked(enrolment_id: int) -> Enrolment:
    related = ("course_run", "person", "organisation")
    return Enrolment.objects.select_for_update(of=("self",)).select_related(*related).get(pk=enrolment_id)
