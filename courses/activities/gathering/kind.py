"""A gathering: when, where, programme, what to bring. The leader records who was there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses import staying_away
from courses.activities.base import Response
from courses.activities.contract import HERE, Kind
from courses.activities.gathering.form import GatheringForm
from courses.activities.gathering.models import GatheringPage, GatheringResponse
from courses.models.attendance import AbsenceNotice, Attendance
from courses.models.runs import Gathering as PlannedGathering
from lms.people.dates import list_words

if TYPE_CHECKING:
    from courses.workplace import Workplace


class Gathering(Kind):
    """The participant may say that they cannot come; nobody asks why (C.4.8)."""

    name = "gathering"
    page_model = GatheringPage
    response_model = GatheringResponse
    form_class = GatheringForm
    label = _("We meet")

    def waiting_words(self, work: Workplace) -> str:
        """Attendance is recorded by those who lead."""
        sentence = gettext("%(names)s will record attendance. You need not do anything now.")
        return sentence % {"names": work.marked_by_name}

    def context(self, work: Workplace) -> dict[str, Any]:
        """The planned gathering, and the programme with the time of each item."""
        planned = planned_gathering(work)
        names = list_words([leader.first_name for leader in work.someone.leaders])
        will_not_be = planned is not None and work.enrolment.course_run.calls_off(planned.starts_at)
        return {
            "planned": None if will_not_be else planned,
            "will_not_be": will_not_be,
            "programme": programme(work, planned),
            "leader_names": names,
            "may_tell": planned is not None and work.is_in_group and planned.ends_at > timezone.now(),
            "was_missed": planned is not None and not will_not_be and planned.own_minutes == 0,
            "is_today": planned is not None and work.is_in_group and _is_today(planned),
            "day": same_day(work),
            "whole_day_off": all(one.said_no for one in same_day(work)),
        }

    def perform(self, work: Workplace, form: GatheringForm, save: Callable[..., Response]) -> str:
        """Says that one cannot come, or takes it back: this gathering, or all of one's own on that day."""
        planned = planned_gathering(work)
        if not form.cleaned_data["coming"] or planned is None:
            return super().perform(work, form, save)
        which = same_day(work) if form.about_the_day else [planned]
        verb = staying_away.tell if form.says_no else staying_away.take_back
        verb(enrolment=work.enrolment, gatherings=which, by=work.enrolment.person)
        return f"{HERE}#coming"


def _is_today(planned: PlannedGathering) -> bool:
    """Whether the day has come and it is not over, so that one can check in."""
    return timezone.localdate(planned.starts_at) <= timezone.localdate() and planned.ends_at >= timezone.now()


def own_gatherings(work: Workplace) -> list[PlannedGathering]:
    """The common ones and one's own association's, each with whether one has said no, and minutes. One query, asked once."""
    if "gatherings" not in work.noted:
        told = AbsenceNotice.objects.standing().filter(gathering=OuterRef("pk"), enrolment=work.enrolment.pk)
        planned = PlannedGathering.objects.filter(course_run=work.enrolment.course_run_id)
        own = planned.filter(Q(organisation=None) | Q(organisation=work.enrolment.organisation_id))
        was_there = Attendance.objects.filter(gathering=OuterRef("pk"), enrolment=work.enrolment.pk)
        minutes = Subquery(was_there.values("minutes")[:1])
        work.noted["gatherings"] = list(own.annotate(said_no=Exists(told), own_minutes=minutes))
    return work.noted["gatherings"]


def planned_gathering(work: Workplace) -> PlannedGathering | None:
    """The gathering as planned for this person: own time is their own association's."""
    organisation = work.enrolment.organisation_id if work.page.is_own_time else None
    wanted = (work.page.translation_key, organisation)
    return next(
        (one for one in own_gatherings(work) if (one.activity_key, one.organisation_id) == wanted), None
    )


def same_day(work: Workplace) -> list[PlannedGathering]:
    """What one would miss by staying at home that day, and that is not over."""
    planned = planned_gathering(work)
    if planned is None:
        return []
    day, now = timezone.localdate(planned.starts_at), timezone.now()
    return [
        one for one in own_gatherings(work) if timezone.localdate(one.starts_at) == day and one.ends_at > now
    ]


def programme(work: Workplace, planned: PlannedGathering | None) -> list[dict[str, Any]]:
    """The items with when each begins and ends (None before it is planned), and the activity each one is."""
    items, minutes = [], 0
    for block in work.page.programme:
        item = block.value
        begins = planned.starts_at + datetime.timedelta(minutes=minutes) if planned else None
        minutes += item["minutes"]
        items.append(
            {
                "title": item["title"],
                "minutes": item["minutes"],
                "begins": begins,
                "ends": begins + datetime.timedelta(minutes=item["minutes"]) if begins else None,
                "activity": work.outline.by_code.get(item["activity"] or ""),
            }
        )
    return items
