"""Marks that a phone made by itself, perhaps without a net, and sends when it can. Each is kept once, whatever happens.

The later act wins, by the time of the finger on the screen and not of the arrival; both leave a trace. Why and how the
time is found: docs/decisions/0027-marks-that-arrive-late.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import access, attending
from courses.activities.practice.models import PAIR_ROLES
from courses.errors import CourseError
from courses.models import Attendance, AttendanceMark, Enrolment, Gathering, TogetherMark
from lms.people.models import User

#: A phone counts the age of a mark by a clock that may be put right in between.
A_CLOCK_PUT_RIGHT = datetime.timedelta(hours=2)


@dataclass(frozen=True)
class SentMark:
    """One mark as it was sent. `age` is how long ago it was made by the phone's own clock, right or wrong.

    `untouched` says that nobody pressed it: the row stood so when the list was finished.
    """

    mark_id: UUID
    place: int
    minutes: int
    age: datetime.timedelta
    untouched: bool = False


@dataclass(frozen=True)
class SentTogether:
    """Something that was done together by those who were there, but for the exceptions.

    `among` are those on the page of the list where it was ticked, where the list has more than one.
    """

    mark_id: UUID
    activity_key: UUID
    age: datetime.timedelta
    without: frozenset[int] = frozenset()
    pair: frozenset[int] = frozenset()
    among: frozenset[int] | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a mark. Named in an answer, it leaves the phone: kept, or refused with a sentence."""

    mark_id: UUID
    outdated: bool = False
    refusal: str = ""


@transaction.atomic
def keep_marks(
    *,
    gathering: Gathering,
    marks: Sequence[SentMark],
    by: User,
    at: datetime.datetime | None = None,
    late: bool = False,
) -> list[Answer]:
    """Keep each mark once, and let the one stand that was made last. What is sent again is answered as it was before.

    A mark that cannot be is refused alone, and the others are kept. `late` takes them from who led that day and leads no
    more, as long as `attending.locked` says. Raises CourseError when nothing may be recorded here.
    """
    moment = at or timezone.now()
    gathering = attending.locked(gathering, by, moment, late=late)
    known = AttendanceMark.objects.filter(mark_id__in=[mark.mark_id for mark in marks])
    answers = {row.mark_id: _answer(row, gathering, by) for row in known.select_related("attendance")}
    new = sorted({m.mark_id: m for m in marks if m.mark_id not in answers}.values(), key=lambda m: -m.age)
    belongs = _people(gathering, {mark.place for mark in new})
    refused = _refused(new, gathering, belongs, by, moment, late=late)
    for turn in _turns([mark for mark in new if mark.mark_id not in refused]):
        answers |= _keep_or_refuse(gathering, turn, by, moment, late=late)
    answers |= {mark_id: Answer(mark_id, refusal=words) for mark_id, words in refused.items()}
    return [answers[mark_id] for mark_id in dict.fromkeys(mark.mark_id for mark in marks)]


def _answer(row: AttendanceMark, gathering: Gathering, by: User) -> Answer:
    """The answer to what is sent again. An id that somebody else used is no reason to tell what it was."""
    if row.attendance.gathering_id != gathering.pk or row.marked_by_id != by.pk:
        return Answer(row.mark_id, refusal=_("This mark could not be kept. Mark it once more."))
    return Answer(row.mark_id, outdated=row.outdated)


def _people(gathering: Gathering, ids: Collection[int]) -> dict[int, Enrolment]:
    """Those of the places that belong here; who has left meanwhile does not."""
    return {place.pk: place for place in access.people_at(gathering).filter(pk__in=ids)}


def _refused(
    marks: Sequence[SentMark],
    gathering: Gathering,
    belongs: Mapping[int, Enrolment],
    by: User,
    moment: datetime.datetime,
    *,
    late: bool,
) -> dict[UUID, str]:
    """Why single marks cannot be kept."""
    standing, words = attending.what_stands(gathering, belongs), {}
    untouched = {mark.place: mark.minutes for mark in marks if mark.untouched}
    presumed = attending.presumed(gathering, untouched, standing)
    for mark in marks:
        try:
            if mark.untouched and mark.place in presumed:
                raise CourseError(attending.checked_in_meanwhile(late=late))
            _refuse_another_day(mark.age, gathering, moment)
            _refuse(mark, gathering, belongs, standing, by)
        except CourseError as refusal:
            words[mark.mark_id] = str(refusal)
    return words


def _refuse_another_day(age: datetime.timedelta, gathering: Gathering, moment: datetime.datetime) -> None:
    """What was marked before its day is about another day, from which the gathering was moved. If it never was, a clock was wrong."""
    if gathering.times_moved and moment - age < attending.day_begins(gathering) - A_CLOCK_PUT_RIGHT:
        raise CourseError(
            _("This was marked before the gathering was moved, so it was not kept. Mark it once more.")
        )


