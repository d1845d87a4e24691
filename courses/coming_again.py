"""What somebody did in an earlier run of the same course, or of an edition of it, stands in the next as *done before*.

Only a link to the old row is kept: no text, no choice and no sharing is copied, and the person may do it all again.
What counts, and why: docs/decisions/0017-done-before.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from courses.activities.base import ActivityPage, Response
from courses.activities.checklist.models import ChecklistPage, ChecklistPurpose
from courses.activities.pledge import signing
from courses.activities.pledge.models import PledgeExplanation, PledgePage
from courses.completion import look_again
from courses.kinds import EnrolmentState, MarkedBy, ResponseState, RunState
from courses.models import CoursePage, Enrolment

#: Lists whose answers are meant for the people of the run; they are asked anew.
ASKED_ANEW = (
    ChecklistPurpose.NEEDS,
    ChecklistPurpose.QUESTIONS,
    ChecklistPurpose.READY,
    ChecklistPurpose.EVALUATION,
)
CARRIED_STATES = (ResponseState.DONE, ResponseState.BEFORE)


@dataclass(frozen=True)
class Activity:
    """An activity of the course that is joined now."""

    key: UUID
    page_id: int
    content_type_id: int
    own_to_association: bool


@transaction.atomic
def bring_along(*, enrolment: Enrolment, at: datetime.datetime | None = None) -> int:
    """Let what the person did in earlier runs stand as done before in this place. Returns how many activities.

    Found by number and kind, because a new edition has new keys. A place that was completed brings nothing: whoever
    takes a course again takes it anew. What is already begun here is left alone, so a second call changes nothing.
    Looks at completion again when something was brought.
    """
    moment = at or timezone.now()
    place = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run__course")
        .get(pk=enrolment.pk)
    )
    earlier = list(earlier_places(place))
    if not earlier:
        return 0
    explained = _carry_explanation(place, earlier)
    asked = _activities(place, explained=explained)
    begun = set(_rows([place]).values_list("activity_key", flat=True))
    rows = [
        _before(place, asked[code], row, moment)
        for code, row in _newest_done(earlier, place, asked).items()
        if asked[code].key not in begun
    ]
    for row in rows:
        row.save()
    if rows:
        look_again(place.pk, at=moment)
    return len(rows)


def earlier_places(place: Enrolment) -> QuerySet[Enrolment]:
    """The person's places in other runs of the same course or an edition of it of the same sort, none of them completed.

    A seminar is held anew each year (R70), so only one that was cancelled goes on in another. No query yet.
    """
    course = place.course_run.course
    lineages = CoursePage.objects.filter(
        Q(translation_key=course.translation_key) | Q(lineage=course.lineage)
    )
    same = CoursePage.objects.filter(
        Q(lineage__in=lineages.values("lineage")) | Q(translation_key__in=lineages.values("translation_key"))
    )
    places = (
        Enrolment.objects.filter(
            person=place.person_id, course_run__course__in=same.filter(kind=course.kind).values("pk")
        )
        .exclude(pk=place.pk)
        .exclude(state=EnrolmentState.COMPLETED)
    )
    return places.filter(course_run__state=RunState.CANCELLED) if course.is_seminar else places


def _rows(places: Iterable[Enrolment]) -> QuerySet[Response]:
    return Response.objects.non_polymorphic().filter(enrolment__in=list(places))


def _activities(place: Enrolment, *, explained: bool) -> dict[str, Activity]:
    """What can stand as done before in this course, by number."""
    pages = ActivityPage.objects.descendant_of(place.course_run.course).live()
    anew = ChecklistPage.objects.filter(purpose__in=ASKED_ANEW).values("pk")
    pages = pages.exclude(pk__in=anew)
    if not explained:
        pages = pages.exclude(pk__in=PledgePage.objects.values("pk"))
    rows = pages.values_list("code", "translation_key", "pk", "content_type_id", "marked_by")
    return {
        code: Activity(key, page_id, content_type_id, marked_by == MarkedBy.REPRESENTATIVE)
        for code, key, page_id, content_type_id, marked_by in rows
    }


def _newest_done(
    earlier: list[Enrolment], place: Enrolment, asked: dict[str, Activity]
) -> dict[str, Mapping[str, Any]]:
    """The newest row that counts for each number. What belongs to an association counts only with the same one."""
    rows = (
        _rows(earlier)
        .filter(state__in=CARRIED_STATES)
        .order_by("completed_at", "pk")
        .values(
            "pk", "done_before_id", "started_at", "completed_at", code=F("page__code"),
            kind=F("page__content_type_id"), association=F("enrolment__organisation_id"),
        )
    )  # fmt: skip
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        activity = asked.get(row["code"])
        if activity is None or activity.content_type_id != row["kind"]:
            continue
        if activity.own_to_association and row["association"] != place.organisation_id:
            continue
        found[row["code"]] = row
    return found


def _before(
    place: Enrolment, activity: Activity, row: Mapping[str, Any], moment: datetime.datetime
) -> Response:
    """The new base row: when it was done, and where. Its content type is the base, as after an erasure."""
    return Response(
        enrolment=place,
        activity_key=activity.key,
        page_id=activity.page_id,
        state=ResponseState.BEFORE,
        done_before_id=row["done_before_id"] or row["pk"],
        started_at=row["started_at"],
        completed_at=row["completed_at"],
        changed_at=moment,
    )


def _carry_explanation(place: Enrolment, earlier: list[Enrolment]) -> bool:
    """Note here too that the pledge was gone through, if the same association did and no newer text has come since."""
    same = [one for one in earlier if one.organisation_id == place.organisation_id]
    found = PledgeExplanation.objects.filter(enrolment__in=same).order_by("-explained_on").first()
    if found is None:
        return False
    text = signing.text_for(place.organisation, place.person.language)
    if text is not None and text.version.adopted_on > found.explained_on:
        return False
    signing.record_explanation(enrolment=place, explained_by=found.explained_by, on=found.explained_on)
    return True
