"""The page of an activity and the person's own row, each with the kind's own fields: asked for on every screen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, When

from courses.kinds import ANSWERING_STATES, Sharing
from lms.people.prepared import Prepared

if TYPE_CHECKING:
    from courses.activities.base import ActivityPage, Response
    from courses.activities.contract import Kind

#: How many texts of others one page shows before it is asked for all of them.
AT_ONCE = 20


def page_of(kind: Kind, page_id: int) -> ActivityPage:
    """The page with this number. One query. Raises DoesNotExist of the kind's page model."""
    found = _pages(kind).found(page=page_id)
    if not found:
        raise kind.page_model.DoesNotExist
    return found[0]


def own_row(kind: Kind, *, enrolment_id: int, activity_key: UUID) -> Response | None:
    """What the person of this place did with the activity; None when there is nothing, or it was erased. One query."""
    found = _rows(kind).found(enrolment=enrolment_id, key=activity_key)
    return found[0] if found else None


def rows_of_group(
    kind: Kind, *, run_id: int, enrolment_id: int, activity_key: UUID, all_of_them: bool = False
) -> list[Response]:
    """The own row first, and those that others with a place in the run share with the group, by name; of these one more
    than `AT_ONCE`, unless all are asked for. One query; each with its place and person."""
    if all_of_them:
        return list(_of_group(kind.response_model, run_id, enrolment_id, activity_key))
    return _shared(kind).found(run=run_id, enrolment=enrolment_id, key=activity_key)


@cache
def _pages(kind: Kind) -> Prepared:
    return Prepared(lambda page: kind.page_model.objects.filter(pk=page).order_by(), page=int)


@cache
def _rows(kind: Kind) -> Prepared:
    everything = kind.response_model.objects.non_polymorphic()
    return Prepared(
        lambda enrolment, key: everything.filter(enrolment=enrolment, activity_key=key),
        enrolment=int,
        key=UUID,
    )


@cache
def _shared(kind: Kind) -> Prepared:
    some = slice(AT_ONCE + 2)  # the own one, and one more that tells that there are more
    return Prepared(
        lambda **asked: _of_group(kind.response_model, **asked)[some], run=int, enrolment=int, key=UUID
    )


def _of_group(model: type[Response], run: int, enrolment: int, key: UUID) -> QuerySet:
    shared = Q(
        sharing=Sharing.GROUP,
        hidden_at=None,
        enrolment__course_run=run,
        enrolment__state__in=ANSWERING_STATES,
    )
    here = model.objects.non_polymorphic().filter(shared | Q(enrolment=enrolment), activity_key=key)
    own_first = Case(When(enrolment=enrolment, then=0), default=1, output_field=IntegerField())
    return here.select_related("enrolment__person").order_by(own_first, "enrolment__person__name", "pk")
