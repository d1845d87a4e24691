"""Attendance that was corrected after the course was completed: somebody looks, and nothing is revoked by itself.

A certificate may build on what stood before. What it means is judged anew each time the page is opened; what is done
about it, people decide (edge case 3).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import access, events
from courses.completion import judge
from courses.errors import CourseError
from courses.facts import Facts
from courses.kinds import EnrolmentState
from courses.models import AttendanceCorrection, AttendanceReview, CourseRun, Enrolment
from courses.presence import presence_words
from lms.people.dates import list_words
from lms.people.models import User


@dataclass(frozen=True)
class ReviewLine:
    """A review as the screen tells it: whose it is, what changed, the certificates, and what the rule says now."""

    review: AttendanceReview
    certificates: list[str]
    unmet: list[str]

    @property
    def enrolment(self) -> Enrolment:
        """Whose place it is about."""
        return self.review.correction.attendance.enrolment

    @property
    def before(self) -> str:
        """What stood: «Her», «Ikke her» or a duration."""
        return self._words(self.review.correction.old_minutes)

    @property
    def now(self) -> str:
        """What it was corrected to."""
        return self._words(self.review.correction.new_minutes)

    @property
    def certificate_words(self) -> str:
        """The numbers, as a list."""
        return list_words(self.certificates)

    def _words(self, minutes: int) -> str:
        return presence_words(minutes, self.review.correction.attendance.gathering.minutes)


def open_when_completed(correction: AttendanceCorrection, place: Enrolment) -> AttendanceReview | None:
    """Called by `attending` inside its transaction for each correction. Opens a review where a certificate may build on it."""
    if place.state != EnrolmentState.COMPLETED:
        return None
    return AttendanceReview.objects.create(correction=correction)


def reviews_of(course_run: CourseRun) -> list[ReviewLine]:
    """What waits to be looked at in this run, the oldest first. One query when there is nothing, a fixed number else."""
    waiting = AttendanceReview.objects.waiting().of_run(course_run)
    reviews = list(
        waiting.select_related(
            "correction__corrected_by",
            "correction__attendance__gathering",
            "correction__attendance__enrolment__person",
        )
    )
    places = {review.correction.attendance.enrolment_id for review in reviews}
    if not places:
        return []
    numbers = certificate_numbers(places)
    facts = Facts.gather(Enrolment.objects.filter(pk__in=places).select_related("person"))
    unmet = {one.enrolment_id: [j.sentence for j in judge(one) if j.blocks] for one in facts}
    return [
        ReviewLine(
            review, numbers.get(place := review.correction.attendance.enrolment_id, []), unmet.get(place, [])
        )
        for review in reviews
    ]


def certificate_numbers(enrolment_ids: Iterable[int]) -> dict[int, list[str]]:
    """The numbers of the certificates that stand for these places. The rooms above are asked; this one knows none."""
    found: dict[int, list[str]] = {}
    answers: list[tuple[Any, Any]] = events.certificates_asked_for.send(
        sender=Enrolment, enrolment_ids=list(enrolment_ids)
    )
    for _receiver, numbers in answers:
        for place, number in numbers:
            found.setdefault(place, []).append(number)
    return found


@transaction.atomic
def look_through(
    *, review: AttendanceReview, by: User, at: datetime.datetime | None = None
) -> AttendanceReview:
    """Somebody who leads the run, or its secretariat, has looked at it. Twice changes nothing. Revokes nothing.

    Raises CourseError for anybody else, and for whoever it is about.
    """
    row = (
        AttendanceReview.objects.select_for_update(of=("self",), no_key=True)
        .select_related("correction__attendance__enrolment__course_run")
        .get(pk=review.pk)
    )
    place = row.correction.attendance.enrolment
    if by.pk == place.person_id or not access.works_as_leader(by, place.course_run):
        raise CourseError(_("Only the course leader or the secretariat can confirm this."))
    if row.looked_at is None:
        row.looked_at, row.looked_by = at or timezone.now(), by
        row.save(update_fields=["looked_at", "looked_by"])
    return row
