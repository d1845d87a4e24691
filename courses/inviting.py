"""Inviting to a run: one by one, by a pasted list, or by name alone. The only writer of invitations.

An invitation is a link with a secret. It is kept as a hash, and it is not a log-in: whoever opens it is asked for a
code sent to the invited address before the place can be confirmed.
"""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses import run_history
from courses.enrolling import locked_place
from courses.errors import CourseError
from courses.invitation_lists import Line, read_list
from courses.kinds import UNDER_WAY_RUN_STATES, EnrolmentState
from courses.models import CourseRun, Enrolment, WaitingPlace
from courses.seats import refuse_beyond_seats
from lms.people.access import is_administrator
from lms.people.dates import date_words
from lms.people.messaging import send
from lms.people.models import Organisation, User
from lms.people.registering import register_membership, register_person

KEY = "invitation"
VALID_FOR = datetime.timedelta(days=30)
TOKEN_BYTES = 24
ONE_CLICK = datetime.timedelta(minutes=2)


@transaction.atomic
def invite(
    *,
    course_run: CourseRun,
    person: User,
    organisation: Organisation,
    by: User | None,
    at: datetime.datetime | None = None,
) -> Enrolment:
    """Give `person` a place and send the invitation (by e-mail or text message; on paper for who has neither).

    Somebody who already has a place keeps it and gets no second message; who withdrew is invited anew.
    Raises CourseError when `by` may not, the run takes nobody now, the association does not take part in it, or its
    seats are taken.
    """
    run = (
        CourseRun.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser")
        .get(pk=course_run.pk)
    )
    refuse_inviting(run, organisation, by)
    # Held: who withdrew may be coming back, or choosing how long their texts are kept, at this moment.
    place = Enrolment.objects.select_for_update(no_key=True).filter(course_run=run, person=person).first()
    if place is not None and place.state != EnrolmentState.WITHDRAWN:
        return place
    refuse_beyond_seats(run, organisation)
    place = place or Enrolment(course_run=run, person=person)
    place.organisation = organisation
    place.state = EnrolmentState.INVITED
    place.invited_by = by
    place.ended_at = place.ended_by = None
    WaitingPlace.objects.filter(course_run=run, person=person).delete()
    # A note that they belong with the association, so that its secretariat can help them; not that it was checked.
    register_membership(person=person, organisation=organisation)
    place = _send_invitation(place, at or timezone.now())
    run_history.note_place(place, run_history.INVITED, by=by)
    return place


def refuse_inviting(run: CourseRun, organisation: Organisation, by: User | None) -> None:
    """Raises CourseError when `by` may not invite, the run takes nobody now, or the association does not take part."""
    if by is not None and not is_administrator(by, run.organiser):
        raise CourseError(_("Only the secretariat of the association that arranges the course can invite."))
    if run.state not in UNDER_WAY_RUN_STATES:
        raise CourseError(_("A course that is closed or cancelled takes no more participants."))
    if not run.run_organisations.filter(organisation=organisation).exists():
        raise CourseError(_("%(name)s does not take part in this course.") % {"name": organisation.name})


@transaction.atomic
def invite_again(*, enrolment: Enrolment, by: User, at: datetime.datetime | None = None) -> Enrolment:
    """Send the invitation once more with a new link; the old one stops working. Raises CourseError."""
    place = locked_place(enrolment)
    refuse_inviting(place.course_run, place.organisation, by)
    if place.state != EnrolmentState.INVITED:
        raise CourseError(_("The place is already confirmed, so there is nothing to send."))
    return _send_invitation(place, at or timezone.now())


def _send_invitation(place: Enrolment, moment: datetime.datetime) -> Enrolment:
    """Give the place a new secret, keep its hash, and queue the message. Saves the place."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    place.invited_at = moment
    place.invitation_hash = hash_of(token)
    place.invitation_expires_at = moment + VALID_FOR
    place.save()
    with translation.override(place.person.language):
        context = {
            "link": settings.SITE_ADDRESS + reverse("courses:invitation", args=[token]),
            "date": date_words(place.invitation_expires_at),
        }
    once = f"{KEY}:{place.pk}:{place.invitation_hash[:16]}"
    send(place.person, KEY, once=once, context=context, organisation=place.organisation)
    return place


def hash_of(token: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash is enough."""
    return sha256(token.encode()).hexdigest()


