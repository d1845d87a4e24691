"""Saying that one cannot come to a gathering, and taking it back. Nobody is asked why, and there is no field for it.

A notice is about one gathering on one day: when it is moved, the notice no longer holds. What was is said by attendance,
which takes the notice away and keeps that it was given.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import CourseError
from courses.kinds import OVER_RUN_STATES
from courses.models import AbsenceNotice, Attendance, Enrolment, Gathering
from lms.people.models import User


@transaction.atomic
def tell(
    *,
    enrolment: Enrolment,
    gatherings: Iterable[Gathering],
    by: User,
    at: datetime.datetime | None = None,
) -> list[AbsenceNotice]:
    """Notes that a person cannot come to these gatherings. Told twice, the first notice stands.

    `by` is the person, or somebody who records attendance there and was told by phone (each step has a paper route).
    Raises CourseError for others, for a gathering that is over or recorded, and for one the person does not belong to.
    """
    moment, place = at or timezone.now(), _locked(enrolment)
    notices = []
    for gathering in gatherings:
        _refuse(place, gathering, by, moment)
        notices.append(_standing(place, gathering) or _new(place, gathering, by, moment))
    return notices


@transaction.atomic
def take_back(
    *,
    enrolment: Enrolment,
    gatherings: Iterable[Gathering],
    by: User,
    at: datetime.datetime | None = None,
) -> int:
    """The person can come after all. Returns how many notices went; taken back twice changes nothing more.

    Raises CourseError as `tell` does.
    """
    moment, place = at or timezone.now(), _locked(enrolment)
    wanted = list(gatherings)
    for gathering in wanted:
        _refuse(place, gathering, by, moment)
    gone, _by_model = AbsenceNotice.objects.filter(enrolment=place, gathering__in=wanted).delete()
    return gone


def forget(gathering: Gathering, enrolment_ids: Iterable[int]) -> None:
    """Attendance is recorded for these: that they had said so stays with it as a bare fact, and the notice goes.

    Presence and commitment are two things: who told beforehand is not merely absent. Two queries; one more for the fact.
    """
    notices = AbsenceNotice.objects.filter(gathering=gathering, enrolment__in=list(enrolment_ids))
    told = list(notices.standing().values_list("enrolment", flat=True))
    if told:
        Attendance.objects.filter(gathering=gathering, enrolment__in=told).update(told_beforehand=True)
    notices.delete()


def _standing(place: Enrolment, gathering: Gathering) -> AbsenceNotice | None:
    return AbsenceNotice.objects.standing().filter(enrolment=place, gathering=gathering).first()


def _new(place: Enrolment, gathering: Gathering, by: User, moment: datetime.datetime) -> AbsenceNotice:
    """In the place of one about an earlier day, where the gathering has been moved."""
    notice, _is_new = AbsenceNotice.objects.update_or_create(
        enrolment=place,
        gathering=gathering,
        defaults={"starts_at": gathering.starts_at, "told_by": by, "told_at": moment},
    )
    return notice


def _locked(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course_run")
        .get(pk=enrolment.pk)
    )


def _refuse(place: Enrolment, gathering: Gathering, by: User, moment: datetime.datetime) -> None:
    own_time_of = gathering.organisation_id or place.organisation_id
    if gathering.course_run_id != place.course_run_id or own_time_of != place.organisation_id:
        raise CourseError(_("Somebody on the list does not belong at this gathering. Nothing was saved."))
    if by.pk != place.person_id and not Gathering.objects.recordable_by(by).filter(pk=gathering.pk).exists():
        raise CourseError(_("Only the person, or those who lead the gathering, can say this."))
    if not place.may_answer or place.course_run.state in OVER_RUN_STATES:
        raise CourseError(_("Only those who take part in the course now can say this."))
    is_recorded = Attendance.objects.filter(enrolment=place, gathering=gathering).exists()
    if is_recorded or gathering.ends_at < moment:
        raise CourseError(_("This gathering is over. Those who lead it record who was there."))
