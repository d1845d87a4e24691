"""A gathering: when, where, programme, what to bring. The leader records who was there."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Kind
from courses.activities.gathering.models import GatheringPage, GatheringResponse
from courses.models.runs import Gathering as PlannedGathering
from lms.people.dates import list_words

if TYPE_CHECKING:
    from courses.workplace import Workplace


class Gathering(Kind):
    """Nothing is filled in by the participant, and nobody asks why somebody was away (C.4.8)."""

    name = "gathering"
    page_model = GatheringPage
    response_model = GatheringResponse
    label = _("We meet")

    def waiting_words(self, work: Workplace) -> str:
        """Attendance is recorded by those who lead."""
        sentence = gettext("%(names)s will record attendance. You need not do anything now.")
        return sentence % {"names": work.marked_by_name}

    def context(self, work: Workplace) -> dict[str, Any]:
        """The planned gathering, and the programme with the time of each item."""
        planned = planned_gathering(work)
        names = list_words([leader.first_name for leader in work.someone.leaders])
        return {"planned": planned, "programme": programme(work, planned), "leader_names": names}


def planned_gathering(work: Workplace) -> PlannedGathering | None:
    """The gathering as planned for this person: own time is their own association's. One query."""
    organisation = work.enrolment.organisation_id if work.page.is_own_time else None
    return PlannedGathering.objects.filter(
        course_run=work.enrolment.course_run_id,
        activity_key=work.page.translation_key,
        organisation=organisation,
    ).first()


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
