"""The page of an activity and the person's own row, each with the kind's own fields: asked for on every screen."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from wagtail.fields import StreamField

from courses.kinds import ANSWERING_STATES, Sharing
from lms.people.prepared import Prepared

if TYPE_CHECKING:
    from courses.activities.base import ActivityPage, Response
    from courses.activities.contract import Kind

#: How many texts of others one page shows before it is asked for all of them: those of a whole group, which is at most
#: twelve people (the starter course). Only joint courses are larger.
AT_ONCE = 12


def page_of(kind: Kind, page_id: int) -> ActivityPage:
    """The page with this number. One query. Raises DoesNotExist of the kind's page model."""
    page = _pages(kind).made(_made_page, kind.page_model, page=page_id)
    if page is None:
        raise kind.page_model.DoesNotExist
    return _own_copy(page, kind)


def own_row(kind: Kind, *, enrolment_id: int, activity_key: UUID) -> Response | None:
    """What the person of this place did with the activity; None when there is nothing, or it was erased. One query."""
    found = _rows(kind).found(enrolment=enrolment_id, key=activity_key)
    return found[0] if found else None


def words_of_group(
    kind: Kind, *, run_id: int, enrolment_id: int, activity_key: UUID, all_of_them: bool = False
) -> list[tuple[str, str]]:
    """Name and words of each text that others with a place in the run share with the group, in the order of names; one
    more than `AT_ONCE`, unless all are asked for. One query. Whether the activity and the run let the group read each
    other is for the caller to ask.

    This is the rule of `courses.activities.sharing` as a selection: columns alone, since a page may show many.
    """
    if all_of_them:
        return list(_of_group(kind, run_id, enrolment_id, activity_key))
    return _first_of_group(kind).found(run=run_id, enrolment=enrolment_id, key=activity_key)


@cache
def _pages(kind: Kind) -> Prepared:
    columns = _columns(kind.page_model)
    return Prepared(
        lambda page: kind.page_model.objects.filter(pk=page).order_by().values_list(*columns), page=int
    )


def _made_page(rows: list[tuple], model: type[ActivityPage]) -> ActivityPage | None:
    """Made once for the very same row, and copied for each reader: a page has half a hundred columns."""
    return model.from_db(DEFAULT_DB_ALIAS, _columns(model), rows[0]) if rows else None


def _own_copy(page: ActivityPage, kind: Kind) -> ActivityPage:
    """With streams of its own: the picture or film that one of them has fetched is no part of the row, and may change."""
    own = copy(page)
    for name in _streams(kind):
        setattr(own, name, list(getattr(page, name).raw_data))
    return own


@cache
def _streams(kind: Kind) -> list[str]:
    return [field.name for field in kind.page_model._meta.concrete_fields if isinstance(field, StreamField)]


def _columns(model: type[ActivityPage]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _rows(kind: Kind) -> Prepared:
    everything = kind.response_model.objects.non_polymorphic()
    return Prepared(
        lambda enrolment, key: everything.filter(enrolment=enrolment, activity_key=key),
        enrolment=int,
        key=UUID,
    )


@cache
def _first_of_group(kind: Kind) -> Prepared:
    some = slice(AT_ONCE + 1)  # the last one tells that there are more
    return Prepared(lambda **asked: _of_group(kind, **asked)[some], run=int, enrolment=int, key=UUID)


def _of_group(kind: Kind, run: int, enrolment: int, key: UUID) -> QuerySet:
    shared = kind.response_model.objects.non_polymorphic().filter(
        sharing=Sharing.GROUP,
        hidden_at=None,
        activity_key=key,
        enrolment__course_run=run,
        enrolment__state__in=ANSWERING_STATES,
    )
    others = shared.exclude(enrolment=enrolment).order_by("enrolment__person__name", "pk")
    return others.values_list("enrolment__person__name", kind.shown_field)
