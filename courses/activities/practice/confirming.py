"""Practising at home: each says with whom, and it is done when all of them have said the same. Nobody says it for others.

Only that it happened, with whom and in which roles. Where the leader marks it, nothing of this is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import JSONField, OuterRef, Subquery
from django.utils.translation import gettext as _

from courses.activities.practice.models import PracticePage, PracticeResponse
from courses.errors import CourseError
from courses.kinds import ANSWERING_STATES

if TYPE_CHECKING:
    from courses.workplace import Workplace


@dataclass(frozen=True)
class Other:
    """Somebody else on the course, by first name – by the whole name where two share it – and whom they practised with."""

    pk: int
    name: str
    practised_with: list[int]


def others_on_the_course(work: Workplace) -> list[Other]:
    """Whom one may have practised with. One query, asked once; none where the leader marks it, or nobody is there."""
    if "others" not in work.noted:
        asked = work.page.marked_by_oneself and work.is_in_group
        work.noted["others"] = _others(work) if asked else []
    return work.noted["others"]


def _others(work: Workplace) -> list[Other]:
    from courses.models import Enrolment

    said = PracticeResponse.objects.filter(
        enrolment=OuterRef("pk"), activity_key=work.page.translation_key
    ).values("practised_with")[:1]
    places = (
        Enrolment.objects.filter(course_run=work.enrolment.course_run_id, state__in=ANSWERING_STATES)
        .exclude(pk=work.enrolment.pk)
        .select_related("person")
        .annotate(said=Subquery(said, output_field=JSONField()))
        .order_by("person__name", "pk")
    )
    first_names = Counter(place.person.first_name for place in places)
    return [
        Other(
            place.pk,
            place.person.first_name if first_names[place.person.first_name] == 1 else place.person.name,
            place.said or [],
        )
        for place in places
    ]


def checked(response: PracticeResponse, named: Iterable[str | int]) -> list[int]:
    """The places named, in order. Raises CourseError when nobody is, or somebody is not on the course."""
    from courses.models import Enrolment

    wanted = {int(pk) for pk in named}
    if not wanted:
        raise CourseError(_("Choose whom you practised with."))
    places = Enrolment.objects.filter(
        pk__in=wanted - {response.enrolment_id},
        course_run=response.enrolment.course_run_id,
        state__in=ANSWERING_STATES,
    )
    found = sorted(places.values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise CourseError(_("Choose among those who are on the course with you."))
    return found


def all_have_said_so(response: PracticeResponse) -> bool:
    """Whether everybody this person named has named them. One query."""
    named = set(response.practised_with)
    theirs = PracticeResponse.objects.filter(enrolment__in=named, activity_key=response.activity_key)
    agreeing = [
        pk for pk, back in theirs.values_list("enrolment", "practised_with") if response.enrolment_id in back
    ]
    return bool(named) and set(agreeing) == named


def mark_what_all_have_said(response: PracticeResponse, page: PracticePage) -> None:
    """After the commit: what has become done by this, also for the others. Two at the same moment both come here."""
    from courses.responding import save_work  # it knows all kinds, so also this one

    of_the_run = PracticeResponse.objects.filter(
        enrolment__course_run=response.enrolment.course_run_id, activity_key=response.activity_key
    ).select_related("enrolment")
    for one in of_the_run:
        is_concerned = response.enrolment_id in (one.enrolment_id, *one.practised_with)
        if is_concerned and not one.is_done and one.enrolment.may_answer and all_have_said_so(one):
            save_work(enrolment=one.enrolment, activity_page=page, content={}, finish=True)