def invitation_by(token: str) -> Enrolment | None:
    """The place an invitation link belongs to, however old, or None. One query."""
    return (
        Enrolment.objects.filter(invitation_hash=hash_of(token))
        .select_related("person", "organisation", "course_run__course", "course_run__organiser")
        .first()
    )


def is_open(enrolment: Enrolment, *, at: datetime.datetime | None = None) -> bool:
    """Whether the invitation may still be answered."""
    expires = enrolment.invitation_expires_at
    return (
        enrolment.state == EnrolmentState.INVITED
        and enrolment.course_run.state in UNDER_WAY_RUN_STATES
        and expires is not None
        and (at or timezone.now()) <= expires
    )


@dataclass(frozen=True)
class Invited:
    """What came of a pasted list: the lines as read, and the places of those who were invited now."""

    lines: list[Line]
    places: list[Enrolment]


def preview_list(*, course_run: CourseRun, text: str) -> list[Line]:
    """The pasted lines with what is wrong with each, and who has a place already. Changes nothing; one query.

    Of people without a place nothing is said, but that the two addresses of a line are not one person's.
    """
    lines = read_list(text)
    given = Enrolment.objects.filter(course_run=course_run, person=OuterRef("pk"))
    known = User.objects.filter(
        Q(email__in=[line.email for line in lines if line.email])
        | Q(phone__in=[line.phone for line in lines if line.phone])
    ).annotate(has_place=Exists(given.exclude(state=EnrolmentState.WITHDRAWN)))
    owners: dict[str, int] = {}
    taken: set[str] = set()
    for pk, has_place, *addresses in known.values_list("pk", "has_place", "email", "phone"):
        owners |= {address: pk for address in addresses if address}
        taken |= {address for address in addresses if address and has_place}
    return read_list(text, taken=taken, owners=owners)


@transaction.atomic
def invite_list(
    *,
    course_run: CourseRun,
    organisation: Organisation,
    text: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Invited:
    """Invite everybody on a pasted list whose line can be read; the others are left out with a sentence each.

    A person who is known by e-mail or phone is found, not made again. All or none: an error half-way invites nobody.
    Raises CourseError.
    """
    refuse_inviting(course_run, organisation, by)
    # Locked before anybody is registered: of two clicks the second finds whom the first has made.
    run = CourseRun.objects.select_for_update(of=("self",), no_key=True).get(pk=course_run.pk)
    lines = preview_list(course_run=run, text=text)
    people = {
        register_person(
            name=line.name, email=line.email, phone=line.phone, language=run.language, by=by
        ): None
        for line in lines
        if not line.problem
    }  # somebody who is known may stand on two lines, by e-mail and by phone
    refuse_beyond_seats(run, organisation, len(people))
    places = [
        invite(course_run=run, person=person, organisation=organisation, by=by, at=at) for person in people
    ]
    return Invited(lines, places)


@transaction.atomic
def invite_by_name(
    *,
    course_run: CourseRun,
    organisation: Organisation,
    name: str,
    by: User,
    at: datetime.datetime | None = None,
) -> Enrolment:
    """Give a place to somebody with neither e-mail nor mobile. They log in with a printed card (edge case 35).

    Nobody is found by name: two people may have the same. Only the same name given again at once is the second of two
    clicks, and is the same place. Raises CourseError or PeopleError.
    """
    refuse_inviting(course_run, organisation, by)
    run = CourseRun.objects.select_for_update(of=("self",), no_key=True).get(pk=course_run.pk)
    if given := given_just_now(run, organisation, name, by, at or timezone.now()):
        return given
    person = register_person(name=name, language=course_run.language, by=by)
    return invite(course_run=course_run, person=person, organisation=organisation, by=by, at=at)


def given_just_now(
    run: CourseRun, organisation: Organisation, name: str, by: User, moment: datetime.datetime
) -> Enrolment | None:
    """The place `by` gave to somebody of this name, with neither e-mail nor mobile, within the last minutes."""
    given = Enrolment.objects.filter(
        course_run=run,
        organisation=organisation,
        invited_by=by,
        invited_at__gt=moment - ONE_CLICK,
        person__name=" ".join(name.split()),
        person__email=None,
        person__phone=None,
    )
    return given.exclude(state=EnrolmentState.WITHDRAWN).first()
