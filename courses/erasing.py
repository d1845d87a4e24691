"""Taking words away for good: what a person wrote, chose or ticked goes from the database, *done* stays.

Erased means erased: the kind's own row, what was still being written, other versions of it, and copies brought to a
conversation. What stays is the base row, which says that an activity was done, and the one word the committee was given.
No text is read on the way, so that also what no key opens any more can be deleted.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.activities.base import Response
from courses.activities.contract import Kind
from courses.activities.kinds import KINDS
from courses.errors import CourseError
from courses.kinds import Sharing
from courses.models import BroughtText, Enrolment, OtherVersion
from lms.people.models import User


@transaction.atomic
def erase_everything(*, person: User, by: User, at: datetime.datetime | None = None) -> int:
    """Delete all that `person` has written, chosen or ticked on any course. Returns how many activities it was in.

    Only the author may: raises CourseError. Nothing is shared any more, and it is safe to call twice.
    """
    if person.pk != by.pk:
        raise CourseError(_("Only the one who wrote this can change it."))
    places = list(Enrolment.objects.select_for_update().filter(person=person).order_by("pk"))
    BroughtText.objects.filter(enrolment__in=places).delete()
    OtherVersion.objects.filter(response__enrolment__in=places).delete()
    moment = at or timezone.now()
    return sum(take_away(kind, models.Q(enrolment__in=places), at=moment) for kind in _own_kinds())


def take_away_all(place: Enrolment, *, at: datetime.datetime) -> int:
    """Delete the content of everything done in this place, which the caller has locked. Returns how many it was."""
    OtherVersion.objects.filter(response__enrolment=place).delete()
    return sum(take_away(kind, models.Q(enrolment=place), at=at) for kind in _kinds_with_content())


def take_away(kind: Kind, which: models.Q, *, at: datetime.datetime | None) -> int:
    """Delete the content of these rows of one kind; the base rows stay, no longer shared. Returns how many it was.

    `at` is when their author did it. What a rule takes away while the course goes on is no sign of the author, so that
    nobody counts as back again, or is written to anew, because of it: then `at` is None.
    """
    rows = _rows(kind).filter(which).defer(*kind.content_fields)
    # The number is noted first: a row that is deleted without its base has none any more.
    by_number = {row.pk: row for row in rows}
    taken = [pk for pk, row in by_number.items() if _emptied(kind, row)]
    OtherVersion.objects.filter(response__in=taken).delete()
    gone: dict[str, Any] = {"sharing": Sharing.PRIVATE, "hidden_at": None, "hidden_by": None, "window": ""}
    if at is not None:
        gone["changed_at"] = at
    bases = Response.objects.non_polymorphic().filter(pk__in=taken)
    bases.update(version=models.F("version") + 1, **gone)
    return len(taken)


def with_content(places: models.QuerySet) -> models.QuerySet:
    """Those of the places in which something is kept, with `has_words` for whether own words are among it.

    A copy in an open case is not counted: it stays until the decision.
    """
    here = models.OuterRef("pk")
    kept = [models.Exists(_kept(kind).filter(enrolment=here)) for kind in _kinds_with_content()]
    words = [models.Exists(words_of(kind).filter(enrolment=here)) for kind in kinds_with_words()]
    others = models.Exists(OtherVersion.objects.filter(response__enrolment=here))
    alone = models.Exists(BroughtText.objects.not_in_case().filter(enrolment=here))
    return places.filter(reduce(or_, kept, others | alone)).annotate(
        has_words=reduce(or_, words, others | alone)
    )


def words_of(kind: Kind) -> models.QuerySet:
    """The rows of a kind in which something is written. Whether a text is empty can be asked, never what it says."""
    beside = models.Q(pk__in=OtherVersion.objects.values("response"))
    return _rows(kind).filter(models.Q(pk__in=_not_empty(kind, kind.own_words).values("pk")) | beside)


def kept_rows(*, enrolments: Collection[int], without: Collection[int]) -> models.QuerySet:
    """The base rows of a person's own content in these places, except some. One query."""
    kept = reduce(or_, [models.Q(pk__in=_kept(kind).values("pk")) for kind in _own_kinds()])
    return Response.objects.non_polymorphic().filter(kept, enrolment__in=enrolments).exclude(pk__in=without)


def kinds_with_words() -> list[Kind]:
    """The kinds in which people write."""
    return [kind for kind in KINDS.values() if kind.own_words]


def _kinds_with_content() -> list[Kind]:
    return [kind for kind in KINDS.values() if kind.content_fields]


def _own_kinds() -> list[Kind]:
    return [kind for kind in _kinds_with_content() if kind.is_own]


def _rows(kind: Kind) -> models.QuerySet:
    return kind.response_model.objects.non_polymorphic()


def _kept(kind: Kind) -> models.QuerySet:
    """Its rows with anything in them that goes when it is deleted."""
    return _not_empty(kind, _going(kind))


def _going(kind: Kind) -> list[str]:
    return [name for name in kind.content_fields if name not in kind.kept_when_erased]


def _not_empty(kind: Kind, names: Iterable[str]) -> models.QuerySet:
    """Texts are measured, because an encrypted column can be asked for nothing else; the rest is compared."""
    fields = [one for one in kind.response_model._meta.concrete_fields if one.name in set(names)]
    texts = [one.name for one in fields if isinstance(one, models.TextField | models.CharField)]
    filled = [models.Q(**{f"{name}_length__gt": 0}) for name in texts]
    filled += [~models.Q(**{one.name: one.get_default()}) for one in fields if one.name not in texts]
    lengths = {f"{name}_length": Length(name) for name in texts}
    return _rows(kind).annotate(**lengths).filter(reduce(or_, filled))


def _emptied(kind: Kind, row: Response) -> bool:
    """Take away the content of one row; one with a message that stays is kept without the rest. Returns whether."""
    if not any(getattr(row, name) for name in kind.kept_when_erased):
        row.delete(keep_parents=True)
        return True
    empty = dict.fromkeys(_going(kind), "")
    return bool(_rows(kind).filter(pk__in=_kept(kind).filter(pk=row.pk).values("pk")).update(**empty))
