"""Making up a gathering somebody missed: agreed on, confirmed, or fallen away. The only writer of make-ups.

What is practised is made up with people, and own time with the association's own representative (edge case 1). Nobody is
asked why something was missed, and there is no field for it. Why so: docs/decisions/0030-what-is-made-up.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import completion
from courses.activities.base import Response
from courses.errors import CourseError
from courses.kinds import (
    OVER_RUN_STATES,
    WITH_PEOPLE,
    EnrolmentState,
    GatheringKind,
    MakeUpKind,
    MakeUpState,
    RunState,
)
from courses.models import Attendance, Enrolment, Gathering, MakeUp, PracticePage, RunOrganisation
from lms.people.messaging import send
from lms.people.models import User

KEY = "make_up_agreed"


@transaction.atomic
def agree(
    *,
    enrolment: Enrolment,
    gathering: Gathering,
    kind: str,
    by: User,
    substitute: Gathering | None = None,
    meets_at: datetime.datetime | None = None,
    place: str = "",
    at: datetime.datetime | None = None,
) -> MakeUp:
    """Note what the person does instead of a gathering. The same agreed twice is one; another has to fall away first,
    as it does by itself when the other run was cancelled. The person is told, once, in a message without content.

    `substitute` is the same gathering in another run, for that kind alone; otherwise `meets_at` and `place` say when and
    where, if it is known. Raises CourseError when `by` may not arrange it, or it does not make up what was missed.
    """
    # Whoever moves the gathering at this moment is waited for (decision 47).
    Gathering.objects.select_for_update(no_key=True).only("pk").get(pk=gathering.pk)
    moment, person = at or timezone.now(), _locked(enrolment)
    _refuse_stranger(person, gathering, by)
    _refuse_what_is_over(person, gathering)
    _refuse_wrong_kind(person, gathering, kind)
    terms = {"kind": kind, "substitute": None, "meets_at": meets_at, "place": place.strip()}
    if kind == MakeUpKind.OTHER_RUN:
        _refuse_host(person, gathering, substitute, moment)
        terms = {"kind": kind, "substitute": substitute, "meets_at": None, "place": ""}
    standing = _what_stands(person, gathering, by, moment)
    if standing is None:
        made = MakeUp.objects.create(
            enrolment=person, gathering=gathering, agreed_by=by, agreed_at=moment, **terms
        )
        _tell(person, made)
        return made
    if any(getattr(standing, name) != value for name, value in terms.items()):
        raise CourseError(
            _("Something else is agreed already. Take that back first, and then agree on this.")
        )
    return standing


def _what_stands(
    place: Enrolment, gathering: Gathering, by: User, moment: datetime.datetime
) -> MakeUp | None:
    """What is agreed already and can still be; what cannot falls away here."""
    same = MakeUp.objects.standing().filter(enrolment=place, gathering=gathering)
    impossible = same.exclude(pk__in=MakeUp.objects.possible().values("pk"))
    impossible.update(state=MakeUpState.FALLEN_AWAY, ended_by=by, ended_at=moment)
    return same.first()


def fall_away_where_nothing_is_missed(
    *, gathering: Gathering, enrolment_ids: Iterable[int], by: User | None, at: datetime.datetime
) -> int:
    """What was agreed instead of a gathering falls away for who was there the whole time after all, or when it was not held and
    is moved to a day to come. Returns how many.

    What is confirmed stands. Called inside the transaction that records who was there, or moves it. One query.
    """
    agreed = MakeUp.objects.filter(
        gathering=gathering, enrolment__in=list(enrolment_ids), state=MakeUpState.AGREED
    )
    return agreed.update(state=MakeUpState.FALLEN_AWAY, ended_by=by, ended_at=at)


def _tell(place: Enrolment, make_up: MakeUp) -> None:
    """Tell the person that something is agreed. What, when and where is seen by who logs in; the message says none of it."""
    context = {"link": settings.SITE_ADDRESS + reverse("courses:outline", args=[place.pk])}
    send(place.person, KEY, once=f"{KEY}:{make_up.pk}", context=context, organisation=place.organisation)


@transaction.atomic
def confirm(*, make_up: MakeUp, minutes: int, by: User, at: datetime.datetime | None = None) -> MakeUp:
    """Note that it is done, and how many minutes of the missed gathering it counts for. Looks at completion again.

    A guest in another run is confirmed by the attendance there, never here. Twice with the same minutes changes nothing.
    Raises CourseError for more minutes than were missed, or before the day that was agreed.
    """
    moment, row = at or timezone.now(), _locked_make_up(make_up, by)
    if row.kind == MakeUpKind.OTHER_RUN:
        raise CourseError(_("Those who lead the other course confirm this, by recording who was there."))
    if row.state == MakeUpState.CONFIRMED and row.minutes == minutes:
        return row
    if row.state != MakeUpState.AGREED:
        raise CourseError(_("This is confirmed or taken back already. Look at what stands on the page now."))
    if row.meets_at and timezone.localdate(row.meets_at) > timezone.localdate(moment):
        raise CourseError(_("The day you agreed on has not come yet. It is confirmed afterwards."))
    missed = minutes_missed(row.enrolment, row.gathering)
    if not 0 < minutes <= missed:
        raise CourseError(
            _("%(missed)d minutes were missed. Write a number from 1 to %(missed)d.") % {"missed": missed}
        )
    _count(row, minutes, by, moment)
    completion.look_again(row.enrolment_id, at=moment)
    return row


@transaction.atomic
def let_fall(*, make_up: MakeUp, by: User, at: datetime.datetime | None = None) -> MakeUp:
    """Take an agreement back, confirmed or not. The row is kept with its minutes; a new agreement can be made.

    Twice changes nothing. What a completed course builds on stands: raises CourseError.
    """
    row = _locked_make_up(make_up, by)
    if row.state == MakeUpState.FALLEN_AWAY:
        return row
    if row.state == MakeUpState.CONFIRMED and row.enrolment.state == EnrolmentState.COMPLETED:
        raise CourseError(_("The course is completed, so what it builds on stands. Call the secretariat."))
    row.state, row.ended_by, row.ended_at = MakeUpState.FALLEN_AWAY, by, at or timezone.now()
    row.save(update_fields=["state", "ended_by", "ended_at"])
    return row


def follow_attendance(
    *, gathering: Gathering, minutes_by_enrolment: Mapping[int, int], by: User, at: datetime.datetime
) -> None:
    """What is recorded of guests at a gathering confirms their make-ups, and a correction there changes them.

    Called by `attending` inside its transaction, with what stands now. One query where nobody is a guest.
    """
    guests = (
        MakeUp.objects.select_for_update(of=("self",), no_key=True)
        .at_host(gathering)
        .select_related("gathering")
    )
    for row in guests.filter(enrolment__in=list(minutes_by_enrolment)):
        minutes = min(minutes_by_enrolment[row.enrolment_id], row.gathering.minutes)
        if minutes and minutes != row.minutes:
            _count(row, minutes, by, at)
        elif not minutes and row.state == MakeUpState.CONFIRMED:
            row.state, row.minutes, row.confirmed_by, row.confirmed_at = MakeUpState.AGREED, None, None, None
            row.save(update_fields=["state", "minutes", "confirmed_by", "confirmed_at"])


def minutes_missed(enrolment: Enrolment, gathering: Gathering) -> int:
    """Minutes of the gathering that the person was not there. One query."""
    there = Attendance.objects.filter(enrolment=enrolment, gathering=gathering).values_list(
        "minutes", flat=True
    )
    return max(gathering.minutes - sum(there), 0)


def practice_missing(enrolment: Enrolment, gathering: Gathering) -> list[str]:
    """The titles of what is practised in a gathering and not done yet: it can only be made up with people. Two queries."""
    done = (
        Response.objects.non_polymorphic()
        .filter(enrolment=enrolment)
        .done()
        .values_list("activity_key", flat=True)
    )
    cards = PracticePage.objects.descendant_of(gathering.course_run.course).live()
    cards = cards.filter(in_gathering=gathering.code, required=True).order_by("path")
    return [card.title for card in cards if card.translation_key not in set(done)]


def _locked(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run__course")
        .get(pk=enrolment.pk)
    )


def _locked_make_up(make_up: MakeUp, by: User) -> MakeUp:
    """The row, locked after its place, in the order in which whoever records attendance takes the two."""
    Enrolment.objects.select_for_update(no_key=True).only("pk").get(pk=make_up.enrolment_id)
    row = (
        MakeUp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("enrolment__course_run", "gathering__course_run")
        .get(pk=make_up.pk)
    )
    _refuse_stranger(row.enrolment, row.gathering, by)
    return row


def _count(row: MakeUp, minutes: int, by: User, moment: datetime.datetime) -> None:
    row.state, row.minutes, row.confirmed_by, row.confirmed_at = MakeUpState.CONFIRMED, minutes, by, moment
    row.save(update_fields=["state", "minutes", "confirmed_by", "confirmed_at"])


def _refuse_stranger(person: Enrolment, gathering: Gathering, by: User) -> None:
    if by.pk == person.person_id:
        raise CourseError(_("Somebody else has to mark this for you."))
    if not Gathering.objects.recordable_by(by).filter(pk=gathering.pk).exists():
        raise CourseError(
            _("Only those who record attendance at the gathering can arrange how it is made up.")
        )


def _refuse_what_is_over(person: Enrolment, gathering: Gathering) -> None:
    own_time_of = gathering.organisation_id or person.organisation_id
    if gathering.course_run_id != person.course_run_id or own_time_of != person.organisation_id:
        raise CourseError(_("Somebody on the list does not belong at this gathering. Nothing was saved."))
    if not person.takes_part or person.course_run.state in OVER_RUN_STATES:
        raise CourseError(_("Only who takes part in the course now can make something up."))
    if not minutes_missed(person, gathering):
        raise CourseError(
            _("Attendance says that the whole gathering was attended. There is nothing to make up.")
        )


def _refuse_wrong_kind(person: Enrolment, gathering: Gathering, kind: str) -> None:
    if gathering.kind == GatheringKind.OWN_TIME:
        if kind != MakeUpKind.OWN_TIME:
            raise CourseError(_("Own time is made up with the association's own representative."))
        return
    if kind == MakeUpKind.OWN_TIME or kind not in MakeUpKind.values:
        raise CourseError(_("Choose how it is made up."))
    if kind not in WITH_PEOPLE and practice_missing(person, gathering):
        raise CourseError(
            _(
                "People practised at this gathering, and that can only be made up with people: in another course, "
                "or together with others."
            )
        )


def _refuse_host(
    person: Enrolment, gathering: Gathering, host: Gathering | None, moment: datetime.datetime
) -> None:
    """The same gathering, to come, in another open run that an association of this run takes part in."""
    if (
        host is None
        or host.activity_key != gathering.activity_key
        or host.course_run_id == gathering.course_run_id
    ):
        raise CourseError(_("Choose the same gathering in another course."))
    ours = RunOrganisation.objects.filter(course_run=gathering.course_run_id).values("organisation")
    shared = RunOrganisation.objects.filter(course_run=host.course_run_id, organisation__in=ours)
    if host.course_run.state != RunState.OPEN or host.ends_at <= moment or not shared.exists():
        raise CourseError(_("That gathering cannot take guests from here. Choose another."))
    if (
        Enrolment.objects.on_the_list()
        .filter(person=person.person_id, course_run=host.course_run_id)
        .exists()
    ):
        raise CourseError(
            _("This person has a place in that course already. What is done there counts there.")
        )
