"""Attendance by way of paper: a list with numbers that keep their meaning, and «all but 4 and 9» typed in afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import access, attending
from courses.attendance_form import is_usually_absent
from courses.errors import CourseError
from courses.models import AbsenceNotice, Attendance, Enrolment, Gathering, PrintedList
from lms.people.models import User


@dataclass(frozen=True)
class PaperRow:
    """A row of a printed list. Who has left since has no place any more, and keeps the number."""

    number: int
    place: Enrolment | None


@transaction.atomic
def make_list(
    *,
    gathering: Gathering,
    places: Iterable[Enrolment],
    by: User,
    at: datetime.datetime | None = None,
) -> PrintedList:
    """Freeze the order of the names for a list to print. The same order again is the same list.

    Raises CourseError for anybody who does not record there.
    """
    recordable = Gathering.objects.recordable_by(by).values("pk")
    found = Gathering.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=recordable, pk=gathering.pk
    )
    if not found.exists():
        raise CourseError(_("You cannot record attendance at this gathering."))
    order = [place.pk for place in places]
    last = newest_list(gathering)
    if last is not None and last.places == order:
        return last
    return PrintedList.objects.create(
        gathering=gathering,
        number=last.number + 1 if last else 1,
        places=order,
        made_by=by,
        made_at=at or timezone.now(),
    )


def newest_list(gathering: Gathering) -> PrintedList | None:
    """The list that was made last. One query."""
    return PrintedList.objects.filter(gathering=gathering).order_by("number").last()


def rows_of(printed: PrintedList, people: Iterable[Enrolment]) -> list[PaperRow]:
    """The rows as they stand on the paper, with those of the people who still have their place. No query."""
    found = {place.pk: place for place in people}
    return [PaperRow(number, found.get(pk)) for number, pk in enumerate(printed.places, 1)]


def came_later(printed: PrintedList, people: Iterable[Enrolment]) -> list[Enrolment]:
    """Those who got a place after the list was made. They are on no row."""
    return [place for place in people if place.pk not in printed.places]


def usually_absent(gathering: Gathering, people: Iterable[Enrolment]) -> set[int]:
    """Whom nobody expects: on a pause, without an answer, or told beforehand that they cannot come. One query.

    A guest is expected, however it stands at home: of them nothing is shown but the name (decision 31).
    """
    told = AbsenceNotice.objects.standing().filter(gathering=gathering)
    away = set(told.values_list("enrolment_id", flat=True))
    return {place.pk for place in people if place.pk in away or is_usually_absent(place, gathering)}


@transaction.atomic
def type_in(
    *,
    printed: PrintedList,
    absent: Collection[int],
    minutes: Mapping[int, int],
    by: User,
    at: datetime.datetime | None = None,
) -> list[Attendance]:
    """Record a list that was ticked by hand: all on it were there, but `absent` and those with `minutes` of their own.

    Both are by the number on the paper. Whom nobody expected is «not here» unless a number of minutes says otherwise, and
    what is recorded for them already stands. Who has left is passed over, and whoever types it in: somebody else records
    that. Raises CourseError as `record_attendance` does.
    """
    moment = at or timezone.now()
    gathering = attending.locked(printed.gathering, by, moment)
    found = rows_of(printed, access.people_at(gathering))
    rows = [row for row in found if row.place and row.place.person_id != by.pk]
    unexpected = usually_absent(gathering, [row.place for row in rows if row.place])
    given: dict[int, int] = {}
    for row in rows:
        pk = printed.places[row.number - 1]
        away = row.number in absent or (pk in unexpected and row.number not in minutes)
        given[pk] = 0 if away else minutes.get(row.number, gathering.minutes)
    said = {printed.places[number - 1] for number in (*absent, *minutes)}
    return attending.record_attendance(
        gathering=gathering,
        minutes_by_enrolment=given,
        by=by,
        at=moment,
        only_if_new=unexpected - said,
    )