def _refuse(
    mark: SentMark,
    gathering: Gathering,
    belongs: Mapping[int, Enrolment],
    standing: Mapping[int, Attendance],
    by: User,
) -> None:
    if mark.place not in belongs:
        raise CourseError(_("Somebody you marked is not on the list any more, so that mark was not kept."))
    attending.refuse_impossible([mark.minutes], gathering)
    attending.refuse_own(belongs[mark.place], mark.minutes, standing.get(mark.place), by)


def _turns(marks: Sequence[SentMark]) -> Iterator[list[SentMark]]:
    """The marks in turns with each person at most once, the older before the newer."""
    turns: list[dict[int, SentMark]] = []
    for mark in marks:
        turn = next((turn for turn in turns if mark.place not in turn), None)
        if turn is None:
            turns.append(turn := {})
        turn[mark.place] = mark
    return (list(turn.values()) for turn in turns)


def _keep_or_refuse(
    gathering: Gathering, marks: Sequence[SentMark], by: User, moment: datetime.datetime, *, late: bool
) -> dict[UUID, Answer]:
    """All of a turn at once. Where one of them cannot be, each by itself, so that one never holds up the others."""
    try:
        with transaction.atomic():
            return _keep_turn(gathering, marks, by, moment, late=late)
    except CourseError as refusal:
        if len(marks) == 1:
            return {marks[0].mark_id: Answer(marks[0].mark_id, refusal=str(refusal))}
    answers: dict[UUID, Answer] = {}
    for mark in marks:
        answers |= _keep_or_refuse(gathering, [mark], by, moment, late=late)
    return answers


def _keep_turn(
    gathering: Gathering, marks: Sequence[SentMark], by: User, moment: datetime.datetime, *, late: bool
) -> dict[UUID, Answer]:
    made = {mark.place: _made_at(mark.age, gathering, moment) for mark in marks}
    rows = attending.record_attendance(
        gathering=gathering,
        minutes_by_enrolment={mark.place: mark.minutes for mark in marks},
        by=by,
        at=moment,
        only_if_new={mark.place for mark in marks if mark.untouched},
        decided_at=made,
        late=late,
    )
    standing = {row.enrolment_id: row for row in rows}
    kept = [
        AttendanceMark(
            mark_id=mark.mark_id,
            attendance=standing[mark.place],
            minutes=mark.minutes,
            outdated=standing[mark.place].minutes != mark.minutes and not mark.untouched,
            marked_by=by,
            marked_at=made[mark.place],
        )
        for mark in marks
    ]
    AttendanceMark.objects.bulk_create(kept)
    return {row.mark_id: Answer(row.mark_id, outdated=row.outdated) for row in kept}


def _made_at(age: datetime.timedelta, gathering: Gathering, moment: datetime.datetime) -> datetime.datetime:
    """When a mark was made by the server's clock: never later than now, never before the day of the gathering."""
    earliest = attending.day_begins(gathering)
    return min(max(moment - max(age, datetime.timedelta()), earliest), moment)


@transaction.atomic
def keep_together(
    *,
    gathering: Gathering,
    done: SentTogether,
    by: User,
    at: datetime.datetime | None = None,
    late: bool = False,
) -> Answer:
    """Mark once what a phone tells was done together. Sent again it changes nothing, also when it was taken back since.

    Refused with a sentence where the activity does not belong here. Raises CourseError when nothing may be recorded.
    """
    moment = at or timezone.now()
    gathering = attending.locked(gathering, by, moment, late=late)
    if (known := _answer_before(gathering, done, by)) is not None:
        return known
    try:
        _refuse_another_day(done.age, gathering, moment)
        with transaction.atomic():
            attending.mark_done_together(
                gathering=gathering,
                activity_keys=[done.activity_key],
                enrolment_ids=_who_was_there(gathering, done),
                by=by,
                at=moment,
                roles_by_enrolment=dict.fromkeys(done.pair, PAIR_ROLES),
                late=late,
            )
    except CourseError as refusal:
        return Answer(done.mark_id, refusal=str(refusal))
    TogetherMark.objects.create(
        mark_id=done.mark_id,
        gathering=gathering,
        activity_key=done.activity_key,
        marked_by=by,
        marked_at=_made_at(done.age, gathering, moment),
    )
    return Answer(done.mark_id)


def _answer_before(gathering: Gathering, done: SentTogether, by: User) -> Answer | None:
    """The answer to a mark that was kept before: by the same person at the same gathering it may be forgotten."""
    known = TogetherMark.objects.filter(mark_id=done.mark_id).first()
    if known is None:
        return None
    same = (known.gathering_id, known.marked_by_id) == (gathering.pk, by.pk)
    return Answer(done.mark_id, refusal="" if same else _("This mark could not be kept. Mark it once more."))


def _who_was_there(gathering: Gathering, done: SentTogether) -> dict[int, Enrolment]:
    """Those recorded as present, of whom the phone says it is about."""
    there = Attendance.objects.filter(gathering=gathering, minutes__gt=0).exclude(enrolment__in=done.without)
    if done.among is not None:
        there = there.filter(enrolment__in=done.among)
    return _people(gathering, set(there.values_list("enrolment_id", flat=True)))
