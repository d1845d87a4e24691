"""Delete that a pledge was signed and gone through, for one person in one association. When, the approvals know:
the years count from the end of the task (docs/decisions/0026-when-cases-certificates-and-pledges-go.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from django.utils import timezone

from courses.activities.pledge.models import PledgeExplanation, PledgeSignature
from courses.models.enrolments import Enrolment
from courses.retention import clock_start

#: A person and an association, by id.
Pair = tuple[int, int]


def pledged_by(day: datetime.date) -> set[Pair]:
    """Who had signed a pledge of which association on `day`, or had it gone through with them. Two queries."""
    signed = PledgeSignature.objects.filter(signed_at__date__lte=day)
    explained = PledgeExplanation.objects.filter(explained_on__lte=day)
    return {
        *signed.values_list("person", "version__organisation"),
        *explained.values_list("enrolment__person", "enrolment__organisation"),
    }


def course_ends(pairs: Collection[Pair], *, today: datetime.date) -> dict[Pair, datetime.date | None]:
    """The last day that courses and pledge know of: signed, gone through, or the end of a place; None while one goes on.

    Three queries.
    """
    found: dict[Pair, datetime.date | None] = {}
    for pair, day in _days({person for person, _organisation in pairs}, today):
        if pair in pairs:
            known = found.get(pair, day)
            found[pair] = max(known, day) if known and day else None
    return found


def forget_pledge(*, person_id: int, organisation_id: int) -> int:
    """Delete every signature of this association's pledge, and that it was gone through. Returns how many rows.

    Runs in the transaction of whoever knows that the years are over.
    """
    signatures = PledgeSignature.objects.filter(person=person_id, version__organisation=organisation_id)
    explanations = PledgeExplanation.objects.filter(
        enrolment__person=person_id, enrolment__organisation=organisation_id
    )
    return signatures.delete()[0] + explanations.delete()[0]


def _days(people: set[int], today: datetime.date) -> Iterator[tuple[Pair, datetime.date | None]]:
    for signature in PledgeSignature.objects.filter(person__in=people).select_related("version"):
        yield (
            (signature.person_id, signature.version.organisation_id),
            timezone.localdate(signature.signed_at),
        )
    for explanation in PledgeExplanation.objects.filter(enrolment__person__in=people).select_related(
        "enrolment"
    ):
        place = explanation.enrolment
        yield (place.person_id, place.organisation_id), explanation.explained_on
    for place in Enrolment.objects.filter(person__in=people).select_related("course_run"):
        yield (place.person_id, place.organisation_id), clock_start(place, today=today)
